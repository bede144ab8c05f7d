#include "migration/sources/sqliteschema.h"

#include "migration/words.h"

#include <sqlite3.h>

#include <algorithm>
#include <functional>

namespace gatehouse::migration {
namespace {

constexpr qint64 kCountedBelow = 32 * 1024 * 1024; // counting reads every page
constexpr int kSampled = 200;

QString textAt(sqlite3_stmt *row, int column)
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(row, column));
    return QString::fromUtf8(text, sqlite3_column_bytes(row, column));
}

Result<> each(sqlite3 *db, const QString &path, const QByteArray &sql,
    const std::function<void(sqlite3_stmt *)> &take)
{
    auto statement = prepareSqlite(db, path, sql);
    if (!statement)
        return statement.error();
    sqlite3_stmt *row = statement.value().get();
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(row)) == SQLITE_ROW)
        take(row);
    return code == SQLITE_DONE ? Result<>(Done{}) : Result<>(sqliteError(db, path, code));
}

struct Listed
{
    QString type, name, table, sql;
};

bool isVirtual(const Listed &one)
{
    return one.type == "table"_L1 && one.sql.startsWith("CREATE VIRTUAL"_L1, Qt::CaseInsensitive);
}

// The tables in which a full-text or spatial index keeps itself.
bool isShadow(const QString &name, const QStringList &virtualNames)
{
    static const QStringList kEnds{u"_data"_s, u"_idx"_s, u"_content"_s, u"_docsize"_s,
        u"_config"_s, u"_segments"_s, u"_segdir"_s, u"_stat"_s, u"_node"_s, u"_rowid"_s,
        u"_parent"_s};
    return std::any_of(virtualNames.begin(), virtualNames.end(), [&](const QString &owner) {
        return name.startsWith(owner, Qt::CaseInsensitive)
            && kEnds.contains(name.sliced(owner.size()), Qt::CaseInsensitive);
    });
}

Result<> readColumns(sqlite3 *db, const QString &path, SqliteTable &table)
{
    std::vector<std::pair<int, QString>> key;
    const QByteArray name = sqliteName(table.shown.name);
    auto read = each(db, path, "PRAGMA table_xinfo(" + name + ')', [&](sqlite3_stmt *row) {
        if (sqlite3_column_int(row, 6) == 1)
            return; // of a virtual table only
        table.shown.columns.push_back(
            {textAt(row, 1), textAt(row, 2), sqlite3_column_int(row, 3) != 0});
        if (const int place = sqlite3_column_int(row, 5))
            key.emplace_back(place, textAt(row, 1));
    });
    if (!read)
        return read.error();
    std::sort(key.begin(), key.end());
    for (const auto &[place, column] : key)
        table.shown.key << column;
    // Answers for a table WITHOUT ROWID alone, since an index cannot be called like a table.
    read = each(db, path, "PRAGMA index_info(" + name + ')',
        [&](sqlite3_stmt *row) { table.order << textAt(row, 2); });
    if (!read || !table.order.isEmpty())
        return read;
    for (const char *spelling : {"rowid", "_rowid_", "oid"}) {
        const bool taken = std::any_of(table.shown.columns.begin(), table.shown.columns.end(),
            [&](const SourceColumn &column) {
                return column.name.compare(QLatin1StringView(spelling), Qt::CaseInsensitive) == 0;
            });
        if (!taken) {
            table.rowid = spelling;
            break;
        }
    }
    if (table.rowid.isEmpty())
        return invalid(
            Words::tr("The rows of %1 in %2 cannot be told apart: its columns have taken "
                      "all names of the row number.")
                .arg(table.shown.name, path));
    return Done{};
}

Result<> readReferences(sqlite3 *db, const QString &path, SourceTable &table)
{
    int last = -1;
    return each(db, path, "PRAGMA foreign_key_list(" + sqliteName(table.name) + ')',
        [&](sqlite3_stmt *row) {
            if (const int id = sqlite3_column_int(row, 0); id != last) {
                table.references.push_back({{}, textAt(row, 2), {}});
                last = id;
            }
            table.references.back().columns << textAt(row, 3);
            if (sqlite3_column_type(row, 4) != SQLITE_NULL)
                table.references.back().otherColumns << textAt(row, 4);
        });
}

// A reference that names no columns means the other table's key.
void completeReferences(std::vector<SqliteTable> &tables)
{
    for (SqliteTable &table : tables)
        for (SourceReference &reference : table.shown.references)
            for (const SqliteTable &other : tables)
                if (other.shown.name.compare(reference.table, Qt::CaseInsensitive) == 0) {
                    reference.table = other.shown.name;
                    if (reference.otherColumns.isEmpty())
                        reference.otherColumns = other.shown.key;
                }
}

// What the first rows weigh, in the mean.
double sampledWeight(sqlite3 *db, const QString &path, const SqliteTable &table)
{
    QByteArrayList columns;
    for (const SourceColumn &column : table.shown.columns)
        columns << sqliteName(column.name);
    qint64 rows = 0, bytes = 0;
    (void)each(db, path,
        "SELECT " + columns.join(", ") + " FROM " + sqliteName(table.shown.name) + " ORDER BY "
            + table.rowid + " LIMIT " + QByteArray::number(kSampled),
        [&](sqlite3_stmt *row) {
            ++rows;
            for (int i = 0; i < columns.size(); ++i)
                bytes += sqlite3_column_bytes(row, i);
        });
    return rows == 0 ? 0 : double(bytes) / double(rows);
}

// Rows if counting is cheap; bytes from the range of rowids and the weight of the first rows.
void measure(sqlite3 *db, const QString &path, qint64 fileSize, SqliteTable &table)
{
    const QByteArray name = sqliteName(table.shown.name);
    table.shown.bytes = fileSize;
    if (fileSize <= kCountedBelow)
        (void)each(db, path, "SELECT count(*) FROM " + name,
            [&](sqlite3_stmt *row) { table.shown.rows = sqlite3_column_int64(row, 0); });
    if (table.rowid.isEmpty())
        return;
    double rows = double(table.shown.rows.value_or(0));
    const QByteArray range = "SELECT (SELECT max(" + table.rowid + ") FROM " + name
        + "), (SELECT min(" + table.rowid + ") FROM " + name + ')';
    if (!table.shown.rows)
        (void)each(db, path, range, [&](sqlite3_stmt *row) {
            rows = sqlite3_column_double(row, 0) - sqlite3_column_double(row, 1) + 1;
        });
    const double weight = rows * sampledWeight(db, path, table);
    table.shown.bytes = qint64(std::clamp(weight, 0.0, double(fileSize)));
}

QStringList whatStays(const std::vector<Listed> &all)
{
    int indexes = 0;
    QStringList sentences;
    for (const Listed &one : all) {
        if (one.type == "view"_L1)
            sentences << Words::tr("The view %1 is not moved.").arg(one.name);
        else if (one.type == "trigger"_L1)
            sentences << Words::tr("The trigger %1 on %2 is not moved.").arg(one.name, one.table);
        else if (isVirtual(one))
            sentences << Words::tr("The virtual table %1 is not moved.").arg(one.name);
        else if (one.type == "index"_L1 && !one.sql.isEmpty())
            ++indexes;
    }
    if (indexes > 0)
        sentences << Words::tr("%n index(es) of the source (is|are) not moved.", nullptr, indexes);
    return sentences;
}

} // namespace

Result<SqliteSchema> readSqliteSchema(sqlite3 *db, const QString &path, qint64 fileSize)
{
    std::vector<Listed> all;
    QStringList virtualNames;
    auto read = each(db, path, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid",
        [&](sqlite3_stmt *row) {
            all.push_back({textAt(row, 0), textAt(row, 1), textAt(row, 2), textAt(row, 3)});
            if (isVirtual(all.back()))
                virtualNames << all.back().name;
        });
    if (!read)
        return read.error();
    SqliteSchema schema{{}, whatStays(all)};
    for (const Listed &one : all) {
        if (one.type != "table"_L1 || isVirtual(one) || isShadow(one.name, virtualNames)
            || one.name.startsWith("sqlite_"_L1, Qt::CaseInsensitive))
            continue;
        SqliteTable table;
        table.shown.name = one.name;
        if (auto done = readColumns(db, path, table); !done)
            return done.error();
        if (auto done = readReferences(db, path, table.shown); !done)
            return done.error();
        measure(db, path, fileSize, table);
        schema.tables.push_back(std::move(table));
    }
    completeReferences(schema.tables);
    return schema;
}

} // namespace gatehouse::migration
