// The rows a filter shows, as a file (U7): CSV and JSON lines at COPY speed, XLSX.
#pragma once

#include "base/progress.h"
#include "usage/figures.h"

#include <functional>

namespace gatehouse::usage {

enum class ExportFormat { Csv, JsonLines, Xlsx };

struct ExportOptions
{
    ExportFormat format = ExportFormat::Csv;
    QStringList columns{};    // ids of the relation, in order; empty: the id and what is shown
    bool formulaSafe = false; // CSV: a text that a spreadsheet would run gets a leading '
    bool overwrite = false;
    QString connection{}; // for the manifest: "ollama_api @ db1:5432"
};

struct Exported
{
    qint64 rows = 0;    // written
    qint64 counted = 0; // by a statement of its own, in the same snapshot
    qint64 bytes = 0;
    qint64 redactedRows = 0; // rows in which something looked like a secret, and is hidden
    qint64 cutCells = 0;     // XLSX: longer than a cell may be
    QByteArray sha256;
    QString path, manifestPath;
    QStringList sql; // redacted
    bool isWhole() const { return rows == counted; }
};

constexpr qint64 kMostXlsxRows = 1'048'575; // below the head

// In the session's thread, in one snapshot: counts, then writes PATH.part-XXXX, then names it and
// writes PATH.manifest.json beside it (filter, zone, counts, SHA-256). Exactly the rows of
// figures.rows(), newest first, times in the reporting zone, durations in ms. Keys are masked, and
// so is whatever else looks like a secret. Cancelled by the closure's token within half a second;
// then, as after any error, no file is left. Refused: more rows than XLSX holds, a taken name.
Result<Exported> exportToFile(db::Sql &sql, const Figures &figures, const QString &path,
    const ExportOptions &options, const ReportProgress &report = {});

// The same without a file: CSV or JSON lines, in pieces of whole rows. An Error of `sink` stops.
using ExportSink = std::function<Result<>(QByteArrayView)>;
Result<Exported> exportTo(db::Sql &sql, const Figures &figures, const ExportSink &sink,
    const ExportOptions &options, const ReportProgress &report = {});

QString suffixOf(ExportFormat format); // "csv", "jsonl", "xlsx"

} // namespace gatehouse::usage
