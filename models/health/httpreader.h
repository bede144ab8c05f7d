// What a server sends over HTTP/1.1, put together piece by piece. Pure; hostile bytes.
#pragma once

#include <QByteArray>
#include <QList>

namespace gatehouse::health {

// One answer. Interim answers (1xx) are passed over. Everything that comes in counts, heads and the
// marks between chunks too: nothing grows past the cap, whatever is sent.
class HttpReader
{
public:
    enum class State {
        More,     // the answer goes on
        Done,     // it is whole; what follows is not looked at
        TooLarge, // more than the cap, and no end
        NotHttp,  // something else is spoken
    };

    explicit HttpReader(qint64 cap) : m_cap(cap) { }
    State feed(QByteArrayView bytes);
    // The connection ended: Done when that is a good end, else More (it was cut).
    State end();

    bool isEmpty() const { return m_all == 0; }
    bool hasHead() const { return m_hasHead; }
    int status() const { return m_status; }
    const QByteArray &body() const { return m_body; }
    // Of the head, without regard to case; empty: it is not there. The first, when there are several.
    QByteArray header(QByteArrayView name) const;
    QByteArray beginning() const { return m_beginning; } // the first bytes, for a sentence

private:
    State readHead();
    State readBody();
    bool readChunk();
    QByteArray takeLine(); // without its end; null: there is none yet

    qint64 m_cap, m_all = 0;
    QByteArray m_beginning, m_pending, m_head, m_body;
    qsizetype m_searched = 0;
    int m_status = 0;
    qint64 m_length = -1, m_chunk = -1; // -1: to the end of the connection; the size line comes next
    bool m_hasHead = false, m_chunked = false, m_lastChunk = false, m_broken = false, m_done = false;
};

} // namespace gatehouse::health
