// Names that people know, for the ids and keys that rows hold.
#include "browse/types.h"
#include "systems/needs.h"
#include "usage/sourcebuilder.h"

#include <QCoreApplication>

namespace gatehouse::usage {

namespace {

using browse::Column;
using browse::Show;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Source)
};

const QString kSeen = u"SELECT seen.v FROM seen WHERE seen.v IS NOT NULL AND "_s;

QString quoted(const QString &name) { return db::Identifier(name).quoted(); }

// base/redact.h as SQL: an export of millions of keys is masked where they lie.
QString printMask(const QString &key)
{
    return u"CASE WHEN length("_s + key + u") < 12 THEN '••••' ELSE coalesce(substring(substring("_s
        + key + u" from 1 for least(length("_s + key
        + u") - 8, 12)) from '^[^-_]*[-_]'), '') || '••••' || right("_s + key + u", 4) END"_s;
}

QString printPrint(const QString &key)
{
    return u"left(encode(sha256(convert_to("_s + key + u", 'UTF8')), 'hex'), 6)"_s;
}

// Both sides of a join as one type: text where they differ.
QString cast(const QString &expression, const QString &own, const QString &other)
{
    const auto isText = [](const QString &type) {
        return type == "text"_L1 || type.startsWith("character"_L1);
    };
    return own == other || isText(own) || !isText(other) ? expression : expression + "::text"_L1;
}

} // namespace

// names: table, its key, its label.
void SourceBuilder::addLabel(const QString &role, const QStringList &names)
{
    const Column *held = column(m_source.column(role));
    if (!held || names.size() != 3
        || !systems::readProblem(m_recognition, m_match, names[0], {names[1], names[2]}).isEmpty())
        return;
    const systems::TableFacts *table = m_recognition.table(m_match.schema, names[0]);
    const QString from = db::Identifier(m_match.schema, names[0]).quoted() + u" AS l"_s;
    const QString theirs = table->column(names[1])->type;
    const QString key = cast(u"l."_s + quoted(names[1]), theirs, held->typeName);
    const QString own = cast(outer(held->id), held->typeName, theirs);
    const QString label = u"l."_s + quoted(names[2]);
    Column shown = computedColumn("gatehouse."_L1 + role + "_label"_L1,
        u"SELECT "_s + label + u"::text FROM "_s + from + u" WHERE "_s + key + u" = "_s + own
            + u" LIMIT 1"_s,
        Show::Text, browse::kText, u"text"_s);
    shown.title = held->title;
    const QString start =
        u"SELECT "_s + key + u" FROM "_s + from + u" WHERE "_s + label + u"::text "_s;
    m_source.m_relation.lookups.push_back(
        {role + " by label"_L1, start + u"= ANY ("_s, u")"_s, table->uniqueOn({names[2]})});
    m_source.m_relation.lookups.push_back(
        {role + " like label"_L1, start + u"ILIKE ANY ("_s, u")"_s});
    Naming naming{role, held->id, {}};
    naming.held = own;
    naming.select = (table->uniqueOn({names[1]}) ? u"SELECT "_s : u"SELECT DISTINCT ON (1) "_s)
        + key + u" AS "_s + naming.part("v") + u", "_s + label + u"::text AS "_s
        + naming.part("name") + u" FROM "_s + from;
    m_source.m_namings.push_back(std::move(naming));
    const auto place = m_source.m_relation.columns.begin() + m_source.m_relation.indexOf(held->id);
    m_source.m_relation.columns.insert(place, shown);
    m_source.m_columns.insert(role + "Label"_L1, shown.id);
}

// The keys that rows hold: by hopping through the index that leads with them, where there is one.
void SourceBuilder::addKeyPrints(const QString &held)
{
    const QString from = m_source.m_relation.name.quoted() + u" AS u"_s;
    const QString value = u"u."_s + quoted(held);
    m_seenKeys = column(held)->indexed
        ? u"WITH RECURSIVE seen AS ((SELECT "_s + value + u" AS v FROM "_s + from + u" WHERE "_s
            + value + u" IS NOT NULL ORDER BY 1 LIMIT 1) UNION ALL SELECT (SELECT "_s + value
            + u" FROM "_s + from + u" WHERE "_s + value + u" > seen.v ORDER BY 1 LIMIT 1) "_s
            + u"FROM seen WHERE seen.v IS NOT NULL) "_s
        : u"WITH seen AS (SELECT DISTINCT "_s + value + u" AS v FROM "_s + from + u") "_s;
    m_source.m_relation.lookups.push_back({QString(kKeyByPrint),
        m_seenKeys + kSeen + u"'#' || "_s + printPrint(u"seen.v::text"_s) + u" = ANY ("_s, u")"_s});
}

void SourceBuilder::addKeyNames()
{
    const systems::UsageDomain &domain = m_source.m_domain;
    const auto &keys = m_match.shape().keys;
    const QString held = m_source.column(u"key"_s);
    if (held.isEmpty())
        return;
    addKeyPrints(held);
    nameKeys(held, u"NULL::text"_s);
    if (!keys || domain.keyJoin.isEmpty())
        return;
    const QString joined = domain.keyJoin != "secret"_L1 ? keys->id
        : keys->secret.isEmpty()                         ? keys->hash
                                                         : keys->secret;
    if (!systems::readProblem(m_recognition, m_match, keys->table, {joined, keys->name}).isEmpty())
        return;
    const systems::TableFacts *table = m_recognition.table(m_match.schema, keys->table);
    const QString theirs = table->column(joined)->type;
    const QString type = column(held)->typeName;
    const QString key = cast(u"k."_s + quoted(joined), theirs, type);
    const QString from = db::Identifier(m_match.schema, keys->table).quoted() + u" AS k"_s;
    const QString name = u"k."_s + quoted(keys->name);
    Column shown = computedColumn(QString(kKeyName),
        u"SELECT "_s + name + u"::text FROM "_s + from + u" WHERE "_s + key + u" = "_s
            + cast(outer(held), type, theirs) + u" LIMIT 1"_s,
        Show::Text, browse::kText, u"text"_s);
    shown.title = Words::tr("Key name");
    const QString start = u"SELECT "_s + key + u" FROM "_s + from + u" WHERE "_s;
    const QString same =
        u"SELECT FROM "_s + from + u" WHERE "_s + key + u" = "_s + cast(u"seen.v"_s, type, theirs);
    auto &lookups = m_source.m_relation.lookups;
    lookups.push_back({QString(kKeyByName), start + name + u"::text = ANY ("_s, u")"_s,
        table->uniqueOn({keys->name})});
    lookups.push_back({QString(kKeyLike), start + name + u"::text ILIKE ANY ("_s, u")"_s});
    lookups.push_back({QString(kKeyGone), m_seenKeys + kSeen + u"NOT EXISTS ("_s + same + u')'});
    auto &columns = m_source.m_relation.columns;
    columns.insert(columns.begin() + m_source.m_relation.indexOf(held), shown);
    m_source.m_columns.insert(u"keyName"_s, shown.id);
    m_source.m_namings.pop_back();
    nameKeys(held,
        u"(SELECT "_s + name + u"::text FROM "_s + from + u" WHERE "_s + key + u" = "_s
            + cast(u"seen.v"_s, type, theirs) + u" LIMIT 1)"_s);
}

// Once a key, however many rows hold it.
void SourceBuilder::nameKeys(const QString &held, const QString &name)
{
    Naming naming{u"key"_s, held, {}, outer(held), column(held)->secret};
    const QString key = u"seen.v::text"_s;
    naming.select = m_seenKeys + u"SELECT seen.v AS "_s + naming.part("v") + u", "_s + name
        + u" AS "_s + naming.part("name") + u", "_s + printMask(key) + u" AS "_s
        + naming.part("mask") + u", '#' || "_s + printPrint(key) + u" AS "_s + naming.part("print")
        + u" FROM seen WHERE seen.v IS NOT NULL"_s;
    m_source.m_namings.push_back(std::move(naming));
}

} // namespace gatehouse::usage
