#include "usage/export.h"

#include "base/partfile.h"
#include "base/redact.h"
#include "base/secretscan.h"
#include "base/sha256.h"
#include "browse/counts.h"
#include "db/transaction.h"
#include "usage/exportmanifest.h"
#include "usage/exportplan.h"
#include "usage/exportredact.h"
#include "usage/figurereader.h"
#include "usage/xlsx.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>

#include <algorithm>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Export)
};

constexpr int kRowsBetweenLooks = 512;
constexpr int kReportMs = 100;

// Says how far it is, at most ten times a second.
class Meter
{
public:
    Meter(const ReportProgress &report, qint64 total) : m_report(report), m_total(total)
    {
        m_clock.start();
    }
    bool isTime() // to look at disk and clock
    {
        return ++m_rows % kRowsBetweenLooks == 0 && m_clock.elapsed() - m_last >= kReportMs;
    }
    void say()
    {
        m_last = m_clock.elapsed();
        if (m_report)
            m_report({m_rows, m_total, Words::tr("Writing rows"), {}});
    }

private:
    const ReportProgress &m_report;
    qint64 m_total, m_rows = 0, m_last = 0;
    QElapsedTimer m_clock;
};

// The counted transaction around every format.
template <typename F>
Result<Exported> inSnapshot(db::Sql &sql, const Figures &figures, const ExportOptions &options,
    const ReportProgress &report, F write)
{
    sql.setStatementTimeout(0); // ends by its cancel
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    const ExportPlan plan = planExport(figures, options);
    const Statement settings = plan.settings(figures.zone());
    if (auto set = sql.execute(settings.text, settings.params); !set)
        return set.error();
    if (report)
        report({0, std::nullopt, Words::tr("Counting rows"), {}});
    auto counted = browse::countExact(sql, figures.rows(), 0);
    if (!counted)
        return counted.error();
    Exported exported;
    exported.counted = counted.value().value;
    exported.sql = {shown(settings), plan.shownCopy(options.format)};
    if (auto written = write(plan, exported); !written)
        return written.error();
    if (auto end = std::move(transaction).value().commit(); !end)
        return end.error();
    if (sql.token().isCancelled())
        return cancelled();
    return exported;
}

// JSON of the type json keeps its own line breaks; outside of strings they mean nothing.
QByteArray onOneLine(QByteArrayView row)
{
    QByteArray line = row.toByteArray();
    if (line.startsWith('\x01')) // quoted, since it holds a line break
        line = line.mid(1, line.size() - 3) + '\n';
    for (qsizetype i = 0; i + 1 < line.size(); ++i)
        if (line[i] == '\n' || line[i] == '\r')
            line[i] = ' ';
    return line;
}

Result<> copyRows(db::Sql &sql, const ExportPlan &plan, ExportFormat format, const ExportSink &sink,
    Meter &meter, Exported &exported)
{
    std::optional<Error> trouble;
    bool isHead = format == ExportFormat::Csv;
    QByteArray changed;
    auto rows = sql.copyOut(plan.copy(format), [&](QByteArrayView row) {
        if (format == ExportFormat::JsonLines) {
            changed = onOneLine(row);
            row = changed;
        }
        if (mayHoldSecret(row)) {
            const QByteArray hidden =
                format == ExportFormat::Csv ? redactCsvRow(row) : redactJsonLine(row);
            exported.redactedRows += hidden != row ? 1 : 0;
            changed = hidden;
            row = changed;
        }
        if (auto written = sink(row); !written) {
            trouble = written.error();
            return false;
        }
        exported.bytes += row.size();
        exported.rows += std::exchange(isHead, false) ? 0 : 1;
        if (meter.isTime())
            meter.say();
        return true;
    });
    if (trouble)
        return *trouble;
    if (!rows)
        return rows.error();
    // The server's own count of what it sent.
    if (rows.value() != exported.rows)
        return ioError(
            Words::tr("The server sent %1 rows, but %2 arrived; the export was not kept.")
                .arg(rows.value())
                .arg(exported.rows));
    return Done{};
}

Result<> streamToSheet(
    db::Sql &sql, const ExportPlan &plan, XlsxWriter &writer, Meter &meter, Exported &exported)
{
    std::optional<Error> trouble;
    auto rows = sql.stream(plan.select.text, plan.select.params, [&](const db::Row &row) {
        bool hid = false;
        for (int column = 0; column < row.columns(); ++column) {
            if (row.isNull(column))
                continue;
            QByteArrayView text = row.raw(column);
            QByteArray hidden;
            if (mayHoldSecret(text)) {
                hidden = redact(QString::fromUtf8(text)).toUtf8();
                hid = hid || hidden != text;
                text = hidden;
            }
            writer.cell(column, text);
        }
        writer.nextRow();
        exported.redactedRows += hid ? 1 : 0;
        ++exported.rows;
        if (!meter.isTime())
            return true;
        meter.say();
        if (auto space = writer.checkDisk(); !space)
            trouble = space.error();
        return !trouble;
    });
    if (trouble)
        return *trouble;
    if (!rows)
        return rows.error();
    exported.cutCells = writer.cutCells();
    return Done{};
}

XlsxWriter::Kind sheetKind(ExportColumn::Kind kind)
{
    switch (kind) {
    case ExportColumn::Kind::Number:
        return XlsxWriter::Kind::Number;
    case ExportColumn::Kind::Time:
        return XlsxWriter::Kind::Time;
    case ExportColumn::Kind::Bool:
        return XlsxWriter::Kind::Bool;
    case ExportColumn::Kind::Text:
    case ExportColumn::Kind::Json:
        break;
    }
    return XlsxWriter::Kind::Text;
}

Result<> writeSheet(db::Sql &sql, const Figures &figures, const ExportPlan &plan, PartFile &file,
    Meter &meter, Exported &exported)
{
    if (exported.counted > kMostXlsxRows)
        return refused(
            Words::tr("%L1 rows match, and a spreadsheet holds at most %L2. Narrow the filter, or "
                      "choose CSV, which has no limit.")
                .arg(exported.counted)
                .arg(kMostXlsxRows));
    std::vector<XlsxWriter::Head> heads;
    for (const ExportColumn &column : plan.columns)
        heads.push_back({column.header, sheetKind(column.kind)});
    auto writer = XlsxWriter::open(file.partPath(), figures.source().domain().table, heads);
    if (!writer)
        return writer.error();
    if (auto streamed = streamToSheet(sql, plan, *writer.value(), meter, exported); !streamed)
        return streamed.error();
    if (auto closed = writer.value()->close(); !closed)
        return closed.error();
    return Done{};
}

// What stands in the file, read back: its size and its hash.
Result<> hashFile(const QString &path, Exported &exported)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return ioError(Words::tr("%1 cannot be read back.").arg(path), file.errorString());
    Sha256 hash;
    exported.bytes = file.size();
    while (!file.atEnd())
        hash.add(file.read(1024 * 1024));
    exported.sha256 = hash.hex();
    return Done{};
}

} // namespace

QString suffixOf(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Csv:
        return u"csv"_s;
    case ExportFormat::JsonLines:
        return u"jsonl"_s;
    case ExportFormat::Xlsx:
        return u"xlsx"_s;
    }
    return {};
}

Result<Exported> exportTo(db::Sql &sql, const Figures &figures, const ExportSink &sink,
    const ExportOptions &options, const ReportProgress &report)
{
    if (options.format == ExportFormat::Xlsx)
        return refused(Words::tr("A spreadsheet cannot be written in pieces; name a file."));
    return inSnapshot(
        sql, figures, options, report, [&](const ExportPlan &plan, Exported &exported) {
            Meter meter(report, exported.counted);
            return copyRows(sql, plan, options.format, sink, meter, exported);
        });
}

Result<Exported> exportToFile(db::Sql &sql, const Figures &figures, const QString &path,
    const ExportOptions &options, const ReportProgress &report)
{
    const auto existing =
        options.overwrite ? PartFile::Existing::Replace : PartFile::Existing::Keep;
    auto file = PartFile::create(path, existing);
    if (!file)
        return file.error();
    PartFile &part = *file.value();
    auto exported = inSnapshot(
        sql, figures, options, report, [&](const ExportPlan &plan, Exported &result) -> Result<> {
            Meter meter(report, result.counted);
            if (options.format == ExportFormat::Xlsx) {
                if (auto sheet = writeSheet(sql, figures, plan, part, meter, result); !sheet)
                    return sheet;
                return hashFile(part.partPath(), result);
            }
            Sha256 hash;
            const ExportSink sink = [&](QByteArrayView row) {
                hash.add(row);
                return part.write(row);
            };
            if (auto rows = copyRows(sql, plan, options.format, sink, meter, result); !rows)
                return rows;
            result.sha256 = hash.hex();
            return part.flush();
        });
    if (!exported)
        return exported.error();
    Exported result = std::move(exported).value();
    if (!result.isWhole())
        return ioError(Words::tr("%L1 rows were counted, but %L2 written; the export was not kept.")
                           .arg(result.counted)
                           .arg(result.rows));
    if (auto named = part.finish(); !named)
        return named.error();
    result.path = path;
    if (auto manifest = writeManifest(figures, options, result); !manifest)
        return manifest.error();
    result.manifestPath = manifestPath(path);
    return result;
}

} // namespace gatehouse::usage
