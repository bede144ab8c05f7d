#include "care/slow.h"

#include "care/words.h"
#include "db/identifier.h"
#include "db/transaction.h"

#include <QSet>

namespace gatehouse::care {

namespace {

struct Installed
{
    QString version, schema, available;
    std::optional<QString> preloaded; // nothing: this role may not see it
    bool info = false, mayReset = false;
    static Installed fromRow(const db::Row &row)
    {
        return {row.text(0), row.text(1), row.text(2), row.maybe<QString>(3), row.get<bool>(4),
            row.get<bool>(5)};
    }
    bool isPreloaded() const { return !preloaded || preloaded->contains("pg_stat_statements"_L1); }
};

QStringList wayOut(const Installed &found)
{
    QStringList way;
    if (!found.isPreloaded()) {
        const QString list = found.preloaded->isEmpty() ? u"pg_stat_statements"_s
                                                        : *found.preloaded + u", pg_stat_statements"_s;
        QStringList quoted;
        for (const QString &one : list.split(u','))
            quoted << u'\'' + one.trimmed().replace(u'\'', u"''"_s) + u'\'';
        way << u"ALTER SYSTEM SET shared_preload_libraries = "_s + quoted.join(u", "_s);
    }
    if (found.version.isEmpty())
        way << u"CREATE EXTENSION pg_stat_statements"_s;
    return way;
}

Slow notReady(const Installed &found)
{
    Slow slow;
    slow.wayOut = wayOut(found);
    if (!found.isPreloaded()) {
        slow.state = Slow::State::NotPreloaded;
        slow.why = Words::tr("The server does not count statements: pg_stat_statements is not in "
                             "shared_preload_libraries. An administrator runs the statements below "
                             "and restarts the server.");
    } else {
        slow.state = Slow::State::NotInstalled;
        slow.why = found.available.isEmpty()
            ? Words::tr("The extension pg_stat_statements is not installed on the server's machine; "
                        "with Debian it is in the package postgresql-contrib.")
            : Words::tr("The extension pg_stat_statements is at hand, but not in this database. An "
                        "administrator runs the statement below; a restart is needed only where it "
                        "is not preloaded yet.");
    }
    return slow;
}

// The first of these columns that is there; NULL of that type where none is.
QString pick(const QSet<QString> &there, std::initializer_list<const char *> names, const char *type)
{
    for (const char *name : names)
        if (there.contains(QString::fromLatin1(name)))
            return u"s."_s + QString::fromLatin1(name) + u"::"_s + QString::fromLatin1(type);
    return u"NULL::"_s + QString::fromLatin1(type);
}

QString question(const QSet<QString> &there)
{
    const QStringList columns{u"s.query"_s, u"coalesce(r.rolname, '')"_s, u"s.calls"_s,
        pick(there, {"total_exec_time", "total_time"}, "float8"),
        pick(there, {"mean_exec_time", "mean_time"}, "float8"),
        pick(there, {"min_exec_time", "min_time"}, "float8"),
        pick(there, {"max_exec_time", "max_time"}, "float8"),
        pick(there, {"stddev_exec_time", "stddev_time"}, "float8"), u"s.rows::float8"_s,
        u"s.shared_blks_hit"_s, u"s.shared_blks_read"_s, u"s.temp_blks_written"_s,
        pick(there, {"wal_bytes"}, "float8"), pick(there, {"stats_since"}, "timestamptz")};
    const QString total = there.contains(u"total_exec_time"_s) ? u"s.total_exec_time"_s
                                                               : u"s.total_time"_s;
    return u"SELECT "_s + columns.join(u", "_s)
        + u" FROM %1 s LEFT JOIN pg_roles r ON r.oid = s.userid"
          " WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"_s
        + (there.contains(u"toplevel"_s) ? u" AND s.toplevel"_s : QString())
        + u" ORDER BY "_s + total + u" DESC LIMIT 5000"_s;
}

Statement statementOf(const db::Row &row)
{
    Statement s;
    s.text = row.text(0);
    s.hidden = s.text == "<insufficient privilege>"_L1;
    s.user = row.text(1);
    s.calls = row.get<qint64>(2);
    s.totalMs = row.maybe<double>(3).value_or(0);
    s.meanMs = row.maybe<double>(4).value_or(0);
    s.minMs = row.maybe<double>(5).value_or(0);
    s.maxMs = row.maybe<double>(6).value_or(0);
    s.deviationMs = row.maybe<double>(7).value_or(0);
    s.rows = row.get<double>(8);
    s.blocksHit = row.get<qint64>(9);
    s.blocksRead = row.get<qint64>(10);
    s.tempWritten = row.get<qint64>(11);
    s.walBytes = row.maybe<double>(12);
    s.since = row.maybe<QDateTime>(13);
    s.fingerprint = fingerprintOf(statementShape(s.text));
    return s;
}

Result<> fetchInfo(db::Sql &sql, const Installed &found, Slow &slow)
{
    if (!found.info)
        return Done{};
    auto done = sql.stream({u"SELECT dealloc, stats_reset FROM %1"_s,
                               {db::Identifier(found.schema, u"pg_stat_statements_info"_s)}},
        {}, [&slow](const db::Row &row) {
            slow.forgotten = row.get<qint64>(0);
            slow.since = row.maybe<QDateTime>(1);
            return true;
        });
    if (!done)
        return done.error();
    return Done{};
}

} // namespace

std::optional<double> Statement::hitShare() const
{
    const qint64 all = blocksHit + blocksRead;
    return all > 0 ? std::optional<double>(double(blocksHit) / double(all)) : std::nullopt;
}

Result<Slow> fetchSlow(db::Sql &sql, int most)
{
    auto found = sql.fetchOne<Installed>("care/statements_state"_L1);
    if (!found)
        return found.error();
    const Installed &installed = found.value();
    if (installed.version.isEmpty() || !installed.isPreloaded())
        return notReady(installed);
    auto names = sql.fetch<QString>("care/statements_columns"_L1, db::bind(installed.schema));
    if (!names)
        return names.error();
    const QSet<QString> there(names.value().begin(), names.value().end());
    Slow slow;
    slow.extensionVersion = installed.version;
    slow.mayReset = installed.mayReset;
    std::vector<Statement> all;
    auto rows = sql.stream({question(there),
                               {db::Identifier(installed.schema, u"pg_stat_statements"_s)}},
        {}, [&](const db::Row &row) {
            all.push_back(statementOf(row));
            return true;
        });
    if (!rows && rows.error().sqlState == "55000"_L1) { // installed, but the server began without it
        Installed without = installed;
        without.preloaded = installed.preloaded.value_or(QString()).remove(u"pg_stat_statements"_s);
        Slow other = notReady(without);
        other.state = Slow::State::NotPreloaded;
        return other;
    }
    if (!rows)
        return rows.error();
    if (auto info = fetchInfo(sql, installed, slow); !info)
        return info.error();
    for (const Statement &one : all) {
        slow.totalMs += one.totalMs;
        slow.hidden += one.hidden;
    }
    slow.statements = grouped(std::move(all));
    for (Statement &one : slow.statements)
        one.share = slow.totalMs > 0 ? one.totalMs / slow.totalMs : 0;
    if (slow.statements.size() > size_t(most))
        slow.statements.resize(size_t(most));
    return slow;
}

Result<bool> resetSlow(db::Sql &sql, trail::Policy policy, const trail::Actor &actor)
{
    auto found = sql.fetchOne<Installed>("care/statements_state"_L1);
    if (!found)
        return found.error();
    if (found.value().version.isEmpty())
        return refused(Words::tr("pg_stat_statements is not in this database."));
    if (!found.value().mayReset)
        return refused(Words::tr("This role may not reset what was counted. A superuser may, or "
                                 "grants it: GRANT EXECUTE ON FUNCTION pg_stat_statements_reset."));
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto recorder = trail::Recorder::open(sql, policy, actor);
    if (!recorder)
        return recorder.error();
    const bool single = found.value().version.section(u'.', 0, 0).toInt() > 1
        || found.value().version.section(u'.', 1, 1).toInt() >= 7;
    const QString call = single
        ? u"SELECT %1(0, (SELECT oid FROM pg_database WHERE datname = current_database()), 0)"_s
        : u"SELECT %1()"_s;
    if (auto done = sql.execute(
            {call, {db::Identifier(found.value().schema, u"pg_stat_statements_reset"_s)}});
        !done)
        return done.error();
    auto written = recorder.value().write(sql,
        {u"statements.reset"_s, u"statements"_s, u"pg_stat_statements"_s, u"pg_stat_statements"_s,
            u"SELECT"_s});
    if (!written)
        return written.error();
    if (auto done = std::move(transaction).value().commit(); !done)
        return done.error();
    return written.value();
}

} // namespace gatehouse::care
