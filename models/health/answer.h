// What is asked of an endpoint and what came back: the border between measuring and judging.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace gatehouse::health {

// How one question ended, as the network saw it.
enum class Outcome {
    Complete,       // an answer, whatever it says
    NoName,         // the host's name is not known
    Forbidden,      // an address that is never asked: link-local, multicast
    Refused,        // nobody listens
    Unreachable,    // no way to the host
    ConnectTimeout, // no answer to the connection
    TlsFailed,      // the certificate or the handshake
    Silent,         // accepted, and not a byte came
    Stalled,        // began to answer and did not end in time
    HungUp,         // accepted, and ended without an answer that could be read
    Cut,            // the connection ended inside the answer
    TooLarge,       // the answer did not end within the cap
    NotSpoken,      // an answer in another protocol
    LoginRefused,   // PostgreSQL, PgBouncer: the server's words say why
    Cancelled,
};

struct Ask
{
    QString id;                // "tags"
    QByteArray method = "GET"; // HTTP only
    QString url{};             // whole
    std::vector<std::pair<QByteArray, QByteArray>> headers{};
    QByteArray body{};
    int firstByteMs = 0, wholeMs = 0; // 0: of the endpoint
};

struct Answer
{
    QString id; // of the Ask
    Outcome outcome = Outcome::Complete;
    int status = 0;      // of HTTP
    QByteArray body{};   // capped at kBodyCap; hostile
    QByteArray type{};   // Content-Type
    QByteArray target{}; // Location of a redirect
    int retryAfterSeconds = 0;
    QString words{};     // of the socket or the server; redacted, hostile
    QString sqlState{};
    int connectMs = -1, firstByteMs = -1, wholeMs = -1; // -1: did not come so far

    bool ok() const { return outcome == Outcome::Complete && status >= 200 && status < 300; }
};

inline constexpr qint64 kBodyCap = 1024 * 1024; // model lists with templates are long

using Answers = std::vector<Answer>;

const Answer *answerTo(const Answers &answers, const QString &id); // null when it was not asked

} // namespace gatehouse::health
