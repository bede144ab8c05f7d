#include "care/pool.h"

#include "base/redact.h"
#include "care/words.h"
#include "db/transaction.h"

#include <algorithm>

namespace gatehouse::care {

namespace {

constexpr int kPauseMs = 2000;

struct Show
{
    const char *id;
    const char *statement;
    int since; // version
};
constexpr Show kShows[] = {{"pools", "SHOW POOLS", 0}, {"databases", "SHOW DATABASES", 0},
    {"stats", "SHOW STATS", 0}, {"clients", "SHOW CLIENTS", 0}, {"servers", "SHOW SERVERS", 0},
    {"config", "SHOW CONFIG", 0}, {"lists", "SHOW LISTS", 0}, {"state", "SHOW STATE", 11900}};

Result<PoolTable> show(db::Sql &sql, const Show &what)
{
    PoolTable table{QLatin1StringView(what.id), {}, {}};
    auto done = sql.stream(QString(QLatin1StringView(what.statement)), {}, [&](const db::Row &row) {
        if (table.columns.isEmpty())
            for (int i = 0; i < row.columns(); ++i)
                table.columns << row.name(i);
        QStringList cells;
        for (int i = 0; i < row.columns(); ++i)
            cells << redact(row.text(i));
        table.rows.push_back(cells);
        return true;
    });
    if (!done)
        return done.error();
    return table;
}

int versionOf(const QString &text)
{
    const QStringList parts = text.split(u'.');
    return parts.value(0).toInt() * 10000 + parts.value(1).toInt() * 100 + parts.value(2).toInt();
}

std::vector<Pool> poolsOf(const PoolView &view)
{
    std::vector<Pool> pools;
    const PoolTable *shown = view.table(u"pools"_s), *databases = view.table(u"databases"_s);
    for (size_t i = 0; shown && i < shown->rows.size(); ++i) {
        Pool pool;
        pool.database = shown->cell(i, u"database"_s);
        if (pool.database == "pgbouncer"_L1)
            continue; // the console's own
        pool.user = shown->cell(i, u"user"_s);
        pool.mode = shown->cell(i, u"pool_mode"_s);
        pool.clientsActive = shown->number(i, u"cl_active"_s);
        pool.clientsWaiting = shown->number(i, u"cl_waiting"_s);
        pool.serversActive = shown->number(i, u"sv_active"_s);
        pool.serversIdle = shown->number(i, u"sv_idle"_s);
        pool.serversOther = shown->number(i, u"sv_used"_s) + shown->number(i, u"sv_tested"_s)
            + shown->number(i, u"sv_login"_s);
        pool.longestWait = double(shown->number(i, u"maxwait"_s))
            + double(shown->number(i, u"maxwait_us"_s)) / 1e6;
        for (size_t d = 0; databases && d < databases->rows.size(); ++d) {
            if (databases->cell(d, u"name"_s) != pool.database)
                continue;
            pool.size = databases->number(d, u"pool_size"_s);
            pool.most = databases->number(d, u"max_connections"_s);
            pool.current = databases->number(d, u"current_connections"_s);
            pool.paused = databases->number(d, u"paused"_s) != 0;
            pool.disabled = databases->number(d, u"disabled"_s) != 0;
        }
        pools.push_back(pool);
    }
    return pools;
}

// Not possible without rights: PgBouncer says so only when it is tried. FDS is the one SHOW that
// stats users do not get; it reads nothing else.
bool mayAct(db::Sql &sql)
{
    auto config = sql.fetch<QString>(u"SHOW FDS"_s);
    return bool(config) || !config.error().detail.contains(u"admin access"_s);
}

QString idOf(PoolAct act)
{
    static const QStringList ids{u"pool.pause"_s, u"pool.resume"_s, u"pool.reload"_s};
    return ids[int(act)];
}

Result<bool> record(const db::SessionOptions &database, const trail::Entry &entry,
    trail::Policy policy, const trail::Actor &actor)
{
    db::Session session(database);
    auto future = session.run([&](db::Sql &sql) -> Result<bool> {
        auto transaction = db::Transaction::begin(sql);
        if (!transaction)
            return transaction.error();
        auto recorder = trail::Recorder::open(sql, policy, actor);
        if (!recorder)
            return recorder.error();
        auto written = recorder.value().write(sql, entry);
        if (!written)
            return written.error();
        if (auto done = std::move(transaction).value().commit(); !done)
            return done.error();
        return written;
    });
    future.waitForFinished();
    return future.result();
}

} // namespace

QString PoolTable::cell(size_t row, const QString &column) const
{
    return row < rows.size() ? rows[row].value(columns.indexOf(column)) : QString();
}

qint64 PoolTable::number(size_t row, const QString &column) const
{
    return cell(row, column).toLongLong();
}

const PoolTable *PoolView::table(const QString &id) const
{
    const auto found = std::find_if(
        tables.begin(), tables.end(), [&](const PoolTable &table) { return table.id == id; });
    return found == tables.end() ? nullptr : &*found;
}

db::SessionOptions consoleOf(const db::SessionOptions &connection, const QString &port)
{
    db::SessionOptions options = connection;
    options.info.database = u"pgbouncer"_s;
    if (!port.isEmpty())
        options.info.port = port;
    options.kind = db::SessionKind::Job;
    options.role.clear(); // the console has no roles
    return options;
}

Result<PoolView> fetchPool(db::Sql &console)
{
    if (!console.server().console)
        return refused(Words::tr("A PostgreSQL server answers there, and not PgBouncer's console. "
                                 "Connect through PgBouncer, or name its port."));
    PoolView view;
    view.version = console.server().version.section(u'/', 0, 0);
    view.versionNum = versionOf(view.version);
    for (const Show &one : kShows) {
        if (view.versionNum < one.since)
            continue;
        auto table = show(console, one);
        if (!table)
            return table.error();
        view.tables.push_back(std::move(table).value());
    }
    view.admin = mayAct(console);
    view.pools = poolsOf(view);
    return view;
}

Result<PoolDone> changePool(const db::SessionOptions &console, const db::SessionOptions &database,
    PoolAct act, const QString &target, trail::Policy policy, const trail::Actor &actor,
    CancelToken token)
{
    db::Session session(console);
    auto looked = session.run([](db::Sql &sql) { return fetchPool(sql); }, token);
    looked.waitForFinished();
    const Result<PoolView> view = looked.result();
    if (!view)
        return view.error();
    if (const QString why = whyNoPoolAct(view.value(), act, target); !why.isEmpty())
        return refused(why);
    trail::Entry entry{idOf(act), u"pool"_s, target.isEmpty() ? u"*"_s : target,
        console.info.label(), u"DDL"_s, 1, {}, {}};
    PoolDone done;
    if (act != PoolAct::Resume) {
        auto recorded = record(database, entry, policy, actor);
        if (!recorded)
            return recorded.error();
        done.recorded = recorded.value();
    }
    auto told = session.run(
        [statement = statementOf(act, target)](db::Sql &sql) { return sql.script(statement); },
        token);
    // PAUSE answers when the last transaction has ended.
    for (int waited = 0; act == PoolAct::Pause && !told.isFinished() && waited < kPauseMs;
         waited += 50)
        QThread::msleep(50);
    if (act == PoolAct::Pause && !told.isFinished()) {
        done.waits = true;
        done.sentence = Words::tr("The pool takes no new work, and waits for transactions that "
                                  "still run. RESUME opens it again.");
        return done;
    }
    told.waitForFinished();
    if (const Result<> result = told.result(); !result) {
        entry.action += u".failed"_s;
        if (act != PoolAct::Resume)
            (void)bool(record(database, entry, policy, actor));
        const QString &said = result.error().detail;
        if (said.contains("no such database"_L1))
            return refused(Words::tr("PgBouncer knows no database %1.").arg(target), said);
        if (said.contains("is not paused"_L1))
            return refused(Words::tr("%1 is not paused.").arg(target), said);
        return result.error();
    }
    if (act == PoolAct::Resume) {
        auto recorded = record(database, entry, policy, actor);
        done.recorded = recorded && recorded.value();
        if (!recorded)
            done.sentence =
                Words::tr("It could not be recorded: %1").arg(recorded.error().text) + u' ';
    }
    done.sentence += act == PoolAct::Pause ? Words::tr("The pool is paused: new work waits.")
        : act == PoolAct::Resume           ? Words::tr("The pool works again.")
                                 : Words::tr("PgBouncer has read its configuration again.");
    return done;
}

} // namespace gatehouse::care
