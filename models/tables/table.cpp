#include "tables/table.h"

#include "tables/words.h"

#include <algorithm>

namespace gatehouse::tables {

namespace {

struct Standing
{
    char kind = 'r';
    bool inherited = false, mayDelete = false, rowSecurity = false;
    QString comment, definition;
    static Standing fromRow(const db::Row &row)
    {
        return {row.raw(0).isEmpty() ? 'r' : row.raw(0).front(), row.get<bool>(1), row.get<bool>(2),
            row.get<bool>(3), row.text(4), row.text(5)};
    }
};

void maskColumns(
    browse::Relation &relation, std::vector<EditColumn> &columns, const QStringList &secrets)
{
    for (const QString &secret : secrets) {
        const QStringList parts = secret.split(u'.');
        for (browse::Column &column : relation.columns) {
            if (column.id != parts.front())
                continue;
            if (parts.size() == 1)
                column.secret = true;
            else
                column.secretMembers.push_back(parts.mid(1));
        }
        for (EditColumn &column : columns) {
            if (column.name == parts.front())
                (parts.size() == 1 ? column.secret : column.holdsSecrets) = true;
        }
    }
}

QString whyReadOnly(const Standing &standing, const browse::Relation &relation)
{
    const QString name = relation.name.name();
    if (relation.name.schema() == "gatehouse"_L1)
        return Words::tr("The tables of the schema gatehouse hold Gatehouse's own records. They "
                         "are not changed by hand.");
    switch (standing.kind) {
    case 'v':
        return Words::tr("%1 is a view: its rows come from other tables. Change them there.")
            .arg(name);
    case 'm':
        return Words::tr("%1 is a materialized view: its rows are computed. Change the tables it "
                         "comes from, then refresh it.")
            .arg(name);
    case 'f':
        return Words::tr("%1 is a foreign table: its rows live on another server. Change them "
                         "there.")
            .arg(name);
    default:
        break;
    }
    if (standing.inherited)
        return Words::tr("Other tables inherit from %1, so its key does not tell all rows apart. "
                         "Change the rows in the table they live in.")
            .arg(name);
    if (!relation.keyIsUnique
        || std::any_of(relation.columns.begin(), relation.columns.end(), [&](const auto &column) {
               return column.internal && relation.key.contains(column.id);
           }))
        return Words::tr("%1 has neither a primary key nor a unique index over columns that are "
                         "never empty, so one row cannot be told from another. Add a key to "
                         "change rows here.")
            .arg(name);
    return {};
}

QString noRight(const QString &right, const QString &what)
{
    return Words::tr("This role has no right to %1 here. Its owner can give it: GRANT %1 ON %2.")
        .arg(right, what);
}

} // namespace

EditColumn EditColumn::fromRow(const db::Row &row)
{
    EditColumn column;
    column.name = row.text(0);
    column.type = row.text(1);
    column.castType = row.text(2);
    column.notNull = row.get<bool>(3);
    column.defaultText = row.text(4);
    const QString identity = row.text(5), generated = row.text(6);
    if (!generated.isEmpty())
        column.fill = Fill::Generated;
    else if (identity == "a"_L1)
        column.fill = Fill::AlwaysIdentity;
    else if (identity == "d"_L1)
        column.fill = Fill::Identity;
    else if (!column.defaultText.isEmpty() || row.get<bool>(12))
        column.fill = Fill::Default;
    column.canSelect = row.get<bool>(7);
    column.canInsert = row.get<bool>(8);
    column.canUpdate = row.get<bool>(9);
    column.labels = row.get<QStringList>(10);
    column.comment = row.text(11);
    return column;
}

ForeignKey ForeignKey::fromRow(const db::Row &row)
{
    ForeignKey key;
    key.name = row.text(0);
    key.leaves = row.get<bool>(1);
    key.other = db::Identifier(row.text(2), row.text(3));
    key.columns = row.get<QStringList>(key.leaves ? 4 : 5);
    key.otherColumns = row.get<QStringList>(key.leaves ? 5 : 4);
    const QByteArrayView fate = row.raw(6);
    key.onDelete = fate == "c" ? OnDelete::Cascade
        : fate == "n"          ? OnDelete::SetNull
        : fate == "d"          ? OnDelete::SetDefault
                               : OnDelete::Nothing;
    key.readable = row.get<bool>(7);
    return key;
}

Rule Rule::fromRow(const db::Row &row) { return {row.text(0), row.get<QStringList>(1)}; }

const EditColumn *Table::column(const QString &name) const
{
    const auto found = std::find_if(
        columns.begin(), columns.end(), [&](const auto &column) { return column.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

QString Table::whyNotUpdate(const QString &name) const
{
    if (!whyReadOnly.isEmpty())
        return whyReadOnly;
    const EditColumn *held = column(name);
    if (!held)
        return Words::tr("There is no column %1 here any more. Press F5 to look again.").arg(name);
    if (held->fill == EditColumn::Fill::Generated)
        return Words::tr("%1 is computed by the server: %2.").arg(name, held->defaultText);
    if (held->fill == EditColumn::Fill::AlwaysIdentity)
        return Words::tr("%1 is numbered by the server (GENERATED ALWAYS AS IDENTITY).").arg(name);
    if (held->secret)
        return Words::tr("%1 holds secrets. They are not shown, so they are not edited here; API "
                         "keys are changed on their own page.")
            .arg(name);
    if (held->holdsSecrets)
        return Words::tr("%1 holds secrets among its members, which are blanked here. Editing it "
                         "would write the blanks back.")
            .arg(name);
    if (!held->canUpdate)
        return noRight(u"UPDATE"_s, relation->name.name());
    return {};
}

QString Table::whyNotInsert(const QString &name) const
{
    const EditColumn *held = column(name);
    if (!held)
        return Words::tr("There is no column %1 here any more. Press F5 to look again.").arg(name);
    if (held->fill == EditColumn::Fill::Generated)
        return Words::tr("%1 is computed by the server: %2.").arg(name, held->defaultText);
    if (held->fill == EditColumn::Fill::AlwaysIdentity)
        return Words::tr("%1 is numbered by the server (GENERATED ALWAYS AS IDENTITY).").arg(name);
    if (!held->canInsert)
        return noRight(u"INSERT"_s, relation->name.name());
    return {};
}

QString Table::whyNoNewRow() const
{
    if (!whyReadOnly.isEmpty())
        return whyReadOnly;
    return canInsert ? QString() : noRight(u"INSERT"_s, relation->name.name());
}

QString Table::whyNoDelete() const
{
    if (!whyReadOnly.isEmpty())
        return whyReadOnly;
    return canDelete ? QString() : noRight(u"DELETE"_s, relation->name.name());
}

Result<Table> describe(db::Sql &sql, const db::Identifier &name, const QStringList &secrets)
{
    auto relation = browse::describe(sql, name);
    if (!relation)
        return relation.error();
    browse::Relation found = std::move(relation).value();
    const db::Params oid = db::bind(qint64(found.oid));
    auto standing = sql.fetchOne<Standing>("tables/standing"_L1, oid);
    if (!standing)
        return standing.error();
    auto columns = sql.fetch<EditColumn>("tables/columns"_L1, oid);
    if (!columns)
        return columns.error();
    auto keys = sql.fetch<ForeignKey>("tables/foreign_keys"_L1, oid);
    if (!keys)
        return keys.error();
    auto rules = sql.fetch<Rule>("tables/constraints"_L1, oid);
    if (!rules)
        return rules.error();
    Table table;
    table.columns = std::move(columns).value();
    maskColumns(found, table.columns, secrets);
    table.foreignKeys = std::move(keys).value();
    table.rules = std::move(rules).value();
    table.comment = standing.value().comment;
    table.definition = standing.value().definition;
    table.whyReadOnly = whyReadOnly(standing.value(), found);
    table.canDelete = standing.value().mayDelete;
    for (const EditColumn &column : table.columns) {
        table.canInsert = table.canInsert || column.canInsert;
        table.canUpdate = table.canUpdate || column.canUpdate;
    }
    if (table.whyReadOnly.isEmpty() && !table.canInsert && !table.canUpdate && !table.canDelete)
        table.whyReadOnly = noRight(u"INSERT, UPDATE, DELETE"_s, name.name());
    table.relation = std::make_shared<const browse::Relation>(std::move(found));
    return table;
}

} // namespace gatehouse::tables
