#include "partitions/repair.h"

#include "partitions/patience.h"
#include "partitions/run.h"
#include "partitions/words.h"
#include "proof/tablesum.h"

namespace gatehouse::partitions {

namespace {

constexpr int kMostDifferent = 10000;

QString keys(const QStringList &columns, const QString &alias, const QString &cast = {})
{
    QStringList all;
    for (const QString &column : columns)
        all << alias + u'.' + db::Identifier(column).quoted() + cast;
    return all.join(u", "_s);
}

QString same(const QStringList &columns, const QString &a, const QString &b)
{
    QStringList all;
    for (const QString &column : columns)
        all << a + u'.' + db::Identifier(column).quoted() + u" = "_s + b + u'.'
                + db::Identifier(column).quoted();
    return all.join(u" AND "_s);
}

} // namespace

Result<qint64> repair(db::Sql &sql, const Table &table, const Names &names)
{
    std::vector<QStringList> different;
    auto found = sql.stream(u"SELECT DISTINCT "_s
            + QString(u"coalesce(%1)"_s).arg(keys(table.key.mid(0, 1), u"o"_s) + u", "_s + keys(table.key.mid(0, 1), u"n"_s))
            + u"::text FROM "_s + names.live.quoted() + u" AS o FULL JOIN "_s + names.shadow.quoted()
            + u" AS n ON "_s + same(table.partitionKey(), u"o"_s, u"n"_s)
            + u" WHERE o::text IS DISTINCT FROM n::text LIMIT "_s + QString::number(kMostDifferent),
        {}, [&different](const db::Row &row) {
            different.push_back({row.text(0)});
            return true;
        });
    if (!found)
        return found.error();
    QStringList columns;
    for (const QString &column : table.columnNames())
        columns << db::Identifier(column).quoted();
    const QString list = columns.join(u", "_s);
    const QString first = db::Identifier(table.key.first()).quoted();
    const QString where = u" WHERE "_s + first + u" = $1::text::"_s + table.keyTypes.first();
    for (const QStringList &key : different) {
        int attempts = 0;
        auto done = withPatience(sql, 20, attempts, [&](int) -> Result<> {
            auto transaction = db::Transaction::begin(sql);
            if (!transaction)
                return transaction.error();
            if (auto set = setLockTimeout(sql, 300); !set)
                return set;
            for (const QString &text : {u"SELECT 1 FROM "_s + names.live.quoted() + where + u" FOR SHARE"_s,
                     u"DELETE FROM "_s + names.shadow.quoted() + where,
                     u"INSERT INTO "_s + names.shadow.quoted() + u" ("_s + list
                         + u") OVERRIDING SYSTEM VALUE SELECT "_s + list + u" FROM "_s
                         + names.live.quoted() + where})
                if (auto ran = sql.execute(db::Statement(text), db::bind(key.first())); !ran)
                    return ran.error();
            return std::move(transaction).value().commit();
        });
        if (!done)
            return done.error();
    }
    return qint64(different.size());
}

namespace {

Result<proof::TableSum> sumOf(db::Sql &sql, const db::Identifier &table, const QStringList &columns,
    const std::function<void(qint64)> &grown)
{
    auto leaves = sql.fetch<QStringList>("partitions/leaves"_L1, db::bind(table.schema(), table.name()));
    if (!leaves)
        return leaves.error();
    proof::TableSum sum{0, QByteArray(64, '0'), 0};
    for (const QStringList &leaf : leaves.value()) {
        auto part = proof::tableSum(sql, {leaf.value(0), leaf.value(1)}, columns, grown);
        if (!part)
            return part.error();
        sum = proof::added(sum, part.value());
    }
    return sum;
}

} // namespace

Result<Compared> compare(db::Sql &sql, const Job &job, const ReportProgress &report)
{
    sql.setStatementTimeout(0);
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    if (auto set = proof::beginSums(sql); !set)
        return set.error();
    qint64 bytes = 0;
    const auto grown = [&](qint64 more) {
        bytes += more;
        if (report)
            report({bytes, {}, Words::tr("Comparing"), {}});
    };
    const db::Identifier live{job.schema, job.table};
    const db::Identifier other{job.schema,
        job.table + (job.state == State::Swapped ? u"_gh_old"_s : u"_gh_new"_s)};
    Compared compared;
    for (const bool isLive : {true, false}) {
        auto sum = sumOf(sql, isLive ? live : other, job.columns, grown);
        if (!sum)
            return sum.error();
        (isLive ? compared.liveRows : compared.otherRows) = sum.value().rows;
        (isLive ? compared.liveSum : compared.otherSum) = QString::fromLatin1(sum.value().sum);
    }
    if (auto end = std::move(transaction).value().commit(); !end)
        return end.error();
    return compared;
}

} // namespace gatehouse::partitions
