#include "systems/recognition.h"

#include <algorithm>

namespace gatehouse::systems {

const Shape &Match::shape() const
{
    static const Shape none;
    const Shape *found = system ? system->shape(shapeId) : nullptr;
    return found ? *found : none;
}

const ColumnFacts *TableFacts::column(const QString &column) const
{
    const auto found = std::find_if(columns.begin(), columns.end(),
        [&column](const ColumnFacts &facts) { return facts.name == column; });
    return found == columns.end() ? nullptr : &*found;
}

QStringList TableFacts::unreadableColumns() const
{
    QStringList names;
    for (const ColumnFacts &facts : columns) {
        if (!facts.canSelect)
            names.append(facts.name);
    }
    return names;
}

bool TableFacts::uniqueOn(const QStringList &on) const
{
    return std::any_of(indexes.begin(), indexes.end(), [&on](const IndexFacts &index) {
        return index.unique && index.valid && !index.partial && index.columns.size() == on.size()
            && std::is_permutation(index.columns.begin(), index.columns.end(), on.begin());
    });
}

const TableFacts *Recognition::table(const QString &schema, const QString &name) const
{
    const auto found = std::find_if(tables.begin(), tables.end(),
        [&](const TableFacts &facts) { return facts.schema == schema && facts.name == name; });
    return found == tables.end() ? nullptr : &*found;
}

} // namespace gatehouse::systems
