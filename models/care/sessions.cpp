#include "care/sessions.h"

#include "base/redact.h"
#include "care/words.h"
#include "db/session.h"
#include "db/transaction.h"

#include <algorithm>

namespace gatehouse::care {

namespace {

constexpr int kKeptQuery = 300; // characters in the trail

QList<int> numbers(const QStringList &texts)
{
    QList<int> numbers;
    for (const QString &text : texts) {
        if (!numbers.contains(text.toInt())) // a parallel query names its leader several times
            numbers += text.toInt();
    }
    return numbers;
}

Error gone(const SessionInfo &seen)
{
    return refused(Words::tr("The session %1 of %2 has ended already, or its number belongs to "
                             "another one now. Nothing was stopped.")
                       .arg(QString::number(seen.pid), seen.who()));
}

Result<SessionInfo> lookAgain(db::Sql &sql, const SessionInfo &seen, SignalKind kind)
{
    auto sessions = fetchSessions(sql);
    if (!sessions)
        return sessions.error();
    const auto found = std::find_if(sessions.value().begin(), sessions.value().end(),
        [&](const SessionInfo &one) { return one.pid == seen.pid && one.begun == seen.begun; });
    if (found == sessions.value().end())
        return gone(seen);
    if (const QString why = whyNoSignal(*found, kind); !why.isEmpty())
        return refused(why);
    if (kind == SignalKind::Cancel && found->query != seen.query)
        return refused(Words::tr("The session %1 runs another statement by now. Nothing was "
                                 "stopped; look at it again.")
                           .arg(seen.pid));
    return *found;
}

trail::Entry entryOf(const SessionInfo &session, SignalKind kind)
{
    trail::Entry entry{kind == SignalKind::Cancel ? u"session.cancel"_s : u"session.terminate"_s,
        u"session"_s, QString::number(session.pid), session.who(), u"SELECT"_s, 1, {}, {}};
    entry.before = {{u"state"_s, session.state}, {u"database"_s, session.database},
        {u"statement"_s, session.query.left(kKeptQuery)},
        {u"transactionSeconds"_s, session.transactionSeconds.value_or(0)},
        {u"hadWritten"_s, session.hasWritten}};
    return entry;
}

Result<bool> send(db::Sql &sql, int pid, SignalKind kind)
{
    if (kind == SignalKind::Cancel)
        return sql.fetchOne<bool>(u"SELECT pg_cancel_backend($1)"_s, db::bind(pid));
    if (sql.server().versionNum < 140000)
        return sql.fetchOne<bool>(u"SELECT pg_terminate_backend($1)"_s, db::bind(pid));
    return sql.fetchOne<bool>(u"SELECT pg_terminate_backend($1, 2000)"_s, db::bind(pid));
}

} // namespace

QString SessionInfo::who() const
{
    QStringList parts{user.isEmpty() ? kind : user, application, client};
    parts.removeAll(QString());
    return parts.join(u", "_s);
}

SessionInfo SessionInfo::fromRow(const db::Row &row)
{
    SessionInfo one;
    one.pid = row.get<int>(0);
    one.begun = row.text(1);
    one.user = row.text(2);
    one.database = row.text(3);
    one.application = redact(row.text(4));
    one.client = row.text(5);
    one.kind = row.text(6);
    one.state = row.text(7);
    one.waitType = row.text(8);
    one.waitEvent = row.text(9);
    one.query = redact(row.text(10));
    one.transactionSeconds = row.maybe<double>(11);
    one.stateSeconds = row.maybe<double>(12);
    one.querySeconds = row.maybe<double>(13);
    one.hasWritten = row.get<bool>(14);
    one.blockedBy = numbers(row.get<QStringList>(15));
    one.locks = row.get<QStringList>(16);
    one.own = row.get<bool>(17);
    one.superuser = row.get<bool>(18);
    one.maySignal = row.maybe<bool>(19).value_or(false);
    return one;
}

LockInfo LockInfo::fromRow(const db::Row &row)
{
    return {row.get<int>(0), row.text(1), row.text(2), row.text(3), row.text(5),
        redact(row.text(6)), redact(row.text(7)), row.get<bool>(4),
        numbers(row.get<QStringList>(8)), row.maybe<double>(9)};
}

Result<std::vector<SessionInfo>> fetchSessions(db::Sql &sql)
{
    return sql.fetch<SessionInfo>("care/sessions"_L1);
}

Result<std::vector<LockInfo>> fetchLocks(db::Sql &sql)
{
    return sql.fetch<LockInfo>("care/locks"_L1);
}

Result<Signalled> signalSession(db::Sql &sql, const SessionInfo &seen, SignalKind kind,
    trail::Policy policy, const trail::Actor &actor)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    // The session to be stopped may hold what the trail needs.
    if (auto done = sql.execute(u"SET LOCAL lock_timeout = '3s'"_s); !done)
        return done.error();
    auto recorder = trail::Recorder::open(sql, policy, actor);
    if (!recorder)
        return recorder.error();
    auto now = lookAgain(sql, seen, kind);
    if (!now)
        return now.error();
    auto recorded = recorder.value().write(sql, entryOf(now.value(), kind));
    if (!recorded)
        return recorded.error();
    auto sent = send(sql, seen.pid, kind);
    if (!sent)
        return sent.error();
    Signalled outcome;
    outcome.recorded = recorded.value();
    outcome.gone = kind == SignalKind::Terminate && sent.value();
    if (kind == SignalKind::Cancel && !sent.value())
        return gone(seen);
    if (auto done = std::move(transaction).value().commit(); !done)
        return done.error();
    const QString pid = QString::number(seen.pid);
    outcome.sentence = kind == SignalKind::Cancel
        ? Words::tr("The statement of session %1 was asked to stop.").arg(pid)
        : outcome.gone
        ? Words::tr("The session %1 was ended.").arg(pid)
        : Words::tr("The session %1 was asked to end, and has not done so yet.").arg(pid);
    return outcome;
}

} // namespace gatehouse::care
