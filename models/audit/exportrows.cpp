#include "audit/exportrows.h"

#include "audit/entry.h"
#include "audit/words.h"
#include "base/partfile.h"
#include "base/redact.h"
#include "base/securefile.h"
#include "base/sha256.h"
#include "browse/counts.h"
#include "browse/output.h"
#include "db/transaction.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace gatehouse::audit {

namespace {

constexpr qint64 kReportEvery = 2048;

// Statement and reading of the rows of one export.
class Rows
{
public:
    Rows(const Source &source, const browse::Query &query) : m_source(source)
    {
        const browse::Relation &relation = *query.relation;
        QStringList cells, order;
        for (const browse::Column &column : relation.columns) {
            if (column.internal)
                continue;
            m_columns.push_back(&column);
            cells += u'(' + browse::printShown(relation, column, m_sql) + u")::text"_s;
        }
        const QString from = browse::printRows(query, m_sql);
        for (const browse::OrderItem &item : browse::completed(query.order, relation))
            order += browse::printSortKey(relation, *relation.column(item.column), m_sql)
                + (item.ascending ? u" ASC"_s : u" DESC"_s);
        m_text = u"SELECT "_s + cells.join(u", "_s) + u' ' + from + u" ORDER BY "_s
            + order.join(u", "_s);
    }

    const std::vector<const browse::Column *> &columns() const { return m_columns; }
    const QString &text() const { return m_text; }
    const db::Params &params() const { return m_sql.params(); }
    QStringList heads() const
    {
        QStringList heads;
        for (const browse::Column *column : m_columns)
            heads << column->id;
        return heads << u"sentence"_s;
    }

    struct Line
    {
        std::vector<std::optional<QString>> cells;
        bool redacted = false;
    };
    // `cell` gives the text of column i; none for NULL.
    Line read(const std::function<std::optional<QString>(size_t)> &cell) const
    {
        Line line;
        QMap<QString, QString> byColumn;
        for (size_t i = 0; i < m_columns.size(); ++i) {
            const auto given = cell(i);
            if (!given) {
                line.cells.emplace_back();
                continue;
            }
            const QString &whole = *given;
            QString shown = m_columns[i]->secret ? maskKey(whole) + u' ' + fingerprint(whole)
                : m_columns[i]->show == browse::Show::Json ? maskedJson(whole)
                                                           : redact(whole);
            line.redacted = line.redacted || (!m_columns[i]->secret && shown != whole);
            byColumn.insert(m_columns[i]->id, shown);
            line.cells.emplace_back(std::move(shown));
        }
        const Values values =
            m_source.values([&byColumn](const QString &id) -> std::optional<QString> {
                const auto found = byColumn.constFind(id);
                return found == byColumn.cend() ? std::nullopt : std::optional(*found);
            });
        line.cells.emplace_back(sentence(values));
        return line;
    }

private:
    const Source &m_source;
    std::vector<const browse::Column *> m_columns;
    db::Composer m_sql;
    QString m_text;
};

QByteArray csvCell(const QString &text)
{
    QString cell = text;
    if (!cell.isEmpty() && u"=+-@\t\r"_s.contains(cell[0]))
        cell.prepend(u'\'');
    return '"' + cell.replace(u'"', u"\"\""_s).toUtf8() + '"';
}

QByteArray csvLine(const std::vector<std::optional<QString>> &cells)
{
    QByteArray line;
    for (const auto &cell : cells)
        line += (line.isEmpty() ? "" : ",") + (cell ? csvCell(*cell) : QByteArray());
    return line + "\r\n";
}

QByteArray jsonLine(const QStringList &heads, const std::vector<std::optional<QString>> &cells)
{
    QJsonObject json;
    for (size_t i = 0; i < cells.size(); ++i)
        json.insert(heads[qsizetype(i)], cells[i] ? QJsonValue(*cells[i]) : QJsonValue());
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

QByteArray manifestOf(const Source &source, const Filter &filter, const QDateTime &now,
    const Rows &rows, const ExportOptions &options, const Exported &done)
{
    QJsonObject filterJson = toJson(filter);
    if (filter.range) {
        const TimeRange range = filter.range->resolve(now);
        filterJson.insert(u"from"_s, range.from.toUTC().toString(Qt::ISODateWithMs));
        filterJson.insert(u"to"_s, range.to.toUTC().toString(Qt::ISODateWithMs));
    }
    return QJsonDocument(
        QJsonObject{{u"kind"_s, u"gatehouse.audit.export"_s}, {u"version"_s, 1},
            {u"table"_s, source.table()}, {u"connection"_s, options.connection},
            {u"written"_s, now.toUTC().toString(Qt::ISODateWithMs)}, {u"filter"_s, filterJson},
            {u"zone"_s, source.zone()},
            {u"sql"_s,
                source.isFile() ? QJsonValue() : db::withLiterals(rows.text(), rows.params())},
            {u"columns"_s, QJsonArray::fromStringList(rows.heads())}, {u"rows"_s, done.rows},
            {u"counted"_s, done.counted}, {u"rowsWithHiddenSecrets"_s, done.redactedRows},
            {u"sha256"_s, QString::fromLatin1(done.sha256)}})
        .toJson();
}

} // namespace

namespace {

// One export: where the lines go, whichever way the rows come.
class Writer
{
public:
    Writer(const Rows &rows, PartFile &file, const ExportOptions &options,
        const ReportProgress &report, Exported &done)
        : m_rows(rows),
          m_file(file),
          m_options(options),
          m_report(report),
          m_done(done),
          m_heads(rows.heads())
    {
        if (options.format == ExportFormat::Csv)
            put(csvLine({m_heads.begin(), m_heads.end()}));
    }
    bool add(const std::function<std::optional<QString>(size_t)> &cell)
    {
        const Rows::Line line = m_rows.read(cell);
        m_done.redactedRows += line.redacted;
        if (++m_done.rows % kReportEvery == 0 && m_report)
            m_report({m_done.rows, m_done.counted, Words::tr("Writing rows"), {}});
        return put(m_options.format == ExportFormat::Csv ? csvLine(line.cells)
                                                         : jsonLine(m_heads, line.cells));
    }
    const Result<> &written() const { return m_written; }
    QByteArray sum() { return m_sum.hex(); }

private:
    bool put(const QByteArray &bytes)
    {
        m_sum.add(bytes);
        m_written = m_file.write(bytes);
        return bool(m_written);
    }
    const Rows &m_rows;
    PartFile &m_file;
    const ExportOptions &m_options;
    const ReportProgress &m_report;
    Exported &m_done;
    QStringList m_heads;
    Sha256 m_sum;
    Result<> m_written = Done{};
};

// Reads through `each`, which hands every row to its argument and answers with an error or nothing.
Result<Exported> writeAll(const Source &source, const Filter &filter, const QDateTime &now,
    const QString &path, const ExportOptions &options, const ReportProgress &report,
    const browse::Query &query, qint64 counted,
    const std::function<std::optional<Error>(const Rows &, Writer &)> &each)
{
    auto file = PartFile::create(
        path, options.overwrite ? PartFile::Existing::Replace : PartFile::Existing::Keep);
    if (!file)
        return file.error();
    Exported done;
    done.counted = counted;
    const Rows rows(source, query);
    Writer writer(rows, *file.value(), options, report, done);
    if (const auto error = each(rows, writer))
        return *error;
    if (!writer.written())
        return writer.written().error();
    done.sha256 = writer.sum();
    done.path = path;
    done.manifestPath = path + ".manifest.json"_L1;
    if (auto finished = file.value()->finish(); !finished)
        return finished.error();
    const auto manifest =
        writeSecureFile(done.manifestPath, manifestOf(source, filter, now, rows, options, done));
    if (!manifest) {
        QFile::remove(path);
        return manifest.error();
    }
    return done;
}

} // namespace

Result<Exported> exportToFile(db::Sql &sql, const Source &source, const Filter &filter,
    const QDateTime &now, const QString &path, const ExportOptions &options,
    const ReportProgress &report)
{
    auto query = source.rows(filter, now);
    if (!query)
        return query.error();
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    sql.setStatementTimeout(0); // ends by its cancel
    auto counted = browse::countExact(sql, query.value(), 0);
    if (!counted)
        return counted.error();
    return writeAll(source, filter, now, path, options, report, query.value(),
        counted.value().value, [&sql](const Rows &rows, Writer &writer) -> std::optional<Error> {
            auto read = sql.stream(
                db::Statement(rows.text()), rows.params(), [&writer](const db::Row &row) {
                    return writer.add([&row](size_t i) { return row.maybe<QString>(int(i)); });
                });
            return read ? std::nullopt : std::optional(read.error());
        });
}

Result<Exported> exportToFile(const FileTrail &trail, const Filter &filter, const QDateTime &now,
    const QString &path, const ExportOptions &options, const CancelToken &token,
    const ReportProgress &report)
{
    const Source &source = *trail.source();
    auto query = source.rows(filter, now);
    if (!query)
        return query.error();
    auto counted = trail.count(query.value(), token);
    if (!counted)
        return counted.error();
    return writeAll(source, filter, now, path, options, report, query.value(), counted.value(),
        [&](const Rows &rows, Writer &writer) -> std::optional<Error> {
            return trail.each(query.value(), rows.columns(), token,
                [&writer](const FileTrail::Cell &cell) { return writer.add(cell); });
        });
}

} // namespace gatehouse::audit
