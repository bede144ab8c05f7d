#include "catalog/catalog.h"

#include <algorithm>

namespace gatehouse::catalog {

namespace {

template <typename T>
const T *find(const std::vector<T> &all, const QString &name)
{
    const auto at =
        std::find_if(all.begin(), all.end(), [&name](const T &one) { return one.name == name; });
    return at == all.end() ? nullptr : &*at;
}

} // namespace

const Column *Table::column(const QString &wanted) const { return find(columns, wanted); }

const Constraint *Table::constraint(const QString &wanted) const
{
    return find(constraints, wanted);
}

const Constraint *Table::primaryKey() const
{
    const auto at = std::find_if(constraints.begin(), constraints.end(),
        [](const Constraint &one) { return one.kind == "primary"_L1; });
    return at == constraints.end() ? nullptr : &*at;
}

const Index *Table::index(const QString &wanted) const { return find(indexes, wanted); }

const Table *Catalog::table(const QString &name) const
{
    const auto at = tables.constFind(name);
    return at == tables.cend() ? nullptr : &*at;
}

// A column that was dropped and added again stands at another place, which means nothing.
bool Catalog::sameAs(const Catalog &other) const
{
    const auto sorted = [](QMap<QString, Table> all) {
        for (Table &table : all)
            std::sort(table.columns.begin(), table.columns.end(),
                [](const Column &a, const Column &b) { return a.name < b.name; });
        return all;
    };
    return sequences == other.sequences && enums == other.enums && routines == other.routines
        && sorted(tables) == sorted(other.tables);
}

Catalog withoutComments(Catalog catalog)
{
    for (Table &table : catalog.tables) {
        table.comment.clear();
        for (Column &column : table.columns)
            column.comment.clear();
    }
    return catalog;
}

} // namespace gatehouse::catalog
