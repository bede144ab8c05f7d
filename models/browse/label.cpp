#include "browse/label.h"

#include "base/result.h"

namespace gatehouse::browse {

namespace {

QString quoted(const QString &name) { return db::Identifier(name).quoted(); }

// As text where the two types cannot be compared.
QString cast(const QString &value, const QString &own, const QString &other)
{
    return own == other ? value : value + u"::text"_s;
}

QString keyOf(const Column &held, const LabelTable &other)
{
    return cast(u"l."_s + quoted(other.key), other.keyType, held.typeName);
}

} // namespace

Column labelColumn(
    const QString &id, const db::Identifier &own, const Column &held, const LabelTable &other)
{
    const QString inside = quoted(own.name()) + u'.' + quoted(held.id);
    Column shown;
    shown.id = id;
    shown.title = held.title;
    shown.expression = u"SELECT l."_s + quoted(other.label) + u"::text FROM "_s
        + other.name.quoted() + u" AS l WHERE "_s + keyOf(held, other) + u" = "_s
        + cast(inside, held.typeName, other.keyType) + u" LIMIT 1"_s;
    shown.sort = Sort::None;
    shown.wide = false;
    return shown;
}

Lookup labelLookup(const QString &id, const Column &held, const LabelTable &other, bool unique)
{
    return {id,
        u"SELECT "_s + keyOf(held, other) + u" FROM "_s + other.name.quoted() + u" AS l WHERE l."_s
            + quoted(other.label) + u"::text = ANY ("_s,
        u")"_s, unique};
}

} // namespace gatehouse::browse
