#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

struct evp_md_ctx_st;

namespace gatehouse {

// SHA-256 of what streams by, with the processor's own instructions where it has them:
// QCryptographicHash of Qt 6.4 takes longer for an export than the server takes to send it.
class Sha256
{
public:
    Sha256();
    ~Sha256();
    void add(QByteArrayView bytes);
    QByteArray hex(); // lower case; once, at the end

private:
    struct Free
    {
        void operator()(evp_md_ctx_st *context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> m_context;
};

QByteArray sha256(QByteArrayView bytes); // at once; 32 raw bytes

} // namespace gatehouse
