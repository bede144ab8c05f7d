#include "care/indexwork.h"

#include "care/words.h"
#include "db/identifier.h"
#include "db/transaction.h"

#include <QElapsedTimer>
#include <QLocale>
#include <QRegularExpression>
#include <QSemaphore>

namespace gatehouse::care {

namespace {

using Kind = IndexAct::Kind;

constexpr int kLookMs = 300;

struct State
{
    bool valid = false;
    qint64 bytes = 0;
    static State fromRow(const db::Row &row) { return {row.get<bool>(0), row.get<qint64>(1)}; }
};

Result<std::optional<State>> stateOf(db::Sql &sql, const IndexAct &act)
{
    return sql.fetchOptional<State>("care/index_state"_L1, db::bind(act.schema, act.name));
}

template <typename F>
auto ask(db::Session &session, F f, const CancelToken &token = {})
{
    auto future = session.run(std::move(f), token);
    future.waitForFinished();
    return future.result();
}

QString phaseText(const QString &phase, qint64 locker)
{
    if (locker > 0)
        return Words::tr("waiting for the session with pid %1 to end its transaction").arg(locker);
    if (phase.startsWith("building index"_L1))
        return Words::tr("reading the table");
    if (phase.startsWith("index validation"_L1))
        return Words::tr("checking against rows written meanwhile");
    if (phase.startsWith("waiting"_L1))
        return Words::tr("waiting for older transactions");
    return Words::tr("beginning");
}

db::SessionOptions as(db::SessionOptions server, db::SessionKind kind, bool readOnly)
{
    server.kind = kind;
    server.readOnly = readOnly;
    return server;
}

struct Begun
{
    qint64 pid = 0;
    qint64 bytes = 0;
    double cost = -1;
};

// What has to be known before anything changes.
Result<Begun> begin(
    db::Sql &sql, const IndexAct &act, trail::Policy policy, const trail::Actor &actor)
{
    if (sql.server().pooled)
        return refused(Words::tr("Indexes are changed CONCURRENTLY, outside of a transaction, which a "
                                 "pooler in transaction mode does not allow. Connect straight to the "
                                 "server."));
    if (sql.server().standby)
        return refused(Words::tr("This server is a read-only standby; change the index on its primary."));
    if (auto recorder = trail::Recorder::open(sql, policy, actor); !recorder)
        return recorder.error();
    auto now = stateOf(sql, act);
    if (!now)
        return now.error();
    if (act.kind == Kind::Create && now.value())
        return refused(Words::tr("There is an index %1 in the schema %2 already. If it is INVALID, "
                                 "rebuild or drop it.")
                           .arg(act.name, act.schema));
    if (act.kind != Kind::Create && !now.value())
        return refused(Words::tr("The index %1 is not there any more.").arg(act.name));
    Begun begun;
    begun.bytes = now.value() ? now.value()->bytes : 0;
    if (!act.probe.isEmpty()) {
        if (auto plan = explain(sql, act.probe, false))
            begun.cost = plan.value().root.cost;
        sql.setStatementTimeout(0);
    }
    auto pid = sql.fetchOne<qint64>(u"SELECT pg_backend_pid()::bigint"_s);
    if (!pid)
        return pid.error();
    begun.pid = pid.value();
    return begun;
}

void look(db::Session &watcher, qint64 pid, const ReportProgress &report)
{
    const auto seen = ask(watcher, [pid](db::Sql &sql) -> Result<Progress> {
        Progress progress;
        auto done = sql.stream("care/index_progress"_L1, db::bind(pid), [&](const db::Row &row) {
            progress.phase = phaseText(row.text(0), row.get<qint64>(3));
            if (const qint64 total = row.get<qint64>(1); total > 0) {
                progress.total = total;
                progress.done = std::min(row.get<qint64>(2), total);
            }
            return true;
        });
        if (!done)
            return done.error();
        return progress;
    });
    if (seen && !seen.value().phase.isEmpty())
        report(seen.value());
}

// INVALID remains of this act, dropped over a connection that nobody cancelled.
Result<> clear(const db::SessionOptions &server, const IndexAct &act)
{
    db::Session session(as(server, db::SessionKind::Job, false));
    return ask(session, [&act](db::Sql &sql) -> Result<> {
        if (auto done = sql.execute(u"SET lock_timeout = '30s'"_s); !done)
            return done.error();
        QStringList names;
        if (act.kind == Kind::Create) {
            auto now = stateOf(sql, act);
            if (!now)
                return now.error();
            if (now.value() && !now.value()->valid)
                names << act.name;
        } else if (act.kind == Kind::Rebuild) {
            auto left = sql.fetch<QString>("care/left_indexes"_L1,
                db::bind(act.schema, QRegularExpression::escape(act.name)));
            if (!left)
                return left.error();
            for (const QString &name : left.value())
                names << name;
        }
        for (const QString &name : names)
            if (auto done = sql.execute({u"DROP INDEX CONCURRENTLY IF EXISTS %1"_s,
                    {db::Identifier(act.schema, name)}});
                !done)
                return done.error();
        return Done{};
    });
}

trail::Entry entryOf(const IndexAct &act, const Begun &begun, qint64 bytes)
{
    static const QStringList verbs{u"index.create"_s, u"index.drop"_s, u"index.rebuild"_s};
    trail::Entry entry{verbs.value(int(act.kind)), u"index"_s, act.schema + u'.' + act.name,
        act.schema + u'.' + act.name, u"DDL"_s};
    if (act.kind != Kind::Create)
        entry.before = {{u"definition"_s, act.definition}, {u"bytes"_s, begun.bytes}};
    if (act.kind != Kind::Drop)
        entry.after = {{u"definition"_s, act.definition}, {u"bytes"_s, bytes}};
    return entry;
}

QString sentenceOf(const IndexAct &act, const IndexOutcome &o)
{
    const QLocale locale;
    const QString seconds = locale.toString(double(o.ms) / 1000, 'f', 1);
    QString text;
    switch (act.kind) {
    case Kind::Create:
        text = Words::tr("The index %1 stands, %2, made in %3 s.")
                   .arg(act.name, locale.formattedDataSize(o.bytesAfter, 1), seconds);
        break;
    case Kind::Drop:
        text = Words::tr("The index %1 is gone; %2 are free.")
                   .arg(act.name, locale.formattedDataSize(o.bytesBefore, 1));
        break;
    case Kind::Rebuild:
        text = Words::tr("The index %1 is new: %2 before, %3 now, in %4 s.")
                   .arg(act.name, locale.formattedDataSize(o.bytesBefore, 1),
                       locale.formattedDataSize(o.bytesAfter, 1), seconds);
        break;
    }
    if (o.costBefore >= 0 && o.costAfter >= 0)
        text += u' '
            + (o.probeUses ? Words::tr("The statement it is for uses it: cost %1 before, %2 now.")
                           : Words::tr("The statement it is for does not use it yet: cost %1 before, "
                                       "%2 now."))
                  .arg(locale.toString(o.costBefore, 'f', 0), locale.toString(o.costAfter, 'f', 0));
    if (!o.recorded)
        text += u' ' + Words::tr("It was not recorded.");
    return text;
}

bool usesIndex(const PlanNode &node, const QString &name)
{
    return node.index == name
        || std::any_of(node.children.begin(), node.children.end(),
            [&name](const PlanNode &child) { return usesIndex(child, name); });
}

Result<IndexOutcome> finish(db::Sql &sql, const IndexAct &act, const Begun &begun,
    trail::Policy policy, const trail::Actor &actor, qint64 ms)
{
    IndexOutcome outcome;
    outcome.ms = ms;
    outcome.bytesBefore = begun.bytes;
    outcome.costBefore = begun.cost;
    auto now = stateOf(sql, act);
    if (!now)
        return now.error();
    outcome.bytesAfter = now.value() ? now.value()->bytes : 0;
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto recorder = trail::Recorder::open(sql, policy, actor);
    if (!recorder)
        return recorder.error();
    auto written = recorder.value().write(sql, entryOf(act, begun, outcome.bytesAfter));
    if (!written)
        return written.error();
    outcome.recorded = written.value();
    if (auto done = std::move(transaction).value().commit(); !done)
        return done.error();
    if (begun.cost >= 0) {
        if (auto plan = explain(sql, act.probe, false)) {
            outcome.costAfter = plan.value().root.cost;
            outcome.probeUses = usesIndex(plan.value().root, act.name);
        }
    }
    if (act.kind == Kind::Create)
        outcome.undo = u"DROP INDEX CONCURRENTLY %1"_s.arg(
            db::Identifier(act.schema, act.name).quoted());
    else if (act.kind == Kind::Drop)
        outcome.undo = QString(act.definition)
                           .replace(act.definition.indexOf("INDEX "_L1), 6, u"INDEX CONCURRENTLY "_s);
    outcome.sentence = sentenceOf(act, outcome);
    return outcome;
}

} // namespace

IndexAct createAct(const IndexWish &wish)
{
    return {Kind::Create, wish.schema, wish.table, wish.name(), wish.definition(), wish.definition(),
        wish.probe};
}

Result<IndexAct> dropAct(const IndexInfo &index)
{
    if (!index.constraint.isEmpty())
        return refused(Words::tr("%1 keeps the constraint %2; it goes only with ALTER TABLE ... DROP "
                                 "CONSTRAINT.")
                           .arg(index.name, index.constraint));
    if (index.replicaIdentity)
        return refused(Words::tr("%1 is the replica identity of its table: logical replication needs "
                                 "it.")
                           .arg(index.name));
    if (index.partitioned || index.ofPartition)
        return refused(Words::tr("%1 belongs to the index of a partitioned table, which cannot be "
                                 "dropped concurrently.")
                           .arg(index.name));
    if (index.building)
        return refused(Words::tr("%1 is being built by another session.").arg(index.name));
    if (index.definition.isEmpty())
        return refused(Words::tr("Somebody holds the table of %1 exclusively just now; refresh when "
                                 "that is over.")
                           .arg(index.name));
    return IndexAct{Kind::Drop, index.schema, index.table, index.name,
        u"DROP INDEX CONCURRENTLY %1"_s.arg(db::Identifier(index.schema, index.name).quoted()),
        index.definition};
}

Result<IndexAct> rebuildAct(const IndexInfo &index)
{
    if (index.building)
        return refused(Words::tr("%1 is being built by another session.").arg(index.name));
    return IndexAct{Kind::Rebuild, index.schema, index.table, index.name,
        u"REINDEX INDEX CONCURRENTLY %1"_s.arg(db::Identifier(index.schema, index.name).quoted()),
        index.definition};
}

Result<IndexOutcome> change(const db::SessionOptions &server, const IndexAct &act,
    trail::Policy policy, const trail::Actor &actor, const CancelToken &token,
    const ReportProgress &report)
{
    auto worker = std::make_unique<db::Session>(as(server, db::SessionKind::Job, false));
    db::Session watcher(as(server, db::SessionKind::Monitor, true));
    auto begun = ask(*worker, [&](db::Sql &sql) { return begin(sql, act, policy, actor); }, token);
    if (!begun)
        return begun.error();
    QElapsedTimer clock;
    clock.start();
    const auto ended = std::make_shared<QSemaphore>();
    auto work = worker->run(
        [statement = act.statement, ended](db::Sql &sql) -> Result<> {
            sql.setStatementTimeout(0);
            // It waits for older transactions without keeping anybody from work; a limit on that
            // would leave an INVALID index.
            auto done = sql.execute(u"SET lock_timeout = 0"_s);
            if (done)
                done = sql.execute(statement);
            ended->release();
            if (!done)
                return done.error();
            return Done{};
        },
        token);
    while (!work.isFinished() && !ended->tryAcquire(1, kLookMs))
        look(watcher, begun.value().pid, report);
    work.waitForFinished();
    if (const Result<> done = work.result(); !done) {
        worker.reset(); // waits for the server to let go
        if (auto cleared = clear(server, act); !cleared) {
            Error error = done.error();
            error.text += u' '
                + Words::tr("An INVALID index may be left; the list of indexes shows it, and offers to "
                            "drop it.");
            return error;
        }
        return done.error();
    }
    return ask(*worker, [&, ms = clock.elapsed()](db::Sql &sql) {
        return finish(sql, act, begun.value(), policy, actor, ms);
    });
}

Recipe indexRecipe(const QString &title, const db::SessionOptions &server, const IndexAct &act,
    trail::Policy policy, const trail::Actor &actor, std::shared_ptr<IndexOutcome> done)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        context.log(act.statement);
        auto outcome = change(server, act, policy, actor, context.token, context.report);
        if (!outcome)
            return outcome.error();
        *done = std::move(outcome).value();
        context.log(done->sentence);
        return Done{};
    };
    return {title, {{act.statement, work}}};
}

} // namespace gatehouse::care
