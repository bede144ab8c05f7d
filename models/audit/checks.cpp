#include "audit/checks.h"

#include "audit/words.h"
#include "browse/types.h"
#include "db/transaction.h"

namespace gatehouse::audit {

namespace {

using Kind = Finding::Kind;

// Rows are written by several workers at once; less than this is no sign of anything.
constexpr int kToleranceSeconds = 60;
constexpr int kBurst = 20, kBurstMinutes = 10, kMost = 20;

struct Seen
{
    QString first, last;
    qint64 count = 0, all = 0;
    static Seen fromRow(const db::Row &row)
    {
        return {row.text(0), row.text(1), row.get<qint64>(2), row.get<qint64>(3)};
    }
};

struct Check
{
    Kind kind;
    QString sql;    // first, last, count, number of findings in all
    QString whyNot; // translated: it cannot be made; then there is no sql
    QString clean;  // translated
};

QString quoted(const QString &name) { return db::Identifier(name).quoted(); }

Check gaps(const QString &id, const QString &from, bool counts)
{
    Check check{
        Kind::Gaps, {}, {}, Words::tr("No number is missing between the first row and the last.")};
    if (!counts) {
        check.whyNot =
            Words::tr("Missing rows cannot be told: the ids of this trail are not numbered.");
        return check;
    }
    check.sql =
        u"SELECT (before + 1)::text, (id - 1)::text, (id - before - 1)::bigint, count(*) OVER () "
        "FROM (SELECT "_s
        + id + u" AS id, lag("_s + id + u") OVER (ORDER BY "_s + id + u") AS before FROM "_s + from
        + u") AS t WHERE id - before > 1 ORDER BY 3 DESC, before LIMIT "_s + QString::number(kMost);
    return check;
}

Check backwards(const QString &id, const QString &time, const QString &from, bool counts)
{
    Check check{Kind::Backwards, {}, {},
        Words::tr("Time never goes backwards by more than a minute from row to row.")};
    if (!counts) {
        check.whyNot = Words::tr(
            "Whether time goes backwards cannot be told: the ids of this trail have no order.");
        return check;
    }
    check.sql =
        u"SELECT id::text, at::text, extract(epoch FROM before - at)::bigint, count(*) OVER () "
        "FROM (SELECT "_s
        + id + u" AS id, "_s + time + u" AS at, lag("_s + time + u") OVER (ORDER BY "_s + id
        + u") AS before FROM "_s + from + u" WHERE isfinite("_s + time
        + u")) AS t WHERE before - at > interval '%1 seconds' ORDER BY 3 DESC, id LIMIT %2"_s
              .arg(kToleranceSeconds)
              .arg(kMost);
    return check;
}

Check bursts(const QString &flag, const QString &deletedAt, const QString &from)
{
    Check check{Kind::Burst, {}, {}, Words::tr("No rows were soft-deleted in a burst.")};
    if (flag.isEmpty()) {
        check.whyNot = Words::tr("This back end does not soft-delete rows of its trail.");
        return check;
    }
    if (deletedAt.isEmpty()) {
        check.whyNot =
            Words::tr("Bursts cannot be told: when a row was soft-deleted is not recorded.");
        return check;
    }
    check.sql = u"SELECT min(at)::text, max(at)::text, count(*), count(*) OVER () FROM (SELECT "_s
        + deletedAt + u" AS at FROM "_s + from + u" WHERE "_s + flag + u" AND "_s + deletedAt
        + u" IS NOT NULL) AS t GROUP BY floor(extract(epoch FROM at) / %1) HAVING count(*) >= %2 "
          "ORDER BY 3 DESC, 1 LIMIT %3"_s.arg(kBurstMinutes * 60)
              .arg(kBurst)
              .arg(kMost);
    return check;
}

QString sentenceOf(Kind kind, const Seen &seen)
{
    switch (kind) {
    case Kind::Gaps:
        return seen.count == 1 ? Words::tr("Row %1 is missing.").arg(seen.first)
                               : Words::tr("Rows %1 to %2 are missing, %3 in all.")
                                     .arg(seen.first, seen.last, QString::number(seen.count));
    case Kind::Backwards:
        return Words::tr("Row %1 was written at %2, %3 s before the row that precedes it.")
            .arg(seen.first, seen.last, QString::number(seen.count));
    default:
        return Words::tr("%1 rows were soft-deleted between %2 and %3.")
            .arg(QString::number(seen.count), seen.first, seen.last);
    }
}

} // namespace

Result<std::vector<Finding>> examine(
    db::Sql &sql, const Source &source, const ReportProgress &report)
{
    const browse::Relation &relation = *source.relation();
    const browse::Column *id = relation.column(source.column(u"id"_s));
    const bool counts =
        id && (id->type == browse::kInt8 || id->type == browse::kInt4 || id->type == browse::kInt2);
    const QString from = browse::printFrom(relation), time = quoted(source.column(u"time"_s));
    const browse::Column *flag = relation.column(source.column(u"deletedFlag"_s));
    const browse::Column *deletedAt = relation.column(u"deleted_at"_s);
    const QString number = id ? quoted(id->id) : QString();
    const std::vector<Check> checks{gaps(number, from, counts),
        backwards(number, time, from, counts),
        bursts(flag ? quoted(flag->id) : QString(), deletedAt ? quoted(deletedAt->id) : QString(),
            from)};
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    std::vector<Finding> findings;
    qint64 done = 0;
    for (const Check &check : checks) {
        if (report)
            report({done++, qint64(checks.size()), Words::tr("Reading the trail"), {}});
        if (!check.whyNot.isEmpty()) {
            findings.push_back({Kind::NotCheckable, check.whyNot});
            continue;
        }
        auto seen = sql.fetch<Seen>(db::Statement(check.sql));
        if (!seen)
            return seen.error();
        for (const Seen &one : seen.value())
            findings.push_back({check.kind, sentenceOf(check.kind, one), one.count, one.first,
                one.last, check.sql});
        if (seen.value().empty())
            findings.push_back({Kind::Clean, check.clean, 0, {}, {}, check.sql});
    }
    return findings;
}

} // namespace gatehouse::audit
