// gatehousectl database sessions and locks (D3): who does what, who waits for whom, and stopping.
#include "app/cli/terminal.h"
#include "app/commands/databaseparts.h"
#include "app/commands/words.h"
#include "care/sessions.h"

#include <algorithm>

namespace gatehouse::commands {

namespace {

using care::SessionInfo;
using care::SignalKind;

const QStringList kLevels{u"quiet"_s, u"good"_s, u"notice"_s, u"warn"_s, u"bad"_s};

QJsonArray pidsJson(const QList<int> &pids)
{
    QJsonArray array;
    for (const int pid : pids)
        array.append(pid);
    return array;
}

QJsonObject sessionJson(const SessionInfo &one, const care::SessionLine &line)
{
    const care::SessionVerdict verdict = care::judgeSession(one, line.blocks);
    return {{u"pid"_s, one.pid}, {u"begun"_s, one.begun}, {u"user"_s, one.user},
        {u"database"_s, one.database}, {u"application"_s, one.application},
        {u"client"_s, one.client}, {u"kind"_s, one.kind}, {u"state"_s, one.state},
        {u"word"_s, verdict.word}, {u"level"_s, kLevels[int(verdict.level)]},
        {u"reasons"_s, QJsonArray::fromStringList(verdict.reasons)},
        {u"waits"_s, one.waitType.isEmpty() ? QString() : one.waitType + u'/' + one.waitEvent},
        {u"transactionSeconds"_s, orNull(one.transactionSeconds)},
        {u"stateSeconds"_s, orNull(one.stateSeconds)},
        {u"statementSeconds"_s, orNull(one.querySeconds)}, {u"hasWritten"_s, one.hasWritten},
        {u"blockedBy"_s, pidsJson(one.blockedBy)}, {u"blocks"_s, line.blocks},
        {u"depth"_s, line.depth}, {u"locks"_s, QJsonArray::fromStringList(one.locks)},
        {u"own"_s, one.own}, {u"statement"_s, one.query},
        {u"whyNotTerminate"_s, care::whyNoSignal(one, SignalKind::Terminate)}};
}

Result<std::vector<SessionInfo>> look(Context &context, db::Session &session)
{
    return context.run(session, [](db::Sql &sql) { return care::fetchSessions(sql); });
}

Exit list(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    auto found = look(context, *session.value());
    if (!found)
        return context.failed(found.error());
    cli::Table table{
        {Words::tr("Session"), Words::tr("Who"), Words::tr("Database"), Words::tr("State"),
            Words::tr("Transaction"), Words::tr("Waits for"), Words::tr("Statement")},
        {}, {true, false, false, false, true, false, false}};
    QJsonArray sessions;
    int idle = 0;
    for (const care::SessionLine &line : care::blockingTree(found.value())) {
        const SessionInfo &one = found.value()[line.place];
        sessions.append(sessionJson(one, line));
        const care::SessionVerdict verdict = care::judgeSession(one, line.blocks);
        if (one.isIdle() && !context.has("idle")) {
            ++idle;
            continue;
        }
        QStringList blockers;
        for (const int pid : one.blockedBy)
            blockers << QString::number(pid);
        table.rows.push_back({QString(line.depth, u'>') + QString::number(one.pid),
            safeText(one.who(), 50), safeText(one.database, 30), verdict.word,
            one.transactionSeconds ? care::durationText(*one.transactionSeconds) : u"—"_s,
            blockers.join(u", "_s), safeText(one.query.simplified(), 70)});
    }
    context.table(table);
    if (idle > 0)
        context.say(Words::tr("%n idle session(s) not shown; --idle shows them.", nullptr, idle));
    return context.done(QJsonObject{{u"sessions"_s, sessions}});
}

Exit locks(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    auto found = context.run(*session.value(), [](db::Sql &sql) { return care::fetchLocks(sql); });
    if (!found)
        return context.failed(found.error());
    cli::Table table{{Words::tr("Session"), Words::tr("Who"), Words::tr("On"), Words::tr("Lock"),
                         Words::tr("State"), Words::tr("Waits for")},
        {}, {true, false, false, false, false, false}};
    QJsonArray all;
    for (const care::LockInfo &one : found.value()) {
        QStringList blockers;
        for (const int pid : one.blockedBy)
            blockers << QString::number(pid);
        const QString on = one.object.isEmpty() ? one.type : one.object;
        table.rows.push_back({QString::number(one.pid),
            safeText(one.user + u", "_s + one.application, 40), safeText(on, 50), one.mode,
            one.granted
                ? Words::tr("held")
                : Words::tr("waits for %1").arg(care::durationText(one.waitsSeconds.value_or(0))),
            blockers.join(u", "_s)});
        all.append(QJsonObject{{u"pid"_s, one.pid}, {u"type"_s, one.type},
            {u"object"_s, one.object}, {u"mode"_s, one.mode}, {u"granted"_s, one.granted},
            {u"user"_s, one.user}, {u"application"_s, one.application}, {u"statement"_s, one.query},
            {u"blockedBy"_s, pidsJson(one.blockedBy)},
            {u"waitsSeconds"_s, orNull(one.waitsSeconds)}});
    }
    context.table(table);
    return context.done(QJsonObject{{u"locks"_s, all}});
}

Exit stop(Context &context, SignalKind kind)
{
    bool isNumber = false;
    const int pid = context.operands().first().toInt(&isNumber);
    if (!isNumber || pid <= 0)
        return context.wrongUsage(Words::tr("A session is named by its number, as gatehousectl "
                                            "database sessions shows it."));
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    auto found = look(context, *session.value());
    if (!found)
        return context.failed(found.error());
    const auto lines = care::blockingTree(found.value());
    const auto line = std::find_if(lines.begin(), lines.end(),
        [&](const care::SessionLine &one) { return found.value()[one.place].pid == pid; });
    if (line == lines.end())
        return context.failed(invalid(Words::tr("There is no session %1.").arg(pid)));
    const SessionInfo seen = found.value()[line->place];
    if (const QString why = care::whyNoSignal(seen, kind); !why.isEmpty())
        return context.failed(refused(why));
    context.say(Words::tr("%1 in %2: %3")
                    .arg(safeText(seen.who()), safeText(seen.database),
                        safeText(seen.query.simplified(), 200)));
    const QStringList preview = care::signalPreview(seen, kind, line->blocks);
    for (const QString &sentence : preview)
        context.say(sentence);
    if (context.has("dry-run"))
        return context.done(QJsonObject{{u"pid"_s, pid}, {u"done"_s, false},
            {u"preview"_s, QJsonArray::fromStringList(preview)}});
    const QString question = kind == SignalKind::Cancel
        ? Words::tr("Cancel the statement of session %1?").arg(pid)
        : Words::tr("End the session %1?").arg(pid);
    if (auto yes = context.confirm(question); !yes)
        return context.failed(yes.error());
    const trail::Policy policy =
        context.text("record") == "skip"_L1 ? trail::Policy::Optional : trail::Policy::Required;
    const trail::Actor actor = thisActor(*session.value());
    const bool create = context.text("record") == "create"_L1;
    auto done = context.run(*session.value(), [&](db::Sql &sql) -> Result<care::Signalled> {
        if (create) {
            if (auto made = trail::create(sql, actor); !made)
                return made.error();
        }
        return care::signalSession(sql, seen, kind, policy, actor);
    });
    if (!done)
        return context.failed(done.error());
    context.say(done.value().sentence);
    return context.done(QJsonObject{{u"pid"_s, pid}, {u"done"_s, true},
        {u"gone"_s, done.value().gone}, {u"recorded"_s, done.value().recorded},
        {u"preview"_s, QJsonArray::fromStringList(preview)}});
}

Exit cancel(Context &context) { return stop(context, SignalKind::Cancel); }
Exit terminate(Context &context) { return stop(context, SignalKind::Terminate); }

std::vector<Option> stopOptions()
{
    return withRecord({{"dry-run", nullptr,
        QT_TRANSLATE_NOOP("Command", "Only say what would be stopped and rolled back")}});
}

} // namespace

std::vector<Command> databasesessionsCommands()
{
    const std::vector<Operand> pid{
        {"PID", QT_TRANSLATE_NOOP("Command", "Its number in the list of sessions")}};
    return {
        {"database sessions",
            QT_TRANSLATE_NOOP("Command", "Sessions: what they do, since when, who waits for whom"),
            {{"idle", nullptr, QT_TRANSLATE_NOOP("Command", "Also those that do nothing")}}, {},
            list},
        {"database locks", QT_TRANSLATE_NOOP("Command", "Locks on tables, and who waits for them"),
            {}, {}, locks},
        {"database session cancel",
            QT_TRANSLATE_NOOP("Command", "Cancel the statement that a session runs"), stopOptions(),
            pid, cancel},
        {"database session terminate",
            QT_TRANSLATE_NOOP("Command", "End a session; its transaction is rolled back"),
            stopOptions(), pid, terminate},
    };
}

} // namespace gatehouse::commands
