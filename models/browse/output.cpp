#include "browse/output.h"

#include "base/result.h"
#include "browse/types.h"

namespace gatehouse::browse {

namespace {
// jsonb_set refuses scalars and, in arrays, paths without numbers; so it gets an empty path where
// there is nothing to hide. jsonb refuses \u0000: such a document is hidden whole.
QString blanked(const QString &whole, const Column &column, db::Composer &sql)
{
    const QString hidden = sql.value(db::toParam(u"\"••••\""_s)) + u"::jsonb"_s;
    const QString binary = column.type == kJsonb ? whole : whole + u"::jsonb"_s;
    QString document = binary;
    for (const QStringList &path : column.secretMembers) {
        const QString wanted = sql.value(db::toParam(path)) + u"::text[]"_s;
        document = u"jsonb_set("_s + document + u", CASE WHEN "_s + binary + u" #> "_s + wanted
            + u" IS NULL THEN '{}' ELSE "_s + wanted + u" END, "_s + hidden + u", false)"_s;
    }
    const QString typed = column.type == kJsonb ? u"jsonb_typeof("_s : u"json_typeof("_s;
    QString result = u"CASE WHEN "_s + typed + whole + u") IN ('object', 'array') THEN "_s
        + document + u" ELSE "_s + binary + u" END"_s;
    if (column.type != kJsonb)
        result = u"CASE WHEN strpos("_s + whole + u"::text, '\\u0000') > 0 THEN "_s + hidden
            + u" ELSE "_s + result + u" END"_s;
    return u'(' + result + u')';
}

bool needsConversion(const Column &column)
{
    return column.wide && !isTextLike(column.type) && column.type != kBytea;
}

QString printCell(const QString &value, const Column &column)
{
    const QString chars = QString::number(column.secret ? kSecretChars : kCellChars);
    if (column.type == kBytea)
        return u"encode(substring("_s + value + u" from 1 for "_s + QString::number(kCellChars / 2)
            + u"), 'hex')"_s;
    const QString text = u"left("_s + value + u"::text, "_s + chars + u')';
    if (column.secret)
        return text;
    if (!column.wide)
        return value;
    if (!needsConversion(column))
        return text;
    return u"CASE WHEN pg_column_size("_s + value + u") <= "_s + QString::number(kConvertedBytes)
        + u" THEN "_s + text + u" END"_s;
}

QString printSize(const QString &value, const Column &column)
{
    if (column.type == kBytea)
        return u"octet_length("_s + value + u')';
    const QString size = u"octet_length("_s + value + u"::text)"_s;
    if (!needsConversion(column))
        return size;
    return u"CASE WHEN pg_column_size("_s + value + u") <= "_s + QString::number(kConvertedBytes)
        + u" THEN "_s + size + u" ELSE pg_column_size("_s + value + u") END"_s;
}
} // namespace

QString printShown(const Relation &relation, const Column &column, db::Composer &sql)
{
    const QString value = printValue(relation, column, sql);
    const bool blanks = !column.secretMembers.empty() && !column.secret
        && (column.type == kJson || column.type == kJsonb);
    return blanks ? blanked(value, column, sql) : value;
}

Output::Output(const Query &query) : m_relation(*query.relation)
{
    for (const Column &column : m_relation.columns) {
        if (column.internal || (!query.columns.isEmpty() && !query.columns.contains(column.id)))
            continue;
        m_cells.push_back({&column});
        m_columnIds += column.id;
    }
    int field = int(m_cells.size());
    for (Cell &cell : m_cells) {
        if (cell.column->wide && !cell.column->secret)
            cell.size = field++;
    }
    for (const OrderItem &item : completed(query.order, m_relation)) {
        const Column *column = m_relation.column(item.column);
        const int shown = int(m_columnIds.indexOf(item.column));
        if (shown >= 0 && !column->wide && !column->secret) {
            m_cursor.push_back({shown, shown});
        } else {
            m_cursor.push_back({field++, int(m_cells.size() + m_extra.size())});
            m_extra.push_back(column);
        }
    }
    m_fieldCount = field;
}

QString Output::print(db::Composer &sql) const
{
    QStringList cells, sizes;
    for (const Cell &cell : m_cells) {
        const QString value = printShown(m_relation, *cell.column, sql);
        cells += printCell(value, *cell.column);
        if (cell.size >= 0)
            sizes += printSize(value, *cell.column);
    }
    QStringList extra;
    for (const Column *column : m_extra)
        extra += printSortKey(m_relation, *column, sql);
    return (cells + sizes + extra).join(u", "_s);
}

} // namespace gatehouse::browse
