#include "migration/rowstream.h"

namespace gatehouse::migration {

namespace {

quint32 big32(const char *at)
{
    return quint32(quint8(at[0])) << 24 | quint32(quint8(at[1])) << 16
        | quint32(quint8(at[2])) << 8 | quint8(at[3]);
}

constexpr size_t kHeader = 19;

} // namespace

size_t RowSplitter::wholeRow(std::string_view bytes) const
{
    if (bytes.size() < 2)
        return 0;
    const auto fields = quint16(quint16(quint8(bytes[0])) << 8 | quint8(bytes[1]));
    size_t at = 2;
    for (quint16 i = 0; fields != 0xffff && i < fields; ++i) {
        if (bytes.size() < at + 4)
            return 0;
        const quint32 length = big32(bytes.data() + at);
        at += 4 + (length == 0xffffffffu ? 0 : length);
        if (bytes.size() < at)
            return 0;
    }
    return at;
}

bool RowSplitter::add(std::string_view chunk, const std::function<bool(std::string_view)> &f)
{
    if (!m_rest.empty()) {
        m_rest += chunk;
        chunk = m_rest;
    }
    if (!m_headerSeen && chunk.size() >= kHeader) {
        chunk.remove_prefix(kHeader);
        m_headerSeen = true;
    }
    while (m_headerSeen && !m_ended) {
        const size_t length = wholeRow(chunk);
        if (length == 0)
            break;
        m_ended = length == 2 && chunk[0] == char(0xff); // the trailer
        if (!m_ended && !f(chunk.substr(0, length)))
            return false;
        chunk.remove_prefix(length);
    }
    std::string rest(chunk);
    m_rest = std::move(rest);
    return true;
}

Result<qint64> streamRows(db::Sql &sql, const db::Statement &copyOut,
    const std::function<bool(std::string_view row)> &f)
{
    RowSplitter splitter;
    qint64 rows = 0;
    auto copied = sql.copyOut(copyOut, [&](QByteArrayView chunk) {
        return splitter.add({chunk.data(), size_t(chunk.size())}, [&](std::string_view row) {
            ++rows;
            return f(row);
        });
    });
    if (!copied)
        return copied.error();
    return rows;
}

} // namespace gatehouse::migration
