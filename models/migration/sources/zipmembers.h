// Members of a zip file, read forward one at a time with bounded memory.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QFile>

#include <memory>
#include <vector>

struct z_stream_s;

namespace gatehouse::migration {

struct ZipMember
{
    QString name;
    qint64 offset = 0; // of its header
    qint64 packed = 0, size = 0;
    int method = 0; // 0 stored, 8 deflated
};

// From the list at the end of the file. Invalid: no zip, cut, encrypted, more members than `most`.
Result<std::vector<ZipMember>> zipMembers(const QString &path, size_t most = 10'000);

// One thread. Gives at most the size the list promises, whatever is packed.
class ZipReader
{
public:
    static Result<std::unique_ptr<ZipReader>> open(
        const QString &path, const ZipMember &member, const CancelToken &token);
    ~ZipReader();
    // All of `bytes`, or Io: the member ends too early or is damaged.
    Result<> read(char *to, size_t bytes);

private:
    ZipReader() = default;
    Result<> refill();
    Result<> inflateInto(char *to, size_t bytes);
    QFile m_file;
    QString m_name;
    CancelToken m_token;
    qint64 m_packedLeft = 0, m_left = 0;
    bool m_deflated = false;
    QByteArray m_input;
    std::unique_ptr<z_stream_s> m_stream;
};

} // namespace gatehouse::migration
