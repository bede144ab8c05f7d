#include "migration/sources/parts.h"
#include "migration/sources/sqliteschema.h"
#include "migration/words.h"

#include "base/redact.h"
#include "base/sha256.h"

#include <QDataStream>
#include <QFileInfo>
#include <QIODevice>

#include <sqlite3.h>

#include <algorithm>

namespace gatehouse::migration {
namespace {

// What cannot change without somebody having written.
struct Footprint
{
    qint64 size = 0, modified = 0, logSize = 0;
    bool operator==(const Footprint &) const = default;

    static Footprint of(const QString &path)
    {
        const QFileInfo info(path), log(path + "-wal"_L1);
        return {info.size(), info.lastModified().toMSecsSinceEpoch(), log.size()};
    }
};

struct Shared
{
    QString path;
    OpenedSqlite opened;
    Footprint before;
};

Cell cellOf(sqlite3_stmt *row, int column)
{
    Cell cell;
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
        cell.kind = Cell::Kind::Integer;
        cell.integer = sqlite3_column_int64(row, column);
        break;
    case SQLITE_FLOAT:
        cell.kind = Cell::Kind::Real;
        cell.real = sqlite3_column_double(row, column);
        break;
    case SQLITE_TEXT: {
        cell.kind = Cell::Kind::Text;
        const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(row, column));
        cell.bytes = {text, size_t(sqlite3_column_bytes(row, column))};
        break;
    }
    case SQLITE_BLOB: {
        cell.kind = Cell::Kind::Bytes;
        const auto *bytes = static_cast<const char *>(sqlite3_column_blob(row, column));
        cell.bytes = {bytes, size_t(sqlite3_column_bytes(row, column))};
        break;
    }
    default:
        break;
    }
    return cell;
}

QByteArray keyPosition(const std::vector<Cell> &cells, size_t from)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    for (size_t i = from; i < cells.size(); ++i)
        out << quint8(cells[i].kind) << cells[i].integer << cells[i].real
            << QByteArray(cells[i].bytes.data(), qsizetype(cells[i].bytes.size()));
    return bytes;
}

bool bindKey(sqlite3_stmt *statement, const Position &after, int count)
{
    QDataStream in(after);
    for (int i = 1; i <= count; ++i) {
        quint8 kind = 0;
        qint64 integer = 0;
        double real = 0;
        QByteArray bytes;
        in >> kind >> integer >> real >> bytes;
        if (in.status() != QDataStream::Ok)
            return false;
        switch (Cell::Kind(kind)) {
        case Cell::Kind::Integer:
            sqlite3_bind_int64(statement, i, integer);
            break;
        case Cell::Kind::Real:
            sqlite3_bind_double(statement, i, real);
            break;
        case Cell::Kind::Text:
            sqlite3_bind_text(statement, i, bytes.constData(), int(bytes.size()), SQLITE_TRANSIENT);
            break;
        case Cell::Kind::Bytes:
            sqlite3_bind_blob(statement, i, bytes.constData(), int(bytes.size()), SQLITE_TRANSIENT);
            break;
        default:
            return false;
        }
    }
    return in.atEnd();
}

class SqliteRows : public Rows
{
public:
    SqliteRows(std::shared_ptr<const Shared> shared, SqliteStatement statement, size_t columns,
        bool byRowid)
        : m_shared(std::move(shared)),
          m_statement(std::move(statement)),
          m_columns(columns),
          m_byRowid(byRowid),
          m_cells(size_t(sqlite3_column_count(m_statement.get())))
    {
    }

    Result<bool> next() override
    {
        sqlite3_stmt *row = m_statement.get();
        if (const int code = sqlite3_step(row); code != SQLITE_ROW)
            return ended(code);
        for (size_t i = 0; i < m_cells.size(); ++i) {
            m_cells[i] = cellOf(row, int(i));
            m_bytes += qint64(m_cells[i].bytes.size());
        }
        ++m_count;
        return true;
    }

    std::span<const Cell> cells() const override { return {m_cells.data(), m_columns}; }
    Position position() const override
    {
        return m_byRowid ? QByteArray::number(m_cells.back().integer)
                         : keyPosition(m_cells, m_columns);
    }
    QString where() const override
    {
        if (m_byRowid)
            return u"rowid %1"_s.arg(m_cells.back().integer);
        QStringList key;
        for (size_t i = m_columns; i < m_cells.size(); ++i)
            key << (m_cells[i].kind == Cell::Kind::Integer
                    ? QString::number(m_cells[i].integer)
                    : QString::fromUtf8(m_cells[i].bytes.data(),
                        qsizetype(std::min<size_t>(m_cells[i].bytes.size(), 60))));
        return redact(u"key "_s + key.join(u", "_s));
    }
    qint64 bytesRead() const override { return m_bytes; }

private:
    Result<bool> ended(int code) const
    {
        if (code != SQLITE_DONE)
            return sqliteError(m_shared->opened.db.get(), m_shared->path, code);
        if (m_shared->opened.hold == SqliteHold::Private
            && Footprint::of(m_shared->path) != m_shared->before)
            return ioError(Words::tr("%1 changed while it was read. Stop what writes to it, and "
                                     "read again.")
                               .arg(m_shared->path));
        return false;
    }

    std::shared_ptr<const Shared> m_shared;
    SqliteStatement m_statement;
    size_t m_columns;
    bool m_byRowid;
    std::vector<Cell> m_cells; // those asked for, then what the position needs
    qint64 m_bytes = 0, m_count = 0;
};

class SqliteSource : public Source
{
public:
    SqliteSource(std::shared_ptr<const Shared> shared, SqliteSchema schema)
        : m_shared(std::move(shared)), m_schema(std::move(schema))
    {
        for (const SqliteTable &table : m_schema.tables)
            m_tables.push_back(table.shown);
    }

    const std::vector<SourceTable> &tables() const override { return m_tables; }

    Result<std::unique_ptr<Rows>> read(
        const QString &name, const QStringList &columns, const Position &after) override
    {
        const auto found = tableByName(m_tables, name);
        if (!found)
            return found.error();
        const SqliteTable &table = m_schema.tables[size_t(found.value() - m_tables.data())];
        if (auto places = columnPlaces(table.shown, columns); !places)
            return places.error();
        const bool byRowid = !table.rowid.isEmpty();
        auto statement = prepareSqlite(m_shared->opened.db.get(), m_shared->path,
            statementFor(table, columns, !after.isNull()));
        if (!statement)
            return statement.error();
        if (!after.isNull()) {
            bool fits = true;
            if (byRowid)
                sqlite3_bind_int64(statement.value().get(), 1, after.toLongLong(&fits));
            else
                fits = bindKey(statement.value().get(), after, int(table.order.size()));
            if (!fits)
                return badPosition(name);
        }
        return std::unique_ptr<Rows>(std::make_unique<SqliteRows>(
            m_shared, std::move(statement).value(), size_t(columns.size()), byRowid));
    }

    Result<SourceState> state() override
    {
        auto facts = fileFacts(m_shared->path);
        if (!facts)
            return facts.error();
        SourceState state{std::move(facts).value()};
        const auto head = readPiece(m_shared->path, 24, 4); // the counter of changes
        if (!head)
            return head.error();
        state.facts.insert(u"changes"_s, QString::fromLatin1(head.value().toHex()));
        if (const QString log = m_shared->path + "-wal"_L1; QFileInfo(log).size() > 0) {
            auto ofLog = fileFacts(log);
            if (!ofLog)
                return ofLog.error();
            state.facts.insert(u"log"_s, std::move(ofLog).value());
        }
        return state;
    }

    QStringList notMoved() const override { return m_schema.notMoved + besides(m_shared->path); }

private:
    static QByteArray statementFor(
        const SqliteTable &table, const QStringList &columns, bool continued)
    {
        QByteArrayList wanted, order, marks;
        for (const QString &column : columns)
            wanted << sqliteName(column);
        if (!table.rowid.isEmpty())
            order << table.rowid;
        for (const QString &column : table.order)
            order << sqliteName(column);
        wanted += order;
        for (qsizetype i = 0; i < order.size(); ++i)
            marks << "?";
        return "SELECT " + wanted.join(", ") + " FROM " + sqliteName(table.shown.name)
            + (continued ? " WHERE (" + order.join(", ") + ") > (" + marks.join(", ") + ')'
                         : QByteArray())
            + " ORDER BY " + order.join(", ");
    }

    std::shared_ptr<const Shared> m_shared;
    SqliteSchema m_schema;
    std::vector<SourceTable> m_tables;
};

// Called like a database and whole pages of nothing that can be read: to be told that it is encrypted.
int fits(const QString &uri, QByteArrayView head)
{
    if (head.startsWith(QByteArrayView("SQLite format 3\0", 16)))
        return 100;
    const QFileInfo file(sourcePath(uri));
    const QString ending = file.suffix().toLower();
    const bool named = ending == "db"_L1 || ending == "db3"_L1 || ending.startsWith("sqlite"_L1);
    return named && !file.isDir() && file.size() > 0 && file.size() % 512 == 0 && head.contains('\0')
        ? 25
        : 0;
}

Result<std::unique_ptr<Source>> open(const OpenRequest &request)
{
    auto shared = std::make_shared<Shared>();
    shared->path = QFileInfo(sourcePath(request.uri)).absoluteFilePath();
    shared->before = Footprint::of(shared->path);
    auto opened = openSqlite(shared->path, request.token);
    if (!opened)
        return opened.error();
    shared->opened = std::move(opened).value();
    auto schema = readSqliteSchema(shared->opened.db.get(), shared->path, shared->before.size);
    if (!schema)
        return schema.error();
    return std::unique_ptr<Source>(
        std::make_unique<SqliteSource>(std::move(shared), std::move(schema).value()));
}

} // namespace

SourceKind sqliteKind()
{
    return {"sqlite", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "SQLite database"), {}, fits,
        open};
}

} // namespace gatehouse::migration
