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
        m_text =
            u"SELECT "_s + cells.join(u", "_s) + u' ' + from + u" ORDER BY "_s + order.join(u", "_s);
    }

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
    Line read(const db::Row &row) const
    {
        Line line;
        QMap<QString, QString> byColumn;
        for (size_t i = 0; i < m_columns.size(); ++i) {
            if (row.isNull(int(i))) {
                line.cells.emplace_back();
                continue;
            }
            const QString whole = row.text(int(i));
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
    return QJsonDocument(QJsonObject{{u"kind"_s, u"gatehouse.audit.export"_s}, {u"version"_s, 1},
                             {u"table"_s, source.table()}, {u"connection"_s, options.connection},
                             {u"written"_s, now.toUTC().toString(Qt::ISODateWithMs)},
                             {u"filter"_s, filterJson}, {u"zone"_s, source.zone()},
                             {u"sql"_s, db::withLiterals(rows.text(), rows.params())},
                             {u"columns"_s, QJsonArray::fromStringList(rows.heads())},
                             {u"rows"_s, done.rows}, {u"counted"_s, done.counted},
                             {u"rowsWithHiddenSecrets"_s, done.redactedRows},
                             {u"sha256"_s, QString::fromLatin1(done.sha256)}})
        .toJson();
}

} // namespace

Result<Exported> exportToFile(db::Sql &sql, const Source &source, const Filter &filter,
    const QDateTime &now, const QString &path, const ExportOptions &options,
    const ReportProgress &report)
{
    auto query = source.rows(filter, now);
    if (!query)
        return query.error();
    auto file = PartFile::create(
        path, options.overwrite ? PartFile::Existing::Replace : PartFile::Existing::Keep);
    if (!file)
        return file.error();
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    sql.setStatementTimeout(0); // ends by its cancel
    Exported done;
    auto counted = browse::countExact(sql, query.value(), 0);
    if (!counted)
        return counted.error();
    done.counted = counted.value().value;
    const Rows rows(source, query.value());
    const QStringList heads = rows.heads();
    Sha256 sum;
    Result<> written = Done{};
    const auto put = [&](const QByteArray &bytes) {
        sum.add(bytes);
        written = file.value()->write(bytes);
        return bool(written);
    };
    if (options.format == ExportFormat::Csv)
        put(csvLine({heads.begin(), heads.end()}));
    auto read = sql.stream(db::Statement(rows.text()), rows.params(), [&](const db::Row &row) {
        const Rows::Line line = rows.read(row);
        done.redactedRows += line.redacted;
        if (++done.rows % kReportEvery == 0 && report)
            report({done.rows, done.counted, Words::tr("Writing rows"), {}});
        return put(options.format == ExportFormat::Csv ? csvLine(line.cells)
                                                       : jsonLine(heads, line.cells));
    });
    if (!read)
        return read.error();
    if (!written)
        return written.error();
    done.sha256 = sum.hex();
    done.path = path;
    done.manifestPath = path + ".manifest.json"_L1;
    if (auto finished = file.value()->finish(); !finished)
        return finished.error();
    const auto manifest = writeSecureFile(
        done.manifestPath, manifestOf(source, filter, now, rows, options, done));
    if (!manifest) {
        QFile::remove(path);
        return manifest.error();
    }
    return done;
}

} // namespace gatehouse::audit
