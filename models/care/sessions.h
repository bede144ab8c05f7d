// Who is connected, what they do, who waits for whom, and how to stop them (D3).
#pragma once

#include "db/sql.h"
#include "trail/recorder.h"

#include <optional>

namespace gatehouse::care {

struct SessionInfo
{
    int pid = 0;
    QString begun; // backend_start as text: a pid alone may be somebody else's by now
    QString user, database, application, client, kind; // kind: backend_type
    QString state, waitType, waitEvent;
    QString query; // redacted; of an idle session the last one
    std::optional<double> transactionSeconds, stateSeconds, querySeconds;
    bool hasWritten = false; // has a transaction id: it changed something, or locked rows
    QList<int> blockedBy{};  // 0 is a prepared transaction
    QStringList locks{};     // tables it holds more than a reading lock on: "orders (RowExclusive)"
    bool own = false;        // Gatehouse's
    bool superuser = false, maySignal = false;
    bool isIdle() const { return state == QLatin1StringView("idle"); }
    bool isWaiting() const { return waitType == QLatin1StringView("Lock"); }
    bool inTransaction() const { return state.startsWith(QLatin1StringView("idle in")); }
    QString who() const; // "ada, psql, 10.0.0.7"
    bool operator==(const SessionInfo &) const = default;
    static SessionInfo fromRow(const db::Row &row);
};
Result<std::vector<SessionInfo>> fetchSessions(db::Sql &sql);

struct LockInfo
{
    int pid = 0;
    QString type, object, mode, user, application, query;
    bool granted = false;
    QList<int> blockedBy{};
    std::optional<double> waitsSeconds;
    static LockInfo fromRow(const db::Row &row);
};
Result<std::vector<LockInfo>> fetchLocks(db::Sql &sql);

// Those who block first, each with those that wait for it below; then the busy ones, longest
// first; idle ones last. Pure. Nobody stands twice, also in a circle.
struct SessionLine
{
    size_t place = 0; // in the list given
    int depth = 0;    // 0: waits for nobody that is shown
    int blocks = 0;   // how many wait for it, directly or through others
};
std::vector<SessionLine> blockingTree(const std::vector<SessionInfo> &sessions);

struct SessionVerdict
{
    enum class Level { Quiet, Good, Notice, Warn, Bad };
    Level level = Level::Quiet;
    QString word;          // translated: "waits for a lock"
    QStringList reasons{}; // translated sentences
};
SessionVerdict judgeSession(const SessionInfo &session, int blocks); // pure
QString durationText(double seconds);                                // "4 s", "12 min", "3 h 5 min"

enum class SignalKind { Cancel, Terminate };
// Pure: why it cannot be done, a translated sentence; empty when it can.
QString whyNoSignal(const SessionInfo &session, SignalKind kind);
// Pure: what it would stop and roll back, as far as anybody can know. Translated sentences.
QStringList signalPreview(const SessionInfo &session, SignalKind kind, int blocks);

struct Signalled
{
    bool gone = false; // of Terminate: it has ended already
    bool recorded = false;
    QString sentence;
};
// Session's thread. Looks again first: Refused when that session is gone, runs another statement
// than `seen` (Cancel), is our own, or may not be stopped by this role. The entry in the trail is
// written in the same transaction, before the signal goes out.
Result<Signalled> signalSession(db::Sql &sql, const SessionInfo &seen, SignalKind kind,
    trail::Policy policy, const trail::Actor &actor);

} // namespace gatehouse::care
