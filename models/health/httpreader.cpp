#include "health/httpreader.h"

#include <algorithm>

namespace gatehouse::health {

namespace {

constexpr qsizetype kBeginning = 80;

// Where a head ends, and how long its end is; -1: not yet. Both ways to end a line are taken.
std::pair<qsizetype, qsizetype> headEnd(const QByteArray &bytes, qsizetype from)
{
    for (qsizetype at = bytes.indexOf('\n', from); at >= 0; at = bytes.indexOf('\n', at + 1)) {
        const QByteArrayView rest = QByteArrayView(bytes).sliced(at + 1);
        if (rest.startsWith('\n'))
            return {at, 2};
        if (rest.startsWith("\r\n"))
            return {at, 3};
    }
    return {-1, 0};
}

} // namespace

QByteArray HttpReader::header(QByteArrayView name) const
{
    for (qsizetype from = m_head.indexOf('\n'); from >= 0; from = m_head.indexOf('\n', from + 1)) {
        const qsizetype end = m_head.indexOf('\n', from + 1);
        const QByteArray line = m_head.mid(from + 1, (end < 0 ? m_head.size() : end) - from - 1);
        const qsizetype colon = line.indexOf(':');
        if (colon == name.size() && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

HttpReader::State HttpReader::feed(QByteArrayView bytes)
{
    if (m_done)
        return State::Done;
    if (m_beginning.size() < kBeginning)
        m_beginning += bytes.first(std::min(kBeginning - m_beginning.size(), bytes.size()));
    static const QByteArray kStart("HTTP/");
    const qsizetype known = std::min(m_beginning.size(), kStart.size());
    if (m_beginning.first(known) != kStart.first(known))
        return State::NotHttp;
    m_all += bytes.size();
    if (m_all > m_cap)
        return State::TooLarge;
    m_pending += bytes;
    State state = State::More;
    while (!m_hasHead && state == State::More) {
        const qsizetype before = m_pending.size();
        state = readHead();
        if (m_pending.size() == before)
            return state;
    }
    return state == State::More ? readBody() : state;
}

HttpReader::State HttpReader::readHead()
{
    const auto [end, length] = headEnd(m_pending, std::max<qsizetype>(0, m_searched - 2));
    m_searched = m_pending.size();
    if (end < 0)
        return State::More;
    m_head = m_pending.first(end);
    m_pending.remove(0, end + length);
    m_searched = 0;
    const qsizetype line = m_head.indexOf('\n');
    const QByteArray first = line < 0 ? m_head : m_head.first(line);
    bool number = false;
    m_status = first.split(' ').value(1).trimmed().toInt(&number);
    if (!first.startsWith("HTTP/") || !number || m_status < 100 || m_status > 999)
        return State::NotHttp;
    if (m_status < 200)
        return State::More; // the answer itself follows
    m_hasHead = true;
    m_chunked = header("Transfer-Encoding").toLower().contains("chunked");
    const qint64 announced = header("Content-Length").toLongLong(&number);
    if (number && announced >= 0)
        m_length = announced;
    if (m_status == 204 || m_status == 304) {
        m_chunked = false;
        m_length = 0;
    }
    return State::More;
}

HttpReader::State HttpReader::readBody()
{
    if (m_chunked) {
        while (!m_done && readChunk()) { }
        if (m_broken)
            return State::NotHttp;
    } else {
        const qsizetype wanted = m_length < 0
            ? m_pending.size()
            : qsizetype(std::min<qint64>(m_length - m_body.size(), m_pending.size()));
        m_body += QByteArrayView(m_pending).first(wanted);
        m_pending.clear();
        m_done = m_length >= 0 && m_body.size() >= m_length;
    }
    return m_done ? State::Done : State::More;
}

QByteArray HttpReader::takeLine()
{
    const qsizetype end = m_pending.indexOf('\n', m_searched);
    if (end < 0) {
        m_searched = m_pending.size();
        return {};
    }
    QByteArray line = m_pending.first(end).trimmed();
    m_pending.remove(0, end + 1);
    m_searched = 0;
    return line.isNull() ? QByteArray("") : line;
}

// True: there was one, and there may be another.
bool HttpReader::readChunk()
{
    if (m_lastChunk) { // trailers, to an empty line
        const QByteArray line = takeLine();
        m_done = !line.isNull() && line.isEmpty();
        return !line.isNull();
    }
    if (m_chunk < 0) {
        const QByteArray line = takeLine();
        if (line.isNull())
            return false;
        bool number = false;
        m_chunk = line.split(';').first().trimmed().toLongLong(&number, 16);
        m_broken = !number || m_chunk < 0;
        m_lastChunk = m_chunk == 0;
        return !m_broken;
    }
    const qsizetype piece = qsizetype(std::min<qint64>(m_chunk, m_pending.size()));
    m_body += QByteArrayView(m_pending).first(piece);
    m_pending.remove(0, piece);
    m_chunk -= piece;
    if (m_chunk > 0)
        return false;
    const QByteArray end = takeLine();
    if (end.isNull())
        return false;
    m_broken = !end.isEmpty();
    m_chunk = -1;
    return !m_broken;
}

HttpReader::State HttpReader::end()
{
    const bool toTheEnd = m_hasHead && !m_chunked && m_length < 0;
    return m_done || toTheEnd ? State::Done : State::More;
}

} // namespace gatehouse::health
