#include "base/secret.h"

#include <openssl/crypto.h>

#include <cstddef>

namespace gatehouse {

Secret::Secret(const QString &text) : m_utf8(text.toUtf8()) { }

Secret::Secret(QByteArray &&utf8) : m_utf8(std::move(utf8)) { }

Secret::Secret(Secret &&other) noexcept : m_utf8(std::exchange(other.m_utf8, {})) { }

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_utf8 = std::exchange(other.m_utf8, {});
    }
    return *this;
}

Secret::~Secret() { wipe(); }

Secret Secret::clone() const { return Secret(QByteArray(m_utf8.constData(), m_utf8.size())); }

bool Secret::equals(const QByteArray &other) const
{
    return m_utf8.size() == other.size()
        && CRYPTO_memcmp(m_utf8.constData(), other.constData(), size_t(other.size())) == 0;
}

void Secret::wipe()
{
    // A shared array belongs to somebody else too: wiping would detach and wipe only the copy.
    if (!m_utf8.isEmpty() && m_utf8.isDetached())
        OPENSSL_cleanse(m_utf8.data(), size_t(m_utf8.size()));
    m_utf8.clear();
}

} // namespace gatehouse
