// Files of every kind of source from the same grid of cells, written as that kind writes them: what
// a table of dirty values is made into.
#pragma once

#include "sandbox/npzfile.h"
#include "sandbox/sqlitefile.h"

#include <QFile>
#include <QJsonObject>
#include <QtEndian>

#include <zlib.h>

namespace gatehouse::test {

// Cells are words of the kind itself: SQL, JSON, "type:hex" of BSON, hex of an array's element, text
// elsewhere ("hex:" before its bytes). A row of one cell is a whole line as it is.
struct DirtyGrid
{
    QStringList columns, declared; // the first is the key; SQLite's types, NumPy's first
    std::vector<QStringList> rows;
    QString parents{}; // SQLite: rows of a second table p (id), as SQL
};

inline QByteArray dirtyBytes(const QString &text)
{
    return text.startsWith(u"hex:"_s) ? QByteArray::fromHex(text.mid(4).toLatin1()) : text.toUtf8();
}

inline QByteArray number32(qsizetype value)
{
    QByteArray bytes(4, '\0');
    qToLittleEndian(qint32(value), bytes.data());
    return bytes;
}

inline QByteArray dirtyCsv(const DirtyGrid &grid)
{
    QByteArray all = grid.columns.join(u',').toUtf8() + '\n';
    for (const QStringList &row : grid.rows) {
        QByteArrayList cells;
        for (const QString &cell : row)
            cells << dirtyBytes(cell);
        all += cells.join(',') + '\n';
    }
    return all;
}

inline QByteArray jsonObject(const DirtyGrid &grid, const QStringList &row, qsizetype from)
{
    QByteArrayList members;
    for (qsizetype i = from; i < row.size(); ++i)
        if (row[i] != u"@missing"_s)
            members << '"' + grid.columns[i].toUtf8() + "\":" + dirtyBytes(row[i]);
    return '{' + members.join(',') + '}';
}

inline QByteArray dirtyJsonLines(const DirtyGrid &grid)
{
    QByteArray all;
    for (const QStringList &row : grid.rows)
        all += (row.size() == 1 ? dirtyBytes(row[0]) : jsonObject(grid, row, 0)) + '\n';
    return all;
}

inline QByteArray dirtyJson(const DirtyGrid &grid)
{
    QByteArrayList rows;
    for (const QStringList &row : grid.rows)
        rows << jsonObject(grid, row, 0);
    return '[' + rows.join(",\n") + "]\n";
}

// The memory of a service, written out: objects keyed by names.
inline QByteArray dirtyMemory(const DirtyGrid &grid)
{
    QByteArrayList rows;
    for (const QStringList &row : grid.rows)
        rows << '"' + row[0].toUtf8() + "\":" + jsonObject(grid, row, 1);
    return "{\"API_KEYS\":{" + rows.join(",\n") + "},\"USAGE_STATS\":{}}\n";
}

inline QByteArray dirtyEnv(const DirtyGrid &grid)
{
    QByteArray all;
    for (const QStringList &row : grid.rows)
        all += (row.size() == 1 ? dirtyBytes(row[0]) : row[0].toUtf8() + '=' + dirtyBytes(row[1]))
            + '\n';
    return all;
}

inline QByteArray bsonDocument(const DirtyGrid &grid, const QStringList &row)
{
    QByteArray inside;
    for (qsizetype i = 0; i < row.size(); ++i) {
        const QByteArray name = grid.columns[i].toUtf8() + '\0';
        if (row[i] == u"@broken"_s)
            inside += '\x02' + name + number32(10'000) + QByteArray("x\0", 2);
        else if (row[i] != u"@missing"_s)
            for (const QString &element : row[i].split(u' '))
                inside += QByteArray::fromHex(element.section(u':', 0, 0).toLatin1()) + name
                    + QByteArray::fromHex(element.section(u':', 1).toLatin1());
    }
    return number32(inside.size() + 5) + inside + '\0';
}

inline QByteArray dirtyBson(const DirtyGrid &grid)
{
    QByteArray all;
    for (const QStringList &row : grid.rows)
        all += bsonDocument(grid, row);
    return all;
}

inline QString bsonText(const QString &text)
{
    const QByteArray bytes = text.toUtf8() + '\0';
    return u"02:"_s + QString::fromLatin1((number32(bytes.size()) + bytes).toHex());
}

// mongodump --archive --gzip of one collection.
inline QByteArray dirtyArchive(const DirtyGrid &grid)
{
    const auto frame = [](const QStringList &columns, const QStringList &cells) {
        return bsonDocument({columns, {}, {}, {}}, cells);
    };
    const QByteArray end(4, '\xff');
    const QStringList own{bsonText(u"d"_s), bsonText(u"t"_s)};
    const QStringList block{u"db"_s, u"collection"_s, u"EOF"_s};
    QByteArray all = QByteArray::fromHex("6de29981") + frame({u"version"_s}, {bsonText(u"0.1"_s)})
        + frame({u"db"_s, u"collection"_s, u"metadata"_s}, own + QStringList{bsonText(u"{}"_s)}) + end
        + frame(block, own + QStringList{u"08:00"_s}) + dirtyBson(grid) + end
        + frame(block, own + QStringList{u"08:01"_s}) + end;
    QByteArray packed(all.size() + 4096, '\0');
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef *>(all.data());
    stream.avail_in = uInt(all.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

inline QByteArray dirtyNpz(const DirtyGrid &grid)
{
    QByteArray data;
    for (const QStringList &row : grid.rows)
        data += QByteArray::fromHex(row[1].toLatin1());
    return sandbox::npzOf({{"v", grid.declared[0].toLatin1(),
        "(" + QByteArray::number(qsizetype(grid.rows.size())) + ",)", data}});
}

inline Result<> makeDirtySqlite(const QString &path, const DirtyGrid &grid)
{
    sandbox::SqliteFile file(path);
    QStringList columns;
    for (qsizetype i = 0; i < grid.columns.size(); ++i)
        columns << grid.columns[i] + u' ' + grid.declared[i];
    file.script(u"CREATE TABLE t (%1)"_s.arg(columns.join(u", "_s)).toUtf8().constData());
    for (const QStringList &row : grid.rows)
        file.script(u"INSERT INTO t VALUES (%1)"_s.arg(row.join(u", "_s)).toUtf8().constData());
    if (!grid.parents.isEmpty())
        file.script(u"CREATE TABLE p (id); INSERT INTO p VALUES %1"_s.arg(grid.parents).toUtf8().constData());
    return file.finish();
}

// How a kind of file is called, and how it writes a number and a text that are clean.
struct DirtyKind
{
    const char *id, *source, *file, *key, *value;
    QByteArray (*make)(const DirtyGrid &grid); // null: SQLite
    QString (*number)(int number);
    QString (*text)(const QString &text);
};

inline QString plainNumber(int number) { return QString::number(number); }
inline QString bsonNumber(int number)
{
    return u"10:"_s + QString::fromLatin1(number32(number).toHex());
}
inline QString plainText(const QString &text) { return text; }
inline QString jsonQuoted(const QString &text)
{
    return u'"' + QString(text).replace(u'\t', u"\\t"_s) + u'"';
}
inline QString sqlQuoted(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', u"''"_s) + u'\'';
}

inline constexpr DirtyKind kDirtyKinds[] = {
    {"sqlite", "sqlite", "t.db", "id", "v", nullptr, plainNumber, sqlQuoted},
    {"csv", "csv", "t.csv", "id", "v", dirtyCsv, plainNumber, plainText},
    {"jsonlines", "jsonlines", "t.jsonl", "id", "v", dirtyJsonLines, plainNumber, jsonQuoted},
    {"json", "json", "t.json", "id", "v", dirtyJson, plainNumber, jsonQuoted},
    {"memory", "json", "memory.json", "_key", "v", dirtyMemory,
        [](int number) { return u"k%1"_s.arg(number); }, jsonQuoted},
    {"env", "env", "t.env", "name", "value", dirtyEnv,
        [](int number) { return u"K%1"_s.arg(number); }, nullptr},
    {"mongodump", "mongodump", "t.bson", "_id", "v", dirtyBson, bsonNumber, bsonText},
    {"archive", "mongodump", "t.archive.gz", "_id", "v", dirtyArchive, bsonNumber, bsonText},
    {"npz", "npz", "t.npz", "_index", "value", dirtyNpz, plainNumber, nullptr},
};

} // namespace gatehouse::test
