#include "partitions/care.h"

#include "base/safetext.h"
#include "partitions/patience.h"
#include "partitions/words.h"

#include <QMap>

#include <algorithm>

namespace gatehouse::partitions {

qint64 Partitioned::bytes() const
{
    qint64 all = 0;
    for (const Part &part : parts)
        all += part.bytes;
    return all;
}

Result<std::vector<Partitioned>> partitioned(db::Sql &sql)
{
    std::vector<Partitioned> all;
    QString present;
    auto done = sql.stream("partitions/partitioned"_L1, {}, [&](const db::Row &row) {
        if (all.empty() || all.back().schema != row.text(0) || all.back().name != row.text(1))
            all.push_back({row.text(0), row.text(1), row.text(2), row.text(3), {}, true, 0});
        present = row.text(10);
        if (!row.isNull(5))
            all.back().parts.push_back({row.text(4), row.text(5), row.text(6), row.text(7),
                row.get<qint64>(8), row.get<double>(9)});
        return true;
    });
    if (!done)
        return done.error();
    for (Partitioned &table : all) {
        for (const Part &part : table.parts) {
            if (part.from.isEmpty())
                continue;
            const QString from = part.from.left(10), to = part.to.left(10);
            table.monthly = table.monthly && from.endsWith("-01"_L1) && to == nextMonth(from);
            table.ahead += from > present ? 1 : 0;
        }
        table.monthly = table.monthly && !table.parts.empty();
    }
    return all;
}

Result<QStringList> extend(db::Sql &sql, const Partitioned &table, const RunOptions &options)
{
    if (!table.monthly)
        return refused(Words::tr("%1 is not partitioned by month.")
                           .arg(safeText(table.schema + u'.' + table.name, 120)));
    auto recorder = trail::Recorder::open(sql, options.policy, options.actor);
    if (!recorder)
        return recorder.error();
    auto present = sql.fetchOne<QString>(
        u"SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-01')"_s);
    if (!present)
        return present.error();
    Table names;
    names.schema = table.schema;
    names.name = table.name;
    QStringList made;
    for (int month = 0; month <= options.plan.ahead; ++month) {
        const QString begin = nextMonth(present.value(), month);
        const bool there = std::any_of(table.parts.begin(), table.parts.end(),
            [&begin](const Part &part) { return part.from.left(10) == begin; });
        if (there)
            continue;
        const db::Identifier part = Names::of(names, 0).part(begin);
        int attempts = 0;
        auto done = withPatience(sql, 60, attempts, [&](int attempt) -> Result<> {
            auto transaction = db::Transaction::begin(sql);
            if (!transaction)
                return transaction.error();
            if (auto set = setLockTimeout(sql, lockMs(attempt)); !set)
                return set;
            if (auto ran = runAll(sql, {printPartition({table.schema, table.name}, part, begin, table.timeType)});
                !ran)
                return ran;
            trail::Entry entry{u"partition.extend"_s, u"table"_s, table.schema + u'.' + table.name,
                part.name(), u"DDL"_s};
            if (auto kept = recorder.value().write(sql, entry); !kept)
                return kept.error();
            return std::move(transaction).value().commit();
        });
        if (!done && done.error().sqlState == "23514"_L1)
            return refused(Words::tr("Rows of %1 are in the default partition already. Move them out of it "
                                     "before its month gets a partition.")
                               .arg(begin.left(7)),
                done.error().detail);
        if (!done)
            return done.error();
        made << part.name();
    }
    return made;
}

std::vector<Extension> judgeExtensions(const QMap<QString, QString> &installed)
{
    std::vector<Extension> found;
    const auto add = [&](const QString &name, const QString &sentence) {
        if (installed.contains(name))
            found.push_back({name, installed.value(name), sentence});
    };
    add(u"timescaledb"_s,
        Words::tr("TimescaleDB is installed: a hypertable (create_hypertable with migrate_data) makes its "
                  "own partitions, add_retention_policy drops them and a continuous aggregate keeps "
                  "percentiles. Gatehouse leaves hypertables to it."));
    add(u"citus"_s,
        Words::tr("Citus is installed: create_time_partitions and drop_old_time_partitions of it work on "
                  "distributed tables. Gatehouse does not move a table that Citus distributes."));
    add(u"pg_partman"_s,
        Words::tr("pg_partman is installed: partman.run_maintenance() makes the months ahead and drops old "
                  "ones of the tables it keeps. Gatehouse does not do it twice."));
    return found;
}

Result<std::vector<Extension>> handOver(db::Sql &sql)
{
    QMap<QString, QString> installed;
    auto done = sql.stream(
        u"SELECT extname, extversion FROM pg_extension"_s, {}, [&installed](const db::Row &row) {
            installed.insert(row.text(0), row.text(1));
            return true;
        });
    if (!done)
        return done.error();
    return judgeExtensions(installed);
}

} // namespace gatehouse::partitions
