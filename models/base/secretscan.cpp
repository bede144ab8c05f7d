#include "base/secretscan.h"

#include "base/redact.h"

#include <array>
#include <cstring>
#include <deque>
#include <vector>

namespace gatehouse {

namespace {

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
        || c == '-';
}

bool isBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || uchar(c) >= 0x80; }

// "password": "x", password = x; quotes may be doubled (CSV) or escaped (JSON in JSON).
bool isAssigned(QByteArrayView rest)
{
    qsizetype i = 0;
    while (i < rest.size() && i < 16 && (rest[i] == '"' || rest[i] == '\'' || rest[i] == '\\'))
        ++i;
    while (i < rest.size() && isBlank(rest[i]))
        ++i;
    return i < rest.size() && (rest[i] == '=' || rest[i] == ':');
}

bool hasCredentials(QByteArrayView rest) { return rest.contains('@'); }

bool isFollowedByWord(QByteArrayView rest)
{
    if (rest.size() < 5)
        return false;
    for (qsizetype i = 0; i < 5; ++i)
        if (!isWord(rest[i]))
            return false;
    return true;
}

bool isFollowedByBlank(QByteArrayView rest) { return !rest.isEmpty() && isBlank(rest[0]); }

bool always(QByteArrayView) { return true; }

struct Needle
{
    const char *text; // lower case
    bool (*confirm)(QByteArrayView rest);
};

// One or more for each rule of redact(). The last two are letters that equal s and k without
// regard to case.
constexpr std::array kNeedles{Needle{"://", hasCredentials}, Needle{"pass", isAssigned},
    Needle{"passwd", isAssigned}, Needle{"password", isAssigned}, Needle{"pwd", isAssigned},
    Needle{"secret", isAssigned}, Needle{"token", isAssigned}, Needle{"_key", isAssigned},
    Needle{"api-key", isAssigned}, Needle{"apikey", isAssigned},
    Needle{"bearer", isFollowedByBlank}, Needle{"basic", isFollowedByBlank},
    Needle{"eyj", isFollowedByWord}, Needle{"sk-", isFollowedByWord},
    Needle{"sk_", isFollowedByWord}, Needle{"rk-", isFollowedByWord},
    Needle{"rk_", isFollowedByWord}, Needle{"pk-", isFollowedByWord},
    Needle{"pk_", isFollowedByWord}, Needle{"ollama-", isFollowedByWord},
    Needle{"edgellm-", isFollowedByWord}, Needle{"demo-admin-key-", isFollowedByWord},
    Needle{"demo-user-key-", isFollowedByWord}, Needle{"scram-sha-256$", always},
    Needle{"md5", isFollowedByWord}, Needle{"\xc5\xbf", always}, Needle{"\xe2\x84\xaa", always}};

// Aho and Corasick: one table look-up a byte.
class Automaton
{
public:
    Automaton()
    {
        add({});
        for (size_t n = 0; n < kNeedles.size(); ++n)
            insert(n);
        link();
    }

    bool find(QByteArrayView text) const
    {
        size_t state = 0;
        for (qsizetype i = 0; i < text.size(); ++i) {
            state = m_next[state][uchar(text[i])];
            if (m_found[state].empty())
                continue;
            for (const size_t n : m_found[state])
                if (kNeedles[n].confirm(text.sliced(i + 1)))
                    return true;
        }
        return false;
    }

private:
    using Row = std::array<quint16, 256>;

    void add(const Row &row)
    {
        m_next.push_back(row);
        m_found.emplace_back();
    }

    void insert(size_t n)
    {
        size_t state = 0;
        for (const char *c = kNeedles[n].text; *c; ++c) {
            if (!m_next[state][uchar(*c)]) {
                m_next[state][uchar(*c)] = quint16(m_next.size());
                add({});
            }
            state = m_next[state][uchar(*c)];
        }
        m_found[state].push_back(n);
    }

    // Breadth first, so that what a state falls back to is complete.
    void link()
    {
        std::vector<size_t> fall(m_next.size(), 0);
        std::deque<size_t> queue;
        for (const quint16 child : m_next[0])
            if (child)
                queue.push_back(child);
        while (!queue.empty()) {
            const size_t state = queue.front();
            queue.pop_front();
            const auto &more = m_found[fall[state]];
            m_found[state].insert(m_found[state].end(), more.begin(), more.end());
            for (size_t c = 0; c < 256; ++c) {
                const quint16 other = m_next[fall[state]][c];
                if (const quint16 child = m_next[state][c]) {
                    fall[child] = other;
                    queue.push_back(child);
                } else {
                    m_next[state][c] = other;
                }
            }
        }
        for (Row &row : m_next)
            for (size_t c = 'A'; c <= 'Z'; ++c)
                row[c] = row[c + 32];
    }

    std::vector<Row> m_next;
    std::vector<std::vector<size_t>> m_found;
};

} // namespace

bool mayHoldSecret(QByteArrayView utf8)
{
    static const Automaton automaton;
    return automaton.find(utf8) || holdsKnownSecret(utf8);
}

} // namespace gatehouse
