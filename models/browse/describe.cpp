#include "browse/describe.h"

#include "browse/types.h"
#include "browse/words.h"

#include <algorithm>
#include <map>

namespace gatehouse::browse {

namespace {
// A row of resources/sql/browse/columns.sql.
struct Found
{
    quint32 relation = 0;
    char kind = 'r';
    bool readableAsWhole = false;
    Column column;
    int placeInKey = -1;
    static Found fromRow(const db::Row &row);
};

Show showOf(quint32 type, char category, const QString &typeName)
{
    if (type == kJson || type == kJsonb)
        return Show::Json;
    if (type == kBytea)
        return Show::Bytes;
    if (type == kDate || type == kTimestamp || type == kTimestamptz)
        return Show::Time;
    if (category == 'B')
        return Show::Bool;
    const bool named = typeName.startsWith(u"reg"_s) || typeName == u"money"_s;
    return category == 'N' && !named ? Show::Number : Show::Text;
}

// Of the varying types these stay short in practice, or say their length.
bool isWide(quint32 type, int length, char category, int modifier)
{
    if (length > 0 || type == kNumeric || category == 'I' || category == 'R')
        return false;
    const bool limited = (type == kVarchar || type == kBpchar) && modifier >= 4;
    return !limited || modifier - 4 > 300;
}

Sort sortOf(const Column &column, char category, bool sortable)
{
    if (column.typeName.startsWith(u"reg"_s)) // would be compared as numbers, but read as names
        return Sort::Start;
    if (sortable && (!column.wide || column.indexed))
        return Sort::Value;
    const bool readable = category == 'S' || column.type == kJson || column.type == kJsonb
        || column.type == kBytea || column.type == kXml || sortable;
    return readable ? Sort::Start : Sort::None;
}

Found Found::fromRow(const db::Row &row)
{
    Found found;
    const auto letter = [&row](int column) {
        return row.raw(column).isEmpty() ? '-' : row.raw(column).front();
    };
    found.relation = quint32(row.get<qint64>(0));
    found.kind = letter(1);
    found.readableAsWhole = row.get<bool>(2);
    Column &column = found.column;
    column.id = row.text(3);
    column.type = quint32(row.get<qint64>(4));
    column.typeName = row.text(5);
    const char category = letter(7);
    column.show = showOf(column.type, category, column.typeName);
    column.wide = isWide(column.type, row.get<int>(6), category, row.get<int>(8));
    column.nullable = !row.get<bool>(9);
    column.indexed = row.get<bool>(11);
    column.sort = sortOf(column, category, row.get<bool>(10));
    column.collation = row.text(12);
    found.placeInKey = row.get<int>(13);
    return found;
}

Relation::Kind kindOf(char relkind)
{
    switch (relkind) {
    case 'p':
        return Relation::Kind::Partitioned;
    case 'f':
        return Relation::Kind::Foreign;
    case 'v':
        return Relation::Kind::View;
    default:
        return Relation::Kind::Table;
    }
}

Column systemColumn(const QString &name)
{
    Column column;
    column.id = name;
    column.typeName = name == u"ctid"_s ? u"tid"_s : u"oid"_s;
    column.type = name == u"ctid"_s ? 27 : kOid;
    column.nullable = column.wide = false;
    column.internal = true;
    return column;
}

// Where no unique index tells rows apart: their place in the file, or a digest of what they hold.
void addTieBreak(Relation &relation, bool readableAsWhole)
{
    const bool stored =
        relation.kind == Relation::Kind::Table || relation.kind == Relation::Kind::Partitioned;
    if (stored && readableAsWhole) {
        if (relation.kind == Relation::Kind::Partitioned)
            relation.columns.push_back(systemColumn(u"tableoid"_s));
        relation.columns.push_back(systemColumn(u"ctid"_s));
        relation.key = relation.kind == Relation::Kind::Partitioned
            ? QStringList{u"tableoid"_s, u"ctid"_s}
            : QStringList{u"ctid"_s};
        return;
    }
    relation.columns.push_back(digestColumn(relation.columns));
    relation.key = {relation.columns.back().id};
    relation.keyIsUnique = false;
}

Error nothingToRead(db::Sql &sql, const db::Identifier &name)
{
    const auto there =
        sql.fetchOne<bool>(u"SELECT to_regclass($1) IS NOT NULL"_s, db::bind(name.quoted()));
    if (!there)
        return there.error();
    if (!there.value())
        return invalid(
            Words::tr("The table %1 is not there any more, or is not in the search path. "
                      "Refresh the list of tables.")
                .arg(name.quoted()));
    return refused(
        Words::tr("This role may not read any column of %1. Ask the owner for SELECT, or "
                  "connect with another role.")
            .arg(name.quoted()));
}
} // namespace

Result<Relation> describe(db::Sql &sql, const db::Identifier &name)
{
    auto rows = sql.fetch<Found>("browse/columns"_L1, db::bind(name.quoted()));
    if (!rows)
        return rows.error();
    if (rows.value().empty())
        return nothingToRead(sql, name);
    Relation relation;
    const Found &first = rows.value().front();
    relation.name = name;
    relation.oid = first.relation;
    relation.kind = kindOf(first.kind);
    std::map<int, QString> key;
    for (const Found &found : rows.value()) {
        relation.columns.push_back(found.column);
        if (found.placeInKey >= 0)
            key.emplace(found.placeInKey, found.column.id);
    }
    for (const auto &[place, column] : key)
        relation.key += column;
    if (relation.key.isEmpty())
        addTieBreak(relation, first.readableAsWhole);
    return relation;
}

} // namespace gatehouse::browse
