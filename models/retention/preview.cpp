#include "retention/preview.h"

#include "base/clock.h"
#include "base/safetext.h"
#include "db/transaction.h"
#include "retention/words.h"

#include <QElapsedTimer>
#include <QStorageInfo>

#include <cmath>

namespace gatehouse::retention {

namespace {

constexpr int kGrowthDays = 28;
constexpr double kNeverDays = 36525;

// Header and line pointer of a tuple, then what is stored of each column.
QString bytesOf(const Rule &rule, const db::Composer &sql)
{
    QString text = u"28"_s;
    for (const QString &column : rule.columns)
        text += u" + coalesce(pg_column_size(t."_s + sql.name(column) + u"), 0)"_s;
    return text;
}

QString dayOf(const Rule &rule, const db::Composer &sql)
{
    const QString column = u"t."_s + sql.name(rule.column);
    return u"to_char("_s
        + (rule.timeType == "timestamptz"_L1 ? column + u" AT TIME ZONE 'UTC'"_s : column)
        + u", 'YYYY-MM-DD')"_s;
}

Result<> readDays(db::Sql &sql, Preview &preview)
{
    db::Composer text;
    const QString day = dayOf(preview.rule, text);
    const QString old = printOld(preview.rule, preview.cut, text);
    auto done = sql.stream(u"SELECT "_s + day + u", count(*), sum("_s + bytesOf(preview.rule, text)
            + u")::bigint FROM "_s + preview.rule.name().quoted() + u" AS t WHERE "_s + old
            + u" GROUP BY 1 ORDER BY 1"_s,
        text.params(), [&preview](const db::Row &row) {
            preview.days.push_back({row.text(0), row.get<qint64>(1), row.get<qint64>(2)});
            preview.rows += preview.days.back().rows;
            preview.bytes += preview.days.back().bytes;
            return true;
        });
    return done ? Result<>(Done{}) : Result<>(done.error());
}

Result<> readHeld(db::Sql &sql, Preview &preview)
{
    if (preview.rule.choice.holds.empty())
        return Done{};
    Rule without = preview.rule;
    without.choice.holds.clear();
    db::Composer text;
    const QString old = printOld(without, preview.cut, text);
    const QString held = printHeld(preview.rule, text);
    auto count = sql.fetchOne<qint64>(u"SELECT count(*) FROM "_s + preview.rule.name().quoted()
            + u" AS t WHERE "_s + old + u" AND ("_s + held + u')',
        text.params());
    if (!count)
        return count.error();
    preview.held = count.value();
    return Done{};
}

struct Reference
{
    QString schema, table, constraint, action;
    QStringList columns, refers;
    static Reference fromRow(const db::Row &row)
    {
        return {row.text(0), row.text(1), row.text(2), row.text(3), row.get<QStringList>(4),
            row.get<QStringList>(5)};
    }
};

Result<> readConsequences(db::Sql &sql, Preview &preview)
{
    if (preview.rule.choice.soft)
        return Done{};
    auto all = sql.fetch<Reference>(
        "retention/references"_L1, db::bind(preview.rule.schema, preview.rule.table));
    if (!all)
        return all.error();
    for (const Reference &one : all.value()) {
        db::Composer text;
        QStringList joins;
        for (qsizetype i = 0; i < one.columns.size(); ++i)
            joins << u"r."_s + text.name(one.columns[i]) + u" = t."_s + text.name(one.refers[i]);
        auto count = sql.fetchOne<qint64>(u"SELECT count(*) FROM "_s
                + db::Identifier(one.schema, one.table).quoted() + u" AS r JOIN "_s
                + preview.rule.name().quoted() + u" AS t ON "_s + joins.join(u" AND "_s)
                + u" WHERE "_s + printOld(preview.rule, preview.cut, text),
            text.params());
        if (!count)
            return count.error();
        const bool goes = one.action == u'c' || one.action == u'n' || one.action == u'd';
        preview.consequences.push_back({safeText(one.schema + u'.' + one.table, 120),
            safeText(one.constraint, 80), count.value(), goes, !goes && count.value() > 0});
    }
    return Done{};
}

// Only where nothing of it stays: no filter, no hold, no flag in place of a delete.
Result<> readWholes(db::Sql &sql, Preview &preview)
{
    const Rule &rule = preview.rule;
    if (!rule.partitioned || rule.choice.soft || !rule.filterColumn.isEmpty()
        || !rule.choice.holds.empty() || !preview.consequences.empty())
        return Done{};
    auto done = sql.stream("retention/wholes"_L1, db::bind(rule.schema, rule.table, preview.cut.text),
        [&preview](const db::Row &row) {
            preview.wholes.push_back({row.text(0), row.text(1), 0, row.get<qint64>(2)});
            return true;
        });
    if (!done)
        return done.error();
    for (Whole &whole : preview.wholes) {
        auto count = sql.fetchOne<qint64>(
            {u"SELECT count(*) FROM %1"_s, {db::Identifier(whole.schema, whole.name)}});
        if (!count)
            return count.error();
        whole.rows = count.value();
    }
    return Done{};
}

QString refusalOf(const Preview &preview)
{
    const Rule &rule = preview.rule;
    if (std::abs(preview.clockSeconds) > kMostClockSeconds)
        return Words::tr("The server's clock and this machine's clock are %n second(s) apart. One "
                         "of them has jumped, and what is old cannot be told; set it right first.",
            nullptr, int(std::abs(preview.clockSeconds)));
    if (rule.choice.soft && rule.softFlag.isEmpty())
        return Words::tr("%1 has no column that flags a row as deleted.").arg(rule.label());
    if (rule.choice.soft ? !rule.mayUpdate : !rule.mayDelete)
        return Words::tr("This role may not delete from %1.").arg(rule.label());
    for (const Consequence &one : preview.consequences)
        if (one.stops)
            return Words::tr("%n row(s) of %1 refer to rows that would go (%2), and the server "
                             "would refuse to delete them. Delete those first.",
                nullptr, int(one.rows))
                .arg(one.table, one.constraint);
    return {};
}

} // namespace

Result<Preview> preview(db::Sql &sql, const Rule &rule, int days)
{
    if (!rule.problem.isEmpty())
        return refused(rule.problem);
    if (days < 1)
        return refused(Words::tr("The rule of %1 says never: nothing is deleted.").arg(rule.label()));
    QElapsedTimer clock;
    clock.start();
    sql.setStatementTimeout(0);
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    Preview preview;
    preview.rule = rule;
    auto cut = cutOf(sql, rule, days);
    if (!cut)
        return cut.error();
    preview.cut = cut.value();
    auto now = sql.fetchOne<QDateTime>(u"SELECT clock_timestamp()"_s);
    if (!now)
        return now.error();
    preview.serverNow = now.value();
    preview.clockSeconds = Clock::system().now().secsTo(now.value());
    for (auto read : {readDays, readHeld, readConsequences, readWholes})
        if (auto done = read(sql, preview); !done)
            return done.error();
    if (auto end = std::move(transaction).value().commit(); !end)
        return end.error();
    preview.refusal = refusalOf(preview);
    preview.milliseconds = clock.elapsed();
    return preview;
}

Result<Growth> growthOf(db::Sql &sql, const Rule &rule)
{
    Growth growth;
    growth.bytes = rule.bytes;
    if (!rule.problem.isEmpty())
        return growth;
    auto today = cutOf(sql, rule, 0);
    if (!today)
        return today.error();
    const QString type = u"::"_s + rule.timeType;
    auto done = sql.stream(
        {QString(u"SELECT count(*), count(DISTINCT t.%1::date) FROM %2 AS t WHERE t.%1 >= "
                 "date_trunc('day', $1"_s
             + type + u") - make_interval(days => $2::int) AND t.%1 < date_trunc('day', $1"_s + type
             + u")"_s),
            {db::Identifier(rule.column), rule.name()}},
        db::bind(today.value().text, kGrowthDays), [&growth](const db::Row &row) {
            growth.overDays = row.get<int>(1) > 0 ? kGrowthDays : 0;
            growth.rowsPerDay = double(row.get<qint64>(0)) / kGrowthDays;
            return true;
        });
    if (!done)
        return done.error();
    if (rule.rows > 0)
        growth.bytesPerDay = growth.rowsPerDay * double(rule.bytes) / rule.rows;
    return growth;
}

Forecast forecast(const Growth &growth, std::optional<qint64> freeBytes, std::optional<int> keepDays,
    const QDate &today)
{
    Forecast forecast;
    forecast.bytesPerDay = growth.bytesPerDay;
    if (keepDays && *keepDays > 0)
        forecast.keptBytes = growth.bytesPerDay * *keepDays;
    if (freeBytes && growth.bytesPerDay > 0) {
        const double days = double(std::max<qint64>(*freeBytes, 0)) / growth.bytesPerDay;
        if (days < kNeverDays)
            forecast.fullOn = today.addDays(qint64(std::floor(days)));
    }
    return forecast;
}

Result<std::optional<qint64>> freeSpace(db::Sql &sql, const QString &host)
{
    const bool here = host.isEmpty() || host.startsWith(u'/') || host == "localhost"_L1
        || host == "127.0.0.1"_L1 || host == "::1"_L1;
    if (!here)
        return std::optional<qint64>{};
    auto folder = sql.fetchOptional<QString>(
        u"SELECT setting FROM pg_settings WHERE name = 'data_directory'"_s);
    if (!folder)
        return folder.error();
    const QStorageInfo disk(folder.value().value_or(QString()));
    if (!folder.value() || !disk.isValid() || disk.bytesTotal() <= 0)
        return std::optional<qint64>{};
    return std::optional<qint64>{disk.bytesAvailable()};
}

} // namespace gatehouse::retention
