#include "catalog/catalog.h"

#include <QJsonArray>

namespace gatehouse::catalog {

namespace {

// Members that say something.
class Facts
{
public:
    explicit Facts(const QString &name) { m_json.insert(u"name"_s, name); }
    Facts &text(const char *name, const QString &value)
    {
        if (!value.isEmpty())
            m_json.insert(QLatin1StringView(name), value);
        return *this;
    }
    Facts &texts(const char *name, const QStringList &values)
    {
        if (!values.isEmpty())
            m_json.insert(QLatin1StringView(name), QJsonArray::fromStringList(values));
        return *this;
    }
    Facts &flag(const char *name, bool value, bool usual = false)
    {
        if (value != usual)
            m_json.insert(QLatin1StringView(name), value);
        return *this;
    }
    template <typename List, typename F>
    Facts &list(const char *name, const List &values, F json)
    {
        QJsonArray array;
        for (const auto &value : values)
            array.append(json(value));
        if (!array.isEmpty())
            m_json.insert(QLatin1StringView(name), array);
        return *this;
    }
    operator QJsonObject() const { return m_json; }

private:
    QJsonObject m_json;
};

QJsonObject column(const Column &one)
{
    return Facts(one.name)
        .text("type", one.type)
        .flag("notNull", one.notNull)
        .text("default", one.fallback)
        .text("identity", one.identity)
        .text("generated", one.generated)
        .text("collation", one.collation)
        .text("comment", one.comment);
}

QJsonObject constraint(const Constraint &one)
{
    return Facts(one.name)
        .text("kind", one.kind)
        .text("definition", one.definition)
        .texts("columns", one.columns)
        .text("target", one.target)
        .flag("valid", one.valid, true);
}

QJsonObject index(const Index &one)
{
    return Facts(one.name)
        .text("definition", one.definition)
        .texts("columns", one.columns)
        .flag("unique", one.unique)
        .flag("valid", one.valid, true);
}

QJsonObject trigger(const Trigger &one)
{
    return Facts(one.name).text("definition", one.definition).flag("enabled", one.enabled, true);
}

QJsonObject table(const Table &one)
{
    return Facts(one.name)
        .text("kind", one.kind == "table"_L1 ? QString() : one.kind)
        .list("columns", one.columns, &column)
        .list("constraints", one.constraints, &constraint)
        .list("indexes", one.indexes, &index)
        .list("triggers", one.triggers, &trigger)
        .text("body", one.body)
        .text("parent", one.parent)
        .flag("rowSecurity", one.rowSecurity)
        .flag("unlogged", one.unlogged)
        .text("comment", one.comment);
}

QJsonObject sequence(const Sequence &one)
{
    QJsonObject json = Facts(one.name)
                           .text("type", one.type == "bigint"_L1 ? QString() : one.type)
                           .flag("cycle", one.cycle)
                           .text("owner", one.owner);
    if (one.start != 1)
        json.insert(u"start"_s, one.start);
    if (one.increment != 1)
        json.insert(u"increment"_s, one.increment);
    return json;
}

} // namespace

QJsonObject toJson(const Catalog &catalog)
{
    QJsonObject json =
        Facts(catalog.schema)
            .list("tables", catalog.tables, &table)
            .list("sequences", catalog.sequences, &sequence)
            .list("enums", catalog.enums,
                [](const Enumeration &one) -> QJsonObject {
                    return Facts(one.name).texts("labels", one.labels);
                })
            .list("routines", catalog.routines, [](const Routine &one) -> QJsonObject {
                return Facts(one.signature).text("kind", one.kind).text("hash", one.hash);
            });
    json.remove(u"name"_s);
    json.insert(u"schema"_s, catalog.schema);
    json.insert(u"server"_s, catalog.serverNum);
    if (!json.contains("tables"_L1))
        json.insert(u"tables"_s, QJsonArray());
    QJsonArray extensions;
    for (auto i = catalog.extensions.cbegin(); i != catalog.extensions.cend(); ++i)
        extensions.append(QJsonObject{{u"name"_s, i.key()}, {u"version"_s, i.value()}});
    json.insert(u"extensions"_s, extensions);
    return json;
}

} // namespace gatehouse::catalog
