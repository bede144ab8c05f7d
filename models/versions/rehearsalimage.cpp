#include "versions/rehearsalimage.h"

#include "base/safetext.h"
#include "db/transaction.h"
#include "versions/words.h"

namespace gatehouse::versions {
namespace {

// The columns that both layouts have, so that a new column is no difference in content.
QStringList sharedColumns(const catalog::Table &table, const catalog::Catalog &first)
{
    QStringList names;
    const catalog::Table *before = first.table(table.name);
    for (const catalog::Column &column : table.columns) {
        const catalog::Column *old = before ? before->column(column.name) : nullptr;
        if (old && old->type == column.type)
            names.append(column.name);
    }
    names.sort();
    return names;
}

bool isGrave(const catalog::Difference &leaf, const QStringList &own)
{
    const bool ownIndex = leaf.object == "index"_L1 && leaf.sort == catalog::Sort::Missing
        && own.contains(leaf.name);
    return leaf.severity != catalog::Severity::Note && !ownIndex;
}

QStringList leaves(
    const std::vector<catalog::Difference> &roots, bool grave, const QStringList &own)
{
    QStringList all;
    for (const catalog::Difference &one : roots) {
        if (!one.children.empty())
            all += leaves(one.children, grave, own);
        else if (isGrave(one, own) == grave)
            all.append(catalog::sentence(one));
    }
    return all;
}

} // namespace

Result<Image> image(db::Sql &sql, const QString &schema, const catalog::Catalog *first)
{
    auto layout = catalog::read(sql, schema);
    if (!layout)
        return layout.error();
    Image seen{catalog::withoutComments(std::move(layout).value()), {}, 0};
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    if (auto ready = proof::beginSums(sql); !ready)
        return ready.error();
    for (const catalog::Table &table : seen.layout.tables) {
        if (table.kind != "table"_L1)
            continue;
        auto sum = proof::tableSum(
            sql, {schema, table.name}, sharedColumns(table, first ? *first : seen.layout));
        if (!sum)
            return sum.error();
        seen.rows += sum.value().rows;
        seen.sums.emplace(table.name, sum.value());
    }
    return seen;
}

// Contents are compared over what both have: a column of another type prints its values anew.
QStringList contentDifferences(const Image &before, const Image &after)
{
    QStringList all;
    for (const auto &[table, sum] : before.sums) {
        const auto it = after.sums.find(table);
        const catalog::Table *now = after.layout.table(table);
        const catalog::Table *then = before.layout.table(table);
        const bool comparable = now && then
            && size_t(sharedColumns(*now, before.layout).size()) == then->columns.size();
        if (it != after.sums.end() && it->second.rows != sum.rows)
            all.append(Words::tr("%1 has %2 row(s) instead of %3")
                           .arg(safeText(table))
                           .arg(it->second.rows)
                           .arg(sum.rows));
        else if (it != after.sums.end() && comparable && !(it->second == sum))
            all.append(Words::tr("the content of %1 is another one").arg(safeText(table)));
        else if (it == after.sums.end() && sum.rows > 0)
            all.append(Words::tr("%1 is gone with its rows").arg(safeText(table)));
    }
    return all;
}

void compareLayouts(
    const Image &expected, const Image &found, const Comparison &how, Rehearsal &into)
{
    if (expected.layout.sameAs(found.layout))
        return;
    const auto differences = catalog::diff(expected.layout, found.layout);
    for (const QString &one : leaves(differences, true, how.own).mid(0, 20))
        (how.lenient ? into.notes : into.findings).append(how.when + one);
    for (const QString &one : leaves(differences, false, how.own).mid(0, 20))
        into.notes.append(how.when + one);
}

} // namespace gatehouse::versions
