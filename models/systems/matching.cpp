#include "systems/matching.h"

#include "systems/fingerprint.h"

#include <QSet>

#include <algorithm>

namespace gatehouse::systems {

namespace {

// Fewer columns than this, all present, prove nothing: half the world has a table (id, name).
constexpr qsizetype kTellingColumns = 5;

struct Candidate
{
    const Shape *shape = nullptr;
    qsizetype met = 0, unmet = 0;        // items of the fingerprint
    qsizetype present = 0, expected = 0; // columns
    bool whole() const { return unmet == 0; }
    double share() const { return expected ? double(present) / double(expected) : 0; }
    bool surerThan(const Candidate &other) const
    {
        return whole() != other.whole() ? whole() : share() > other.share();
    }
    bool betterThan(const Candidate &other) const // of two shapes of one system
    {
        if (surerThan(other) || other.surerThan(*this))
            return surerThan(other);
        return met != other.met ? met > other.met : unmet < other.unmet; // the more telling shape
    }
};

bool hasAllColumns(const TableFacts *table, const QStringList &columns)
{
    return table && columns.size() >= kTellingColumns
        && std::all_of(columns.begin(), columns.end(),
            [table](const QString &name) { return table->column(name); });
}

// The table that proves a shape in part, or nothing.
QString telling(const Shape &shape, const SchemaTables &tables)
{
    for (auto i = shape.tables.cbegin(); i != shape.tables.cend(); ++i) {
        const bool named = std::any_of(shape.fingerprint.begin(), shape.fingerprint.end(),
            [&](const QString &item) { return concerns(item, i.key()) && holds(item, tables); });
        if (named && hasAllColumns(tables.value(i.key()), i.value()))
            return i.key();
    }
    return {};
}

std::optional<Candidate> judge(
    const Shape &shape, const SchemaTables &tables, const QSet<QString> &taken)
{
    const auto there = [&tables](const QString &item) { return holds(item, tables); };
    if (std::any_of(shape.absent.begin(), shape.absent.end(), there))
        return {};
    Candidate candidate{&shape};
    candidate.met = std::count_if(shape.fingerprint.begin(), shape.fingerprint.end(), there);
    candidate.unmet = shape.fingerprint.size() - candidate.met;
    for (auto i = shape.tables.cbegin(); i != shape.tables.cend(); ++i) {
        const TableFacts *table = tables.value(i.key());
        candidate.expected += i.value().size() + 1;
        candidate.present += table ? 1 : 0;
        for (const QString &column : i.value())
            candidate.present += table && table->column(column) ? 1 : 0;
    }
    if (!candidate.whole()) {
        const QString table = telling(shape, tables);
        if (table.isEmpty() || taken.contains(table))
            return {};
    }
    return candidate;
}

std::optional<Candidate> best(
    const Description &system, const SchemaTables &tables, const QSet<QString> &taken)
{
    std::optional<Candidate> found;
    for (const Shape &shape : system.shapes) {
        const auto candidate = judge(shape, tables, taken);
        if (candidate && (!found || candidate->betterThan(*found)))
            found = candidate;
    }
    return found;
}

Match describe(const std::shared_ptr<const Description> &system, const Shape &shape,
    const QString &schema, const SchemaTables &tables)
{
    Match match{system, shape.id, schema};
    for (auto i = shape.tables.cbegin(); i != shape.tables.cend(); ++i) {
        const TableFacts *table = tables.value(i.key());
        if (!table) {
            match.missingTables.append(i.key());
            continue;
        }
        for (const QString &column : i.value()) {
            if (!table->column(column))
                match.missingColumns.append(i.key() + u'.' + column);
        }
        for (const ColumnFacts &column : table->columns) {
            if (!i.value().contains(column.name))
                match.extraColumns.append(i.key() + u'.' + column.name);
        }
    }
    return match;
}

struct Found
{
    Match match;
    Candidate candidate;
};

// Whole matches first, so that a partial one cannot claim their tables.
void matchSchema(const QString &schema, const SchemaTables &tables,
    const std::vector<std::shared_ptr<const Description>> &known, std::vector<Found> *found)
{
    QSet<QString> taken;
    QSet<const Description *> done;
    for (const bool whole : {true, false}) {
        QSet<QString> claimed;
        for (const auto &system : known) {
            if (done.contains(system.get()))
                continue;
            const auto candidate = best(*system, tables, taken);
            if (!candidate || candidate->whole() != whole)
                continue;
            done.insert(system.get());
            for (auto i = candidate->shape->tables.cbegin(); i != candidate->shape->tables.cend();
                 ++i)
                claimed.insert(i.key());
            found->push_back({describe(system, *candidate->shape, schema, tables), *candidate});
        }
        taken |= claimed;
    }
}

} // namespace

std::vector<Match> matchSystems(const std::vector<TableFacts> &tables,
    const std::vector<std::shared_ptr<const Description>> &known, const QStringList &searchPath)
{
    QMap<QString, SchemaTables> schemas;
    for (const TableFacts &table : tables)
        schemas[table.schema].insert(table.name, &table);
    std::vector<Found> found;
    for (auto i = schemas.cbegin(); i != schemas.cend(); ++i)
        matchSchema(i.key(), i.value(), known, &found);
    const QStringList order = searchPath + QStringList{u"public"_s};
    const auto place = [&order](const Found &each) {
        const qsizetype at = order.indexOf(each.match.schema);
        return at < 0 ? order.size() : at;
    };
    std::stable_sort(found.begin(), found.end(), [&place](const Found &a, const Found &b) {
        if (a.candidate.surerThan(b.candidate) || b.candidate.surerThan(a.candidate))
            return a.candidate.surerThan(b.candidate);
        return place(a) < place(b);
    });
    std::vector<Match> matches;
    for (Found &each : found)
        matches.push_back(std::move(each.match));
    return matches;
}

} // namespace gatehouse::systems
