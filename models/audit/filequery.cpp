#include "audit/filequery.h"

#include "base/result.h"

namespace gatehouse::audit {

namespace {

using browse::Column;
using browse::Condition;
using Kind = Condition::Kind;

QString name(const Column &column) { return db::Identifier(column.id).quoted(); }

QVariant typed(const Column &column, const QString &value)
{
    return column.show == browse::Show::Number ? QVariant(value.toLongLong()) : QVariant(value);
}

// NULL sorts and compares as the smallest, so that one rule serves every order.
QString key(const Column &column)
{
    return u"ifnull("_s + name(column)
        + (column.show == browse::Show::Number ? u", -1)"_s : u", '')"_s);
}

class Printer
{
public:
    Printer(const browse::Relation &relation, std::vector<QVariant> &values)
        : m_relation(relation), m_values(values)
    {
    }

    QString print(const Condition &condition)
    {
        if (condition.kind == Kind::All || condition.kind == Kind::Any)
            return joined(condition);
        if (condition.kind == Kind::Not)
            return condition.parts.empty()
                ? u"0"_s
                : u"(("_s + print(condition.parts.front()) + u") IS NOT 1)"_s;
        const Column *column = m_relation.column(condition.column);
        if (!column)
            return u"0"_s;
        return compare(condition, *column);
    }

private:
    QString joined(const Condition &condition)
    {
        const bool all = condition.kind == Kind::All;
        QStringList parts;
        for (const Condition &part : condition.parts)
            parts << print(part);
        if (parts.isEmpty())
            return all ? u"1"_s : u"0"_s;
        return u'(' + parts.join(all ? u" AND "_s : u" OR "_s) + u')';
    }

    QString bound(const Column &column, const QString &value)
    {
        m_values.push_back(typed(column, value));
        return u"?"_s;
    }

    QString compare(const Condition &condition, const Column &column)
    {
        const QString held = name(column);
        const auto first = condition.values.empty() ? std::nullopt : condition.values.front();
        switch (condition.kind) {
        case Kind::IsNull:
            return u'(' + held + u" IS NULL)"_s;
        case Kind::Equals:
            return first ? u'(' + held + u" = "_s + bound(column, *first) + u')'
                         : u'(' + held + u" IS NULL)"_s;
        case Kind::OneOf: {
            QStringList marks;
            for (const auto &value : condition.values)
                if (value)
                    marks << bound(column, *value);
            return u'(' + held + u" IN ("_s + marks.join(u", "_s) + u"))"_s;
        }
        case Kind::Range:
            return range(condition, column);
        case Kind::Above:
            return u'(' + held + u" > "_s + bound(column, first.value_or(QString())) + u')';
        case Kind::AtMost:
            return u'(' + held + u" <= "_s + bound(column, first.value_or(QString())) + u')';
        case Kind::Contains:
        case Kind::StartsWith:
            m_values.emplace_back(first.value_or(QString()));
            return (condition.kind == Kind::Contains ? u"holds("_s : u"begins("_s) + held
                + u", ?)"_s;
        default:
            return u"0"_s;
        }
    }

    QString range(const Condition &condition, const Column &column)
    {
        QStringList ends;
        const auto end = [&](size_t i) {
            return condition.values.size() > i ? condition.values[i] : std::nullopt;
        };
        if (const auto from = end(0))
            ends << name(column) + u" >= "_s + bound(column, *from);
        if (const auto to = end(1))
            ends << name(column) + u" < "_s + bound(column, *to);
        return ends.isEmpty() ? u"1"_s : u'(' + ends.join(u" AND "_s) + u')';
    }

    const browse::Relation &m_relation;
    std::vector<QVariant> &m_values;
};

QVariant cursorValue(const Column &column, const db::Param &value)
{
    if (column.show == browse::Show::Number)
        return value ? QVariant(value->toLongLong()) : QVariant(-1);
    return value ? QVariant(QString::fromUtf8(*value)) : QVariant(QString());
}

// What stands behind the cursor: beyond it in the first column, or equal there and beyond it in the
// second, and so on.
QString beyond(const browse::Order &order, const browse::Relation &relation,
    const browse::Cursor &cursor, bool backward, std::vector<QVariant> &values)
{
    const size_t length = std::min(order.size(), cursor.values.size());
    QStringList any;
    for (size_t last = 0; last <= length; ++last) {
        if (last == length && (backward || !cursor.inclusive)) // equal rows follow
            break;
        QStringList all;
        for (size_t i = 0; i < std::min(last + 1, length); ++i) {
            const Column &column = *relation.column(order[i].column);
            const bool up = order[i].ascending != backward;
            all << key(column) + (i < last ? u" = ?"_s : up ? u" > ?"_s : u" < ?"_s);
            values.push_back(cursorValue(column, cursor.values[i]));
        }
        any << (all.isEmpty() ? u"1"_s : u'(' + all.join(u" AND "_s) + u')');
    }
    return any.isEmpty() ? u"1"_s : u'(' + any.join(u" OR "_s) + u')';
}

} // namespace

FileQuery printFileFilter(const Condition &filter, const browse::Relation &relation)
{
    FileQuery query;
    if (!filter.isTrivial())
        query.text = u" WHERE "_s + Printer(relation, query.values).print(filter);
    return query;
}

FileQuery printFilePage(
    const browse::PageRequest &request, const std::vector<const Column *> &fields, int limit)
{
    const browse::Relation &relation = *request.query.relation;
    const browse::Order order = browse::completed(request.query.order, relation);
    FileQuery query = printFileFilter(request.query.filter, relation);
    if (request.from)
        query.text += (query.text.isEmpty() ? u" WHERE "_s : u" AND "_s)
            + beyond(order, relation, *request.from, request.backward, query.values);
    QStringList names, by;
    for (const Column *column : fields)
        names << name(*column);
    for (const browse::OrderItem &item : order)
        by << key(*relation.column(item.column))
                + (item.ascending != request.backward ? u" ASC"_s : u" DESC"_s);
    query.text = u"SELECT "_s + names.join(u", "_s) + u" FROM entries"_s + query.text
        + u" ORDER BY "_s + by.join(u", "_s) + u" LIMIT "_s + QString::number(limit);
    return query;
}

FileQuery printFileValue(
    const browse::Query &query, const browse::Cursor &row, const Column &column)
{
    const browse::Order order = browse::completed(query.order, *query.relation);
    FileQuery asked;
    QStringList same;
    for (size_t i = 0; i < std::min(order.size(), row.values.size()); ++i) {
        const Column &held = *query.relation->column(order[i].column);
        same << key(held) + u" = ?"_s;
        asked.values.push_back(cursorValue(held, row.values[i]));
    }
    asked.text = u"SELECT "_s + name(column) + u" FROM entries WHERE "_s
        + (same.isEmpty() ? u"0"_s : same.join(u" AND "_s)) + u" LIMIT 1"_s;
    return asked;
}

} // namespace gatehouse::audit
