#include "browse/relation.h"

#include "base/result.h"
#include "browse/types.h"

#include <algorithm>

namespace gatehouse::browse {

namespace {
// A member of another type than asked reads as NULL. Of the type json (not jsonb) a text with
// \u0000 in it cannot be taken apart: the server would refuse the whole page for one row.
QString printMember(const Relation &relation, const Column &column, db::Composer &sql)
{
    const Column *json = relation.column(column.base);
    if (!json)
        return u"NULL::text"_s;
    const bool binary = json->type == kJsonb;
    const QString whole = printValue(relation, *json, sql);
    const QString path = sql.value(db::toParam(column.path)) + u"::text[]"_s;
    const QString typed = binary ? u"jsonb_typeof"_s : u"json_typeof"_s;
    const QString text = u'(' + whole + u" #>> "_s + path + u')';
    const QString typeOf = typed + u'(' + whole + u" #> "_s + path + u')';
    QString member = text;
    if (column.show == Show::Json)
        member = u'(' + whole + u" #> "_s + path + u')';
    else if (column.show == Show::Number || column.show == Show::Duration)
        member = u"CASE WHEN "_s + typeOf + u" = 'number' THEN "_s + text + u"::numeric END"_s;
    else if (column.show == Show::Bool)
        member = u"CASE WHEN "_s + typeOf + u" = 'boolean' THEN "_s + text + u"::boolean END"_s;
    if (!binary)
        return u"(CASE WHEN strpos("_s + whole + u"::text, '\\u0000') = 0 THEN "_s + member
            + u" END)"_s;
    return column.show == Show::Text || column.show == Show::Time ? member : u'(' + member + u')';
}
} // namespace

Column memberColumn(const Column &json, const QString &id, const QStringList &path, Show show)
{
    Column column;
    column.id = id;
    column.base = json.id;
    column.path = path;
    column.show = show;
    column.secret = json.secret;
    for (const QStringList &hidden : json.secretMembers) {
        const qsizetype shared = std::min(hidden.size(), path.size());
        if (hidden.mid(0, shared) == path.mid(0, shared))
            column.secret = true;
    }
    switch (show) {
    case Show::Number:
    case Show::Duration:
        column.type = kNumeric;
        column.typeName = u"numeric"_s;
        column.wide = false;
        break;
    case Show::Bool:
        column.type = kBool;
        column.typeName = u"boolean"_s;
        column.wide = false;
        break;
    case Show::Json:
        column.type = json.type;
        column.typeName = json.typeName;
        column.sort = Sort::Start;
        break;
    default:
        column.sort = Sort::Start;
        break;
    }
    return column;
}

Column digestColumn(const std::vector<Column> &columns)
{
    QStringList names;
    for (const Column &column : columns) {
        if (column.isPlain() && !column.internal)
            names += db::Identifier(column.id).quoted();
    }
    Column digest;
    digest.id = u"row digest"_s;
    digest.expression = u"md5(ROW("_s + names.join(u", "_s) + u")::text)"_s;
    digest.nullable = digest.wide = false;
    digest.internal = true;
    return digest;
}

int Relation::indexOf(const QString &id) const
{
    const auto found = std::find_if(
        columns.begin(), columns.end(), [&id](const Column &column) { return column.id == id; });
    return found == columns.end() ? -1 : int(found - columns.begin());
}

const Column *Relation::column(const QString &id) const
{
    const int index = indexOf(id);
    return index < 0 ? nullptr : &columns[size_t(index)];
}

QString printValue(const Relation &relation, const Column &column, db::Composer &sql)
{
    if (!column.base.isEmpty())
        return printMember(relation, column, sql);
    if (!column.expression.isEmpty())
        return u'(' + column.expression + u')';
    return sql.name(column.id);
}

QString printSortKey(const Relation &relation, const Column &column, db::Composer &sql)
{
    const QString value = printValue(relation, column, sql);
    if (column.sort != Sort::Start)
        return value;
    if (column.type == kBytea)
        return u"substring("_s + value + u" from 1 for 150)"_s;
    return u"left("_s + value + u"::text, 300)"_s;
}

QString printFrom(const Relation &relation)
{
    if (relation.select.isEmpty())
        return relation.name.quoted();
    return u'(' + relation.select + u") AS \"rows\""_s;
}

} // namespace gatehouse::browse
