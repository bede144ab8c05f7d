#include "app/cli/terminal.h"
#include "app/commands/usagequestion.h"
#include "app/commands/words.h"
#include "base/partfile.h"
#include "db/transaction.h"
#include "usage/missing.h"
#include "usage/report.h"
#include "usage/texts.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cmath>

namespace gatehouse::commands {
namespace {

using usage::Figures;

struct Summary
{
    usage::Totals totals, previous;
    usage::Span before;
    std::vector<usage::Groups> groups;
    std::vector<usage::Series> series; // by day or hour
    QStringList seriesBy;
    qint64 whole = 0;
    bool holds() const
    {
        bool all = totals.requests == whole;
        for (const usage::Groups &one : groups)
            all = all && one.sum == whole;
        for (const usage::Series &one : series)
            all = all && one.sum == whole;
        return all;
    }
};

// Everything in one snapshot, so that sums can be compared.
Result<Summary> gather(db::Sql &sql, const Figures &figures, const QStringList &by)
{
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    Summary summary;
    auto totals = figures.totals(sql);
    if (!totals)
        return totals.error();
    summary.totals = std::move(totals).value();
    const auto before = figures.previous();
    if (!before)
        return before.error();
    summary.before = before.value().span();
    auto previous = before.value().totals(sql);
    if (!previous)
        return previous.error();
    summary.previous = std::move(previous).value();
    for (const QString &field : by) {
        if (field == "day"_L1 || field == "hour"_L1) {
            auto series = figures.evenSeries(sql, field == "day"_L1 ? usage::kDay : usage::kHour);
            if (!series)
                return series.error();
            summary.series.push_back(std::move(series).value());
            summary.seriesBy << field;
            continue;
        }
        auto groups = figures.groups(sql, field, 1000);
        if (!groups)
            return groups.error();
        summary.groups.push_back(std::move(groups).value());
    }
    auto whole = figures.count(sql);
    if (!whole)
        return whole.error();
    summary.whole = whole.value();
    if (auto end = std::move(transaction).value().commit(); !end)
        return end.error();
    return summary;
}

QJsonValue orNull(const std::optional<double> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QJsonValue orNull(const std::optional<qint64> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QJsonObject toJson(const usage::Tally &tally)
{
    return {{u"requests"_s, tally.requests}, {u"failed"_s, orNull(tally.failed)},
        {u"tokens"_s, orNull(tally.tokens)}, {u"p50Ms"_s, orNull(tally.latency.p50)},
        {u"p95Ms"_s, orNull(tally.latency.p95)}, {u"p99Ms"_s, orNull(tally.latency.p99)},
        {u"maxMs"_s, orNull(tally.latency.most)}, {u"exactPercentiles"_s, tally.latency.exact}};
}

QJsonObject toJson(const usage::Groups &groups)
{
    QJsonArray rows;
    for (const usage::Group &group : groups.groups) {
        QJsonObject one = toJson(static_cast<const usage::Tally &>(group));
        one.insert(u"name"_s,
            group.name.label.isEmpty() ? QJsonValue(QJsonValue::Null) : group.name.label);
        if (!group.name.mask.isEmpty())
            one.insert(u"mask"_s, group.name.mask);
        if (group.name.isGone)
            one.insert(u"gone"_s, true);
        rows.append(one);
    }
    return {{u"by"_s, groups.field}, {u"groups"_s, rows}, {u"others"_s, groups.others},
        {u"othersRequests"_s, groups.othersRequests}, {u"sum"_s, groups.sum}};
}

QJsonObject toJson(const usage::Series &series, const QString &by)
{
    QJsonArray rows;
    for (int i = 0; i < series.buckets.count(); ++i)
        rows.append(QJsonObject{{u"from"_s,
                                    usage::instantText(std::max(series.buckets.starts[size_t(i)],
                                        series.buckets.span.from))},
            {u"requests"_s, series.lines.front().values[size_t(i)]}});
    return {{u"by"_s, by}, {u"groups"_s, rows}, {u"sum"_s, series.sum}};
}

void printTotals(Context &context, const Summary &summary, const usage::Source &source)
{
    const usage::Totals &now = summary.totals, &before = summary.previous;
    cli::Table table{{Words::tr("Figure"), Words::tr("Value"), Words::tr("Period before")}, {},
        {false, true, true}};
    table.rows.push_back(
        {Words::tr("Requests"), usage::countText(now.requests), usage::countText(before.requests)});
    table.rows.push_back({Words::tr("Failed"),
        now.failed ? usage::countText(*now.failed) : usage::whyMissing(source, u"status"_s),
        before.failed ? usage::countText(*before.failed) : QString()});
    const bool durations = source.records(u"duration"_s);
    const auto add = [&](const QString &name, auto part) {
        table.rows.push_back({name,
            durations ? usage::msText(now.latency.*part) : usage::whyMissing(source, u"duration"_s),
            durations ? usage::msText(before.latency.*part) : QString()});
    };
    add(u"p50"_s, &usage::Percentiles::p50);
    add(u"p95"_s, &usage::Percentiles::p95);
    add(u"p99"_s, &usage::Percentiles::p99);
    table.rows.push_back({Words::tr("Tokens"),
        source.records(u"tokens"_s) ? usage::countText(now.tokens.value_or(0))
                                    : usage::whyMissing(source, u"tokens"_s),
        before.tokens ? usage::countText(*before.tokens) : QString()});
    context.table(table);
    if (durations && !now.latency.exact)
        context.say(Words::tr("Percentiles are approximate, within 2 %."));
}

void printGroups(Context &context, const usage::Groups &groups)
{
    cli::Table table{{Words::tr("By %1").arg(groups.field), Words::tr("Requests"),
                         Words::tr("Failed"), u"p50"_s, u"p95"_s, u"p99"_s},
        {}, {false, true, true, true, true, true}};
    for (const usage::Group &group : groups.groups)
        table.rows.push_back({groupText(group.name), usage::countText(group.requests),
            group.failed ? usage::countText(*group.failed) : u"–"_s,
            usage::msText(group.latency.p50), usage::msText(group.latency.p95),
            usage::msText(group.latency.p99)});
    if (groups.others > 0)
        table.rows.push_back({Words::tr("%n other(s)", nullptr, int(groups.others)),
            usage::countText(groups.othersRequests), {}, {}, {}, {}});
    context.say({});
    context.table(table);
}

void printSeries(
    Context &context, const usage::Series &series, const QString &by, const QTimeZone &zone)
{
    cli::Table table{{Words::tr("By %1").arg(by), Words::tr("Requests")}, {}, {false, true}};
    for (int i = 0; i < series.buckets.count(); ++i)
        table.rows.push_back(
            {usage::timeText(series.buckets.starts[size_t(i)], zone).left(by == "day"_L1 ? 10 : 16),
                usage::countText(qint64(std::llround(series.lines.front().values[size_t(i)])))});
    context.say({});
    context.table(table);
}

Exit writeReport(Context &context, const UsageQuestion &question)
{
    const auto report = context.run(*question.session, [&](db::Sql &sql) {
        return usage::gatherReport(sql, question.figures, Words::tr("Usage report"),
            question.connection, context.progress());
    });
    if (!report)
        return context.failed(report.error());
    const QString path = context.text("report");
    auto file = PartFile::create(
        path, context.has("force") ? PartFile::Existing::Replace : PartFile::Existing::Keep);
    if (!file)
        return context.failed(file.error());
    const QByteArray html = usage::reportHtml(report.value(), usage::Charts::Inline);
    auto written = file.value()->write(html);
    if (written)
        written = file.value()->finish();
    if (!written)
        return context.failed(written.error());
    context.say(Words::tr("The report was written to %1.").arg(path));
    return context.done(QJsonObject{{u"path"_s, path}, {u"bytes"_s, html.size()},
                            {u"requests"_s, report.value().totals.requests},
                            {u"checked"_s, report.value().check.holds()}},
        report.value().check.holds() ? Exit::Done : Exit::Differences);
}

} // namespace

Exit usageSummary(Context &context)
{
    auto asked = askUsage(context);
    if (const auto *none = std::get_if<NoQuestion>(&asked))
        return none->exit;
    const auto &question = std::get<UsageQuestion>(asked);
    const Figures &figures = question.figures;
    warnOfTimeless(context, question);
    if (context.has("report"))
        return writeReport(context, question);
    const QStringList by = context.texts("by");
    const auto gathered =
        context.run(*question.session, [&](db::Sql &sql) { return gather(sql, figures, by); });
    if (!gathered)
        return context.failed(gathered.error());
    const Summary &summary = gathered.value();
    context.say(Words::tr("%1, %2 in %3")
                    .arg(figures.source().title(), spanText(figures.span(), figures.zone()),
                        QString::fromUtf8(figures.zone().id())));
    if (const QString note = figures.source().note(); !note.isEmpty())
        context.say(note);
    context.say({});
    printTotals(context, summary, figures.source());
    QJsonArray parts;
    QStringList sql = summary.totals.sql;
    for (const usage::Groups &groups : summary.groups) {
        printGroups(context, groups);
        parts.append(toJson(groups));
        sql << groups.sql;
    }
    for (size_t i = 0; i < summary.series.size(); ++i) {
        printSeries(context, summary.series[i], summary.seriesBy[qsizetype(i)], figures.zone());
        parts.append(toJson(summary.series[i], summary.seriesBy[qsizetype(i)]));
        sql << summary.series[i].sql;
    }
    context.say({});
    if (context.has("sql"))
        context.say(sql.join(u";\n"_s) + u';');
    context.say(summary.holds()
            ? Words::tr("Checked: every sum is %1.").arg(usage::countText(summary.whole))
            : Words::tr("The sums differ from the %1 rows that were counted.")
                  .arg(usage::countText(summary.whole)));
    QJsonObject json{{u"source"_s, figures.source().title()},
        {u"table"_s, figures.source().table()}, {u"zone"_s, QString::fromUtf8(figures.zone().id())},
        {u"from"_s, usage::instantText(figures.span().from)},
        {u"to"_s, usage::instantText(figures.span().to)}, {u"totals"_s, toJson(summary.totals)},
        {u"previous"_s, toJson(summary.previous)},
        {u"previousFrom"_s, usage::instantText(summary.before.from)}, {u"parts"_s, parts},
        {u"counted"_s, summary.whole}, {u"checked"_s, summary.holds()},
        {u"filter"_s, usage::toJson(figures.filter())}};
    if (context.has("sql"))
        json.insert(u"sql"_s, QJsonArray::fromStringList(sql));
    return context.done(json, summary.holds() ? Exit::Done : Exit::Differences);
}

} // namespace gatehouse::commands
