// One walk for both: a row of the server and a member of a file have the same facts.
#include "catalog/catalog.h"

#include "base/safetext.h"
#include "catalog/words.h"
#include "db/session.h"
#include "db/transaction.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace gatehouse::catalog {

namespace {

QString text(const QJsonObject &facts, const char *name)
{
    return facts.value(QLatin1StringView(name)).toString();
}

bool flag(const QJsonObject &facts, const char *name, bool fallback = false)
{
    return facts.value(QLatin1StringView(name)).toBool(fallback);
}

QStringList texts(const QJsonObject &facts, const char *name)
{
    QStringList all;
    for (const QJsonValue &value : facts.value(QLatin1StringView(name)).toArray())
        all.append(value.toString());
    return all;
}

Column columnOf(const QString &name, const QJsonObject &facts)
{
    return {name, text(facts, "type"), flag(facts, "notNull"), text(facts, "default"),
        text(facts, "identity"), text(facts, "generated"), text(facts, "collation"),
        text(facts, "comment")};
}

Constraint constraintOf(const QString &name, const QJsonObject &facts)
{
    return {name, text(facts, "kind"), text(facts, "definition"), texts(facts, "columns"),
        text(facts, "target"), flag(facts, "valid", true)};
}

Index indexOf(const QString &name, const QJsonObject &facts)
{
    return {name, text(facts, "definition"), texts(facts, "columns"), flag(facts, "unique"),
        flag(facts, "valid", true)};
}

Table tableOf(const QString &name, const QJsonObject &facts)
{
    Table table;
    table.name = name;
    table.kind = facts.value("kind"_L1).toString(u"table"_s);
    table.body = text(facts, "body");
    table.parent = text(facts, "parent");
    table.rowSecurity = flag(facts, "rowSecurity");
    table.unlogged = flag(facts, "unlogged");
    table.comment = text(facts, "comment");
    return table;
}

Sequence sequenceOf(const QString &name, const QJsonObject &facts)
{
    return {name, facts.value("type"_L1).toString(u"bigint"_s),
        facts.value("start"_L1).toInteger(1), facts.value("increment"_L1).toInteger(1),
        flag(facts, "cycle"), text(facts, "owner")};
}

// False for a kind that is not known.
bool take(Catalog &into, const QString &kind, const QString &relation, const QString &name,
    const QJsonObject &facts)
{
    if (kind == "table"_L1)
        into.tables.insert(name, tableOf(name, facts));
    else if (kind == "column"_L1)
        into.tables[relation].columns.push_back(columnOf(name, facts));
    else if (kind == "constraint"_L1)
        into.tables[relation].constraints.push_back(constraintOf(name, facts));
    else if (kind == "index"_L1)
        into.tables[relation].indexes.push_back(indexOf(name, facts));
    else if (kind == "trigger"_L1)
        into.tables[relation].triggers.push_back(
            {name, text(facts, "definition"), flag(facts, "enabled", true)});
    else if (kind == "sequence"_L1)
        into.sequences.insert(name, sequenceOf(name, facts));
    else if (kind == "enum"_L1)
        into.enums.insert(name, {name, texts(facts, "labels")});
    else if (kind == "routine"_L1)
        into.routines.insert(name, {name, text(facts, "kind"), text(facts, "hash")});
    else if (kind == "extension"_L1)
        into.extensions.insert(name, text(facts, "version"));
    else
        return false;
    return true;
}

Result<QString> enter(db::Sql &sql, const QString &schema)
{
    auto before = sql.fetchOptional<QString>("catalog/enter"_L1, db::bind(schema));
    if (!before)
        return before.error();
    if (!before.value())
        return invalid(Words::tr("There is no schema %1 in this database. Check its spelling.")
                           .arg(safeText(schema, 80)));
    return *std::move(before).value();
}

Result<Catalog> readHere(db::Sql &sql, const QString &schema)
{
    Catalog catalog;
    catalog.schema = schema;
    catalog.serverNum = sql.server().versionNum;
    auto done = sql.stream("catalog/read"_L1, db::bind(schema), [&catalog](const db::Row &row) {
        take(catalog, row.text(0), row.text(1), row.text(2), row.get<QJsonDocument>(3).object());
        return true;
    });
    if (!done)
        return done.error();
    return catalog;
}

} // namespace

Result<Catalog> read(db::Sql &sql, const QString &schema)
{
    if (!sql.inTransaction()) {
        auto tx = db::Transaction::begin(sql, db::Transaction::Mode::ReadOnly);
        if (!tx)
            return tx.error();
        if (auto in = enter(sql, schema); !in)
            return in.error();
        auto catalog = readHere(sql, schema);
        if (!catalog)
            return catalog;
        if (auto done = std::move(tx).value().commit(); !done)
            return done.error();
        return catalog;
    }
    const auto before = enter(sql, schema);
    if (!before)
        return before.error();
    auto catalog = readHere(sql, schema);
    if (!catalog)
        return catalog;
    if (auto back = sql.execute("catalog/leave"_L1, db::bind(before.value())); !back)
        return back.error();
    return catalog;
}

Result<Catalog> fromJson(const QJsonObject &json)
{
    Catalog catalog;
    catalog.schema = text(json, "schema");
    catalog.serverNum = json.value("server"_L1).toInt();
    const auto wrong = [](const QString &place) {
        return invalid(
            Words::tr("This is no layout of a schema: %1 does not fit.").arg(safeText(place)));
    };
    const auto each = [&](const QString &kind, const QString &relation,
                          const QJsonValue &list) -> Result<> {
        if (!list.isArray() && !list.isUndefined())
            return wrong(relation + u' ' + kind);
        for (const QJsonValue &item : list.toArray()) {
            const QString name = text(item.toObject(), "name");
            if (name.isEmpty() || !take(catalog, kind, relation, name, item.toObject()))
                return wrong(relation + u' ' + kind);
        }
        return Done{};
    };
    if (!json.value("tables"_L1).isArray())
        return wrong(u"tables"_s);
    for (const QJsonValue &item : json.value("tables"_L1).toArray()) {
        const QJsonObject facts = item.toObject();
        const QString name = text(facts, "name");
        if (name.isEmpty())
            return wrong(u"tables"_s);
        take(catalog, u"table"_s, name, name, facts);
        for (const char *part : {"column", "constraint", "index", "trigger"}) {
            const QString kind = QString::fromLatin1(part);
            const QString list = kind == "index"_L1 ? u"indexes"_s : kind + u's';
            if (auto done = each(kind, name, facts.value(list)); !done)
                return done.error();
        }
    }
    for (const char *part : {"sequence", "enum", "routine", "extension"}) {
        const QString kind = QString::fromLatin1(part);
        if (auto done = each(kind, {}, json.value(kind + u's')); !done)
            return done.error();
    }
    return catalog;
}

} // namespace gatehouse::catalog
