#include "care/sizes.h"

#include "care/words.h"

#include <algorithm>

namespace gatehouse::care {

namespace {

TableSize tableOf(const db::Row &row)
{
    TableSize t;
    t.oid = quint32(row.get<qint64>(0));
    t.schema = row.text(1);
    t.name = row.text(2);
    const QString kind = row.text(3);
    t.kind = kind == "p"_L1 ? u"partitioned"_s : kind == "m"_L1 ? u"matview"_s : u"table"_s;
    t.partOf = row.text(4);
    t.heap = row.get<qint64>(5);
    t.indexes = row.get<qint64>(6);
    t.toast = row.get<qint64>(7);
    t.locked = row.get<bool>(8);
    t.rows = row.get<double>(9);
    t.live = row.get<qint64>(10);
    t.dead = row.get<qint64>(11);
    t.changedSinceAnalyze = row.get<qint64>(12);
    t.insertedSinceVacuum = row.maybe<qint64>(13);
    t.vacuumed = row.maybe<QDateTime>(14);
    t.autovacuumed = row.maybe<QDateTime>(15);
    t.analyzed = row.maybe<QDateTime>(16);
    t.autoanalyzed = row.maybe<QDateTime>(17);
    t.vacuums = row.get<qint64>(18);
    t.autovacuums = row.get<qint64>(19);
    t.seqScans = row.get<qint64>(20);
    t.indexScans = row.get<qint64>(21);
    t.blocksRead = row.get<qint64>(22);
    t.blocksHit = row.get<qint64>(23);
    t.xidAge = row.get<qint64>(24);
    t.multixactAge = row.get<qint64>(25);
    t.options = row.get<QStringList>(26);
    t.vacuuming = row.get<bool>(27);
    return t;
}

Result<AutovacuumSettings> fetchAutovacuum(db::Sql &sql)
{
    std::map<QString, QString> all;
    auto done = sql.stream("care/autovacuum"_L1, {}, [&all](const db::Row &row) {
        all[row.text(0)] = row.text(1);
        return true;
    });
    if (!done)
        return done.error();
    const auto number = [&all](const char *name, double fallback) {
        const auto it = all.find(QString::fromLatin1(name));
        return it == all.end() ? fallback : it->second.toDouble();
    };
    AutovacuumSettings s;
    s.enabled = all[u"autovacuum"_s] == "on"_L1;
    s.counts = all[u"track_counts"_s] == "on"_L1;
    s.vacuumThreshold = number("autovacuum_vacuum_threshold", s.vacuumThreshold);
    s.vacuumScale = number("autovacuum_vacuum_scale_factor", s.vacuumScale);
    s.insertThreshold = number("autovacuum_vacuum_insert_threshold", -1);
    s.insertScale = number("autovacuum_vacuum_insert_scale_factor", s.insertScale);
    s.vacuumMost = number("autovacuum_vacuum_max_threshold", -1);
    s.analyzeThreshold = number("autovacuum_analyze_threshold", s.analyzeThreshold);
    s.analyzeScale = number("autovacuum_analyze_scale_factor", s.analyzeScale);
    s.freezeMaxAge = qint64(number("autovacuum_freeze_max_age", double(s.freezeMaxAge)));
    s.multixactFreezeMaxAge =
        qint64(number("autovacuum_multixact_freeze_max_age", double(s.multixactFreezeMaxAge)));
    s.workers = int(number("autovacuum_max_workers", s.workers));
    s.naptime = int(number("autovacuum_naptime", s.naptime));
    return s;
}

Result<> fetchDatabases(db::Sql &sql, Sizes &sizes)
{
    auto done = sql.stream("care/databases"_L1, {}, [&sizes](const db::Row &row) {
        DatabaseSize d{row.text(0), row.maybe<qint64>(1), row.maybe<double>(2), row.get<qint64>(3),
            row.get<qint64>(4), row.get<qint64>(5), row.get<qint64>(6), row.maybe<QDateTime>(7),
            row.get<bool>(8)};
        sizes.at = row.get<QDateTime>(9);
        sizes.versionNum = row.get<int>(10);
        sizes.databases.push_back(std::move(d));
        return true;
    });
    if (!done)
        return done.error();
    return Done{};
}

} // namespace

std::optional<double> TableSize::hitShare() const
{
    const qint64 all = blocksHit + blocksRead;
    return all > 0 ? std::optional<double>(double(blocksHit) / double(all)) : std::nullopt;
}

QString Holder::sentence() const
{
    const int transactions = int(std::min<qint64>(age, 2'000'000'000));
    if (kind == "slot"_L1)
        return Words::tr("the replication slot %1, %n transaction(s) behind: let its reader catch "
                         "up, or drop the slot if nobody reads it any more",
            nullptr, transactions)
            .arg(name);
    if (kind == "prepared"_L1)
        return Words::tr("the prepared transaction %1, %n transaction(s) old: COMMIT PREPARED or "
                         "ROLLBACK PREPARED ends it",
            nullptr, transactions)
            .arg(name);
    if (kind == "walsender"_L1)
        return Words::tr("a standby with hot_standby_feedback (%1), %n transaction(s) old: a long "
                         "query runs there",
            nullptr, transactions)
            .arg(name);
    return Words::tr("the session %1, open for %2 s, %n transaction(s) old: it has to end its "
                     "transaction",
        nullptr, transactions)
        .arg(name, seconds ? QString::number(*seconds) : u"?"_s);
}

const DatabaseSize *Sizes::database() const
{
    for (const DatabaseSize &one : databases)
        if (one.current)
            return &one;
    return nullptr;
}

Result<Sizes> fetchSizes(db::Sql &sql)
{
    Sizes sizes;
    if (auto done = fetchDatabases(sql, sizes); !done)
        return done.error();
    auto settings = fetchAutovacuum(sql);
    if (!settings)
        return settings.error();
    sizes.autovacuum = settings.value();
    auto tables = sql.stream("care/tables"_L1, {}, [&sizes](const db::Row &row) {
        sizes.tables.push_back(tableOf(row));
        return true;
    });
    if (!tables)
        return tables.error();
    std::stable_sort(sizes.tables.begin(), sizes.tables.end(),
        [](const TableSize &a, const TableSize &b) { return a.total() > b.total(); });
    auto holders = sql.stream("care/holders"_L1, {}, [&sizes](const db::Row &row) {
        sizes.holders.push_back({row.text(0), row.text(1), row.maybe<qint64>(2).value_or(0),
            row.maybe<qint64>(3), row.maybe<qint64>(4).value_or(0)});
        return true;
    });
    if (!holders)
        return holders.error();
    return sizes;
}

} // namespace gatehouse::care
