#include "migration/sources/zipmembers.h"

#include "migration/words.h"

#include <QtEndian>

#include <zlib.h>

#include <algorithm>
#include <cstring>

namespace gatehouse::migration {
namespace {

constexpr qint64 kTail = 66 * 1024; // the end record and the longest comment
constexpr qsizetype kPiece = 64 * 1024;
constexpr quint32 kBig = 0xffffffff; // the true number is in a zip64 field

template <typename T>
T number(const QByteArray &bytes, qsizetype at)
{
    T value{};
    if (at <= bytes.size() - qsizetype(sizeof(T)))
        std::memcpy(&value, bytes.constData() + at, sizeof(T));
    return qFromLittleEndian(value);
}

Error noZip(const QString &path)
{
    return invalid(Words::tr("%1 is no whole zip file: its list of members is missing.").arg(path));
}

Error damaged(const QString &name)
{
    return ioError(Words::tr("%1 is damaged or ends too early.").arg(name));
}

// Sizes and offset beyond 4 GiB, in the order in which they were left out.
void readZip64(const QByteArray &extra, ZipMember &member)
{
    for (qsizetype at = 0; at + 4 <= extra.size();) {
        const auto id = number<quint16>(extra, at);
        const auto length = number<quint16>(extra, at + 2);
        if (id == 1) {
            qsizetype field = at + 4;
            for (qint64 *value : {&member.size, &member.packed, &member.offset})
                if (*value == kBig) {
                    *value = number<qint64>(extra, field);
                    field += 8;
                }
        }
        at += 4 + length;
    }
}

} // namespace

Result<std::vector<ZipMember>> zipMembers(const QString &path, size_t most)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return ioError(Words::tr("%1 cannot be opened for reading.").arg(path));
    file.seek(std::max<qint64>(0, file.size() - kTail));
    const QByteArray tail = file.read(kTail);
    const qsizetype end = tail.lastIndexOf("PK\x05\x06");
    if (end < 0)
        return noZip(path);
    const auto listLength = number<quint32>(tail, end + 12);
    const auto listOffset = number<quint32>(tail, end + 16);
    const auto count = number<quint16>(tail, end + 10);
    if (listOffset == kBig || count > most || qint64(listOffset) + listLength > file.size())
        return noZip(path);
    file.seek(listOffset);
    const QByteArray list = file.read(listLength);
    std::vector<ZipMember> members;
    for (qsizetype at = 0; at + 46 <= list.size() && list.mid(at, 4) == "PK\x01\x02";) {
        const auto nameLength = number<quint16>(list, at + 28);
        const auto extraLength = number<quint16>(list, at + 30);
        const auto noteLength = number<quint16>(list, at + 32);
        ZipMember member{QString::fromUtf8(list.mid(at + 46, nameLength)),
            number<quint32>(list, at + 42), number<quint32>(list, at + 20),
            number<quint32>(list, at + 24), number<quint16>(list, at + 10)};
        readZip64(list.mid(at + 46 + nameLength, extraLength), member);
        if (number<quint16>(list, at + 8) & 1)
            return invalid(Words::tr("%1 is encrypted.").arg(path));
        members.push_back(std::move(member));
        at += 46 + nameLength + extraLength + noteLength;
    }
    if (members.size() != count)
        return noZip(path);
    return members;
}

ZipReader::~ZipReader()
{
    if (m_stream)
        inflateEnd(m_stream.get());
}

Result<std::unique_ptr<ZipReader>> ZipReader::open(
    const QString &path, const ZipMember &member, const CancelToken &token)
{
    std::unique_ptr<ZipReader> reader(new ZipReader);
    reader->m_name = path + u'/' + member.name;
    reader->m_token = token;
    reader->m_file.setFileName(path);
    if (member.method != 0 && member.method != 8)
        return invalid(Words::tr("%1 is packed in a way that cannot be read.").arg(reader->m_name));
    if (!reader->m_file.open(QIODevice::ReadOnly) || !reader->m_file.seek(member.offset))
        return damaged(reader->m_name);
    const QByteArray head = reader->m_file.read(30);
    if (head.size() != 30 || !head.startsWith("PK\x03\x04")
        || !reader->m_file.seek(
            member.offset + 30 + number<quint16>(head, 26) + number<quint16>(head, 28)))
        return damaged(reader->m_name);
    reader->m_packedLeft = member.packed;
    reader->m_left = member.size;
    reader->m_deflated = member.method == 8;
    if (reader->m_deflated) {
        reader->m_stream = std::make_unique<z_stream_s>();
        if (inflateInit2(reader->m_stream.get(), -MAX_WBITS) != Z_OK)
            return damaged(reader->m_name);
    }
    return reader;
}

Result<> ZipReader::refill()
{
    if (m_token.isCancelled())
        return cancelled();
    m_input = m_file.read(std::min<qint64>(kPiece, m_packedLeft));
    if (m_input.isEmpty())
        return damaged(m_name);
    m_packedLeft -= m_input.size();
    return Done{};
}

Result<> ZipReader::read(char *to, size_t bytes)
{
    if (qint64(bytes) > m_left)
        return damaged(m_name);
    m_left -= qint64(bytes);
    if (m_deflated)
        return inflateInto(to, bytes);
    if (m_token.isCancelled())
        return cancelled();
    return m_file.read(to, qint64(bytes)) == qint64(bytes) ? Result<>(Done{})
                                                           : Result<>(damaged(m_name));
}

Result<> ZipReader::inflateInto(char *to, size_t bytes)
{
    m_stream->next_out = reinterpret_cast<Bytef *>(to);
    m_stream->avail_out = uInt(bytes);
    while (m_stream->avail_out > 0) {
        if (m_stream->avail_in == 0) {
            if (auto filled = refill(); !filled)
                return filled;
            m_stream->next_in = reinterpret_cast<Bytef *>(m_input.data());
            m_stream->avail_in = uInt(m_input.size());
        }
        const int code = inflate(m_stream.get(), Z_NO_FLUSH);
        if (code != Z_OK && !(code == Z_STREAM_END && m_stream->avail_out == 0))
            return damaged(m_name);
    }
    return Done{};
}

} // namespace gatehouse::migration
