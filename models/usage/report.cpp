#include "usage/report.h"

#include "base/clock.h"
#include "base/safetext.h"
#include "usage/chartsvg.h"
#include "usage/figurereader.h"
#include "usage/missing.h"
#include "usage/texts.h"

#include <QCoreApplication>
#include <QLocale>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Report)
};

constexpr int kReportGroups = 20;
constexpr int kReportPoints = 120;

const QStringList kReported{u"key"_s, u"model"_s, u"duration"_s, u"status"_s, u"tokens"_s};

QString titleOf(const QString &role)
{
    return role == "key"_L1     ? Words::tr("API key")
        : role == "model"_L1    ? Words::tr("model")
        : role == "duration"_L1 ? Words::tr("duration")
        : role == "status"_L1   ? Words::tr("status and errors")
                                : Words::tr("tokens");
}

QString escaped(const QString &text) { return safeText(text).toHtmlEscaped(); }

Result<> gatherParts(db::Sql &sql, const Figures &figures, Report &report)
{
    const Source &source = figures.source();
    auto totals = figures.totals(sql);
    if (!totals)
        return totals.error();
    report.totals = std::move(totals).value();
    const auto before = figures.previous();
    if (!before)
        return before.error();
    report.previousSpan = before.value().span();
    auto previous = before.value().totals(sql);
    if (!previous)
        return previous.error();
    report.previous = std::move(previous).value();
    const QString split = source.records(u"model"_s) ? u"model"_s
        : source.records(u"endpoint"_s)              ? u"endpoint"_s
                                                     : QString();
    auto requests = figures.series(sql, Measure::Requests, split, kReportPoints, 5);
    if (!requests)
        return requests.error();
    report.requests = std::move(requests).value();
    if (source.records(u"duration"_s)) {
        auto latency = figures.series(sql, Measure::Latency, {}, kReportPoints);
        if (!latency)
            return latency.error();
        report.latency = std::move(latency).value();
    }
    for (const QString &by : {u"key"_s, u"actor"_s, u"model"_s, u"endpoint"_s}) {
        if (!source.records(by) || !source.field(by)->canGroup)
            continue;
        auto groups = figures.groups(sql, by, kReportGroups);
        if (!groups)
            return groups.error();
        report.groups.push_back(std::move(groups).value());
    }
    auto heat = figures.heatMap(sql);
    if (!heat)
        return heat.error();
    report.heat = std::move(heat).value();
    report.check = {report.requests.sum, report.totals.requests, report.requests.sql};
    return Done{};
}

QString cell(const QString &text, bool number = false)
{
    return (number ? u"<td align='right'>"_s : u"<td>"_s) + escaped(text) + u"</td>"_s;
}

QString fact(const QString &name, const QString &value, const QString &change)
{
    return u"<tr><th align='left'>"_s + escaped(name) + u"</th>"_s + cell(value, true)
        + cell(change, true) + u"</tr>"_s;
}

QString change(const std::optional<double> &now, const std::optional<double> &before)
{
    return now && before ? changeText(*now, *before) : QString();
}

QString totalsTable(const Report &report)
{
    const Totals &now = report.totals, &before = report.previous;
    QString rows = u"<tr><th></th><th></th><th align='right'>"_s
        + escaped(Words::tr("against the period before")) + u"</th></tr>"_s;
    rows += fact(Words::tr("Requests"), countText(now.requests),
        changeText(double(now.requests), double(before.requests)));
    rows += fact(Words::tr("Failed"),
        now.failed ? Words::tr("%1 (%2)").arg(countText(*now.failed), rateText(now.errorRate()))
                   : report.missing.value(u"status"_s, notRecorded()),
        now.failed && before.failed ? changeText(double(*now.failed), double(*before.failed))
                                    : QString());
    const auto duration = [&](const QString &name, auto part) {
        rows += fact(name,
            report.latency ? msText(now.latency.*part)
                           : report.missing.value(u"duration"_s, notRecorded()),
            change(now.latency.*part, before.latency.*part));
    };
    duration(Words::tr("Median duration (p50)"), &Percentiles::p50);
    duration(Words::tr("95th percentile (p95)"), &Percentiles::p95);
    duration(Words::tr("99th percentile (p99)"), &Percentiles::p99);
    if (now.tokens)
        rows += fact(Words::tr("Tokens"), countText(*now.tokens),
            before.tokens ? changeText(double(*now.tokens), double(*before.tokens)) : QString());
    return u"<table>"_s + rows + u"</table>"_s;
}

QString groupsTitle(const QString &field)
{
    if (field == "key"_L1)
        return Words::tr("By key");
    if (field == "actor"_L1)
        return Words::tr("By user");
    return field == "model"_L1 ? Words::tr("By model") : Words::tr("By endpoint");
}

QString groupsTable(const Groups &groups, bool durations, bool failures)
{
    const auto head = [](const QString &text) {
        return u"<th align='right'>"_s + escaped(text) + u"</th>"_s;
    };
    QString rows = u"<tr><th></th>"_s + head(Words::tr("Requests")) + head(Words::tr("Share"));
    if (failures)
        rows += head(Words::tr("Failed"));
    if (durations)
        rows += head(u"p50"_s) + head(u"p95"_s) + head(u"p99"_s);
    rows += u"</tr>"_s;
    const auto share = [&groups](qint64 part) {
        return rateText(groups.sum ? std::optional(double(part) / double(groups.sum))
                                   : std::optional<double>());
    };
    for (const Group &group : groups.groups) {
        rows += u"<tr>"_s + cell(groupText(group.name)) + cell(countText(group.requests), true)
            + cell(share(group.requests), true);
        if (failures)
            rows += cell(rateText(group.errorRate()), true);
        if (durations)
            rows += cell(msText(group.latency.p50), true) + cell(msText(group.latency.p95), true)
                + cell(msText(group.latency.p99), true);
        rows += u"</tr>"_s;
    }
    if (groups.others > 0)
        rows += u"<tr>"_s + cell(Words::tr("%n other(s)", nullptr, int(groups.others)))
            + cell(countText(groups.othersRequests), true)
            + cell(share(groups.othersRequests), true) + u"</tr>"_s;
    return u"<h2>"_s + escaped(groupsTitle(groups.field)) + u"</h2><table>"_s + rows
        + u"</table>"_s;
}

QString about(const Report &report)
{
    QStringList lines{
        Words::tr("%1, times in %2")
            .arg(spanText(report.span, QTimeZone(report.zone.toUtf8())), report.zone)};
    lines << Words::tr("%1 of %2").arg(report.source, report.connection);
    for (const QString &filter : report.filters)
        lines << filter;
    QString text;
    for (const QString &line : lines)
        text += u"<p class='about'>"_s + escaped(line) + u"</p>"_s;
    return text;
}

QString remarks(const Report &report)
{
    QStringList lines;
    if (!report.note.isEmpty())
        lines << report.note;
    QMap<QString, QStringList> left; // by reason
    for (const QString &role : kReported)
        if (report.missing.contains(role))
            left[report.missing.value(role)] << titleOf(role);
    for (const auto &[why, titles] : left.asKeyValueRange())
        lines << Words::tr("Left out: %1 (%2).").arg(titles.join(u", "_s), why);
    if (report.latency && !report.latency->exact)
        lines << Words::tr("Percentiles are approximate, within 2 %.");
    lines << (report.check.holds()
            ? Words::tr("Checked: the parts of the chart add up to all %1 requests.")
                  .arg(countText(report.check.whole))
            : Words::tr("The parts of the chart add up to %1, but there are %2 requests.")
                  .arg(countText(report.check.parts), countText(report.check.whole)));
    lines << Words::tr("Made by Gatehouse %1 on %2.")
                 .arg(QStringLiteral(GATEHOUSE_VERSION),
                     report.made.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s));
    QString text;
    for (const QString &line : lines)
        text += u"<p class='about'>"_s + escaped(line) + u"</p>"_s;
    return text;
}

const char *const kStyle = R"(
body { font-family: sans-serif; color: #1B1F27; max-width: 960px; margin: 24px auto; font-size: 10pt; }
h1 { font-size: 18pt; margin-bottom: 4px; } h2 { font-size: 12pt; margin-top: 22px; }
p.about { color: #5A6372; margin: 2px 0; }
table { border-collapse: collapse; margin-top: 6px; } td, th { padding: 3px 12px 3px 0; border-bottom: 1px solid #DADDE3; }
@media print { body { margin: 0; } h2, svg, table { break-inside: avoid; } }
)";

} // namespace

Result<Report> gatherReport(db::Sql &sql, const Figures &figures, const QString &title,
    const QString &connection, const ReportProgress &progress)
{
    if (progress)
        progress({0, std::nullopt, Words::tr("Gathering figures"), {}});
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    const Source &source = figures.source();
    Report report;
    report.title = title;
    report.connection = connection;
    report.source = Words::tr("%1 (%2)").arg(source.title(), source.table());
    report.note = source.note();
    report.zone = QString::fromUtf8(figures.zone().id());
    for (const Chip &chip : figures.filter().chips)
        report.filters << chipText(chip);
    if (!figures.filter().text.isEmpty())
        report.filters << Words::tr("with \"%1\" in it").arg(figures.filter().text);
    report.span = figures.span();
    for (const QString &role : kReported)
        if (!source.records(role))
            report.missing.insert(role, whyMissing(source, role));
    report.made = Clock::system().now();
    report.isDaily = source.isDaily();
    if (auto parts = gatherParts(sql, figures, report); !parts)
        return parts.error();
    if (auto end = std::move(transaction).value().commit(); !end)
        return end.error();
    return report;
}

std::vector<QByteArray> reportCharts(const Report &report)
{
    const QTimeZone zone(report.zone.toUtf8());
    std::vector<QByteArray> charts{areasSvg(report.requests, zone)};
    if (report.latency)
        charts.push_back(linesSvg(*report.latency, zone));
    if (!report.isDaily)
        charts.push_back(heatSvg(report.heat));
    return charts;
}

QByteArray reportHtml(const Report &report, Charts charts)
{
    const std::vector<QByteArray> pictures = reportCharts(report);
    const auto picture = [&](size_t i) {
        return charts == Charts::Inline ? QString::fromUtf8(pictures[i])
                                        : u"<p><img src='chart-%1' width='680'/></p>"_s.arg(i + 1);
    };
    QStringList titles{Words::tr("Requests over time")};
    if (report.latency)
        titles << Words::tr("Duration over time");
    if (!report.isDaily)
        titles << Words::tr("By hour and weekday");
    QString body =
        u"<h1>"_s + escaped(report.title) + u"</h1>"_s + about(report) + totalsTable(report);
    for (size_t i = 0; i < pictures.size(); ++i)
        body += u"<h2>"_s + escaped(titles[qsizetype(i)]) + u"</h2>"_s + picture(i);
    for (const Groups &groups : report.groups)
        body += groupsTable(groups, report.latency.has_value(), report.totals.failed.has_value());
    body += u"<h2>"_s + escaped(Words::tr("About these figures")) + u"</h2>"_s + remarks(report);
    return (u"<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>"_s + escaped(report.title)
        + u"</title><style>"_s + QLatin1StringView(kStyle) + u"</style></head><body>"_s + body
        + u"</body></html>\n"_s)
        .toUtf8();
}

} // namespace gatehouse::usage
