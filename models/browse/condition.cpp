#include "browse/condition.h"

#include "base/result.h"
#include "browse/types.h"

#include <algorithm>

namespace gatehouse::browse {

namespace {
using Kind = Condition::Kind;

Condition simple(Kind kind, const QString &column, std::vector<std::optional<QString>> values)
{
    Condition condition;
    condition.kind = kind;
    condition.column = column;
    condition.values = std::move(values);
    return condition;
}

// Prints one condition; a member of a JSON column is a column made for the occasion.
class Printer
{
public:
    Printer(const Condition &condition, const Relation &relation, db::Composer &sql)
        : m_condition(condition), m_relation(relation), m_sql(sql)
    {
    }

    QString print() const
    {
        const Column *named = m_relation.column(m_condition.column);
        if (!named || hasNul())
            return u"false"_s;
        if (m_condition.kind == Kind::Among)
            return among(printValue(m_relation, *named, m_sql));
        if (m_condition.path.isEmpty())
            return compare(*named);
        const bool numbers = m_condition.kind == Kind::Range || m_condition.kind == Kind::Above
            || m_condition.kind == Kind::AtMost;
        return compare(
            memberColumn(*named, {}, m_condition.path, numbers ? Show::Number : Show::Text));
    }

private:
    QString compare(const Column &column) const
    {
        const QString value = printValue(m_relation, column, m_sql);
        switch (m_condition.kind) {
        case Kind::IsNull:
            return u'(' + value + u" IS NULL)"_s;
        case Kind::Equals:
            return only(value, comparable(column, value), u" = "_s);
        case Kind::OneOf:
            return oneOf(value, comparable(column, value));
        case Kind::Range:
            return range(value);
        case Kind::Above:
            return only(value, value, u" > "_s);
        case Kind::AtMost:
            return only(value, value, u" <= "_s);
        case Kind::Contains:
            return like(value, u"%"_s);
        case Kind::StartsWith:
            return like(value, {});
        case Kind::Among:
        case Kind::All:
        case Kind::Any:
        case Kind::Not:
            break;
        }
        return u"false"_s;
    }

    // json has no equality; its text has.
    static QString comparable(const Column &column, const QString &value)
    {
        return column.type == kJson || column.type == kXml ? value + u"::text"_s : value;
    }

    QString only(const QString &value, const QString &left, const QString &sign) const
    {
        if (m_condition.values.empty())
            return u"false"_s;
        const auto &wanted = m_condition.values.front();
        if (!wanted)
            return u'(' + value + u" IS NULL)"_s;
        return u'(' + left + sign + m_sql.value(db::toParam(*wanted)) + u')';
    }

    QString oneOf(const QString &value, const QString &left) const
    {
        QStringList texts;
        bool withNull = false;
        for (const auto &wanted : m_condition.values) {
            if (!wanted)
                withNull = true;
            else if (!wanted->contains(QChar(0)))
                texts += *wanted;
        }
        const QString any = u'(' + left + u" = ANY ("_s + m_sql.value(db::toParam(texts)) + u"))"_s;
        return withNull ? u'(' + any + u" OR "_s + value + u" IS NULL)"_s : any;
    }

    QString range(const QString &value) const
    {
        const auto end = [this](size_t i) {
            return m_condition.values.size() > i ? m_condition.values[i] : std::nullopt;
        };
        QStringList ends;
        if (const auto from = end(0))
            ends += value + u" >= "_s + m_sql.value(db::toParam(*from));
        if (const auto to = end(1))
            ends += value + u" < "_s + m_sql.value(db::toParam(*to));
        return ends.isEmpty() ? u"true"_s : u'(' + ends.join(u" AND "_s) + u')';
    }

    QString like(const QString &value, const QString &before) const
    {
        if (m_condition.values.empty() || !m_condition.values.front())
            return u"false"_s;
        const QString pattern = before + escapeLike(*m_condition.values.front()) + u'%';
        return u'(' + value + u"::text ILIKE "_s + m_sql.value(db::toParam(pattern)) + u')';
    }

    QString among(const QString &value) const
    {
        const auto lookup = std::find_if(m_relation.lookups.begin(), m_relation.lookups.end(),
            [this](const Lookup &one) { return one.id == m_condition.path.value(0); });
        if (lookup == m_relation.lookups.end())
            return u"false"_s;
        QString select = lookup->before;
        if (!lookup->after.isEmpty()) {
            QStringList names;
            for (const auto &wanted : m_condition.values)
                names += wanted.value_or(QString());
            select += m_sql.value(db::toParam(names)) + u"::text[]"_s + lookup->after;
        }
        return lookup->unique && m_condition.values.size() == 1
            ? u'(' + value + u" = ("_s + select + u"))"_s
            : u'(' + value + u" = ANY (ARRAY("_s + select + u")))"_s;
    }

    bool hasNul() const
    {
        const auto nul = [](const QString &text) { return text.contains(QChar(0)); };
        return (m_condition.kind != Kind::OneOf
                   && std::any_of(m_condition.values.begin(), m_condition.values.end(),
                       [&nul](const auto &value) { return value && nul(*value); }))
            || std::any_of(m_condition.path.begin(), m_condition.path.end(), nul);
    }

    const Condition &m_condition;
    const Relation &m_relation;
    db::Composer &m_sql;
};
} // namespace

Condition Condition::equals(const QString &column, const QString &value)
{
    return simple(Kind::Equals, column, {value});
}

Condition Condition::oneOf(const QString &column, const QStringList &values)
{
    return simple(Kind::OneOf, column, {values.begin(), values.end()});
}

Condition Condition::range(
    const QString &column, const std::optional<QString> &from, const std::optional<QString> &to)
{
    return simple(Kind::Range, column, {from, to});
}

Condition Condition::above(const QString &column, const QString &value)
{
    return simple(Kind::Above, column, {value});
}

Condition Condition::atMost(const QString &column, const QString &value)
{
    return simple(Kind::AtMost, column, {value});
}

Condition Condition::contains(const QString &column, const QString &text)
{
    return simple(Kind::Contains, column, {text});
}

Condition Condition::startsWith(const QString &column, const QString &text)
{
    return simple(Kind::StartsWith, column, {text});
}

Condition Condition::isNull(const QString &column) { return simple(Kind::IsNull, column, {}); }

Condition Condition::among(
    const QString &column, const QString &lookupId, const QStringList &values)
{
    return simple(Kind::Among, column, {values.begin(), values.end()}).at({lookupId});
}

Condition Condition::at(QStringList jsonPath) const
{
    Condition condition = *this;
    condition.path = std::move(jsonPath);
    return condition;
}

QString print(const Condition &condition, const Relation &relation, db::Composer &sql)
{
    if (condition.kind == Kind::Not) {
        return condition.parts.empty()
            ? u"false"_s
            : u'(' + print(condition.parts.front(), relation, sql) + u" IS NOT TRUE)"_s;
    }
    if (condition.kind != Kind::All && condition.kind != Kind::Any)
        return Printer(condition, relation, sql).print();
    const bool all = condition.kind == Kind::All;
    QStringList parts;
    for (const Condition &part : condition.parts) {
        if (!all || !part.isTrivial())
            parts += print(part, relation, sql);
    }
    if (parts.isEmpty())
        return all ? u"true"_s : u"false"_s;
    return parts.size() == 1 ? parts.first()
                             : u'(' + parts.join(all ? u" AND "_s : u" OR "_s) + u')';
}

QString escapeLike(const QString &text)
{
    QString escaped = text;
    return escaped.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s);
}

} // namespace gatehouse::browse
