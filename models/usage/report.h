// A usage report per key or period (U11): figures gathered in one snapshot, printed as HTML.
#pragma once

#include "base/progress.h"
#include "usage/figures.h"

namespace gatehouse::usage {

struct Report
{
    QString title;      // "Usage of research"
    QString connection; // "ollama_api @ db1:5432"
    QString source, note, zone;
    QStringList filters; // each chip in words
    Span span, previousSpan;
    Totals totals, previous;
    Series requests; // by model, or by endpoint
    std::optional<Series> latency;
    std::vector<Groups> groups; // by key, model, endpoint: what is recorded
    HeatMap heat;
    Check check;             // sum of the days against the whole
    QMap<QString, QString> missing; // by role: why it is left out, translated
    QDateTime made;
    bool isDaily = false;
};

// In the session's thread; one REPEATABLE READ transaction, so that all parts agree.
Result<Report> gatherReport(db::Sql &sql, const Figures &figures, const QString &title,
    const QString &connection, const ReportProgress &report = {});

enum class Charts {
    Inline, // SVG inside: one file for a browser
    Images  // <img src="chart-1">: for a document that gets them from reportCharts()
};
// Printable, without scripts and without links to anything outside. Everything from outside is
// escaped.
QByteArray reportHtml(const Report &report, Charts charts);
std::vector<QByteArray> reportCharts(const Report &report); // SVG

} // namespace gatehouse::usage
