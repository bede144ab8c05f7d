#include "catalog/diff.h"

#include "base/safetext.h"
#include "catalog/leaves.h"
#include "catalog/words.h"

#include <algorithm>

namespace gatehouse::catalog {

namespace {

bool isView(const Table &table) { return table.kind == "view"_L1 || table.kind == "matview"_L1; }

QString objectOf(const Table &table) { return isView(table) ? u"view"_s : u"table"_s; }

Difference node(const Table &table)
{
    Difference one;
    one.object = objectOf(table);
    one.table = table.name;
    one.name = table.name;
    return one;
}

Difference missingTable(const Table &table)
{
    Difference one = Leaf{table.name, objectOf(table), table.name}.missing(
        Severity::Error, table.kind, Words::tr("Statements of the service that name it fail."));
    one.mend = printTable(table);
    for (const Constraint &constraint : table.constraints) {
        if (constraint.kind == "foreign"_L1)
            one.mend << printConstraint(table.name, constraint);
    }
    return one;
}

Difference extraTable(const Table &table)
{
    return Leaf{table.name, objectOf(table), table.name}.extra(
        Severity::Note, table.kind, Words::tr("It belongs to something else, or is left over."));
}

std::vector<Difference> insideOf(const Table &expected, const Table &found, const Options &options)
{
    const Leaf own{expected.name, objectOf(expected), expected.name};
    std::vector<Difference> all;
    if (expected.kind != found.kind) {
        const bool parted = expected.kind == "table"_L1 && found.kind == "partitioned"_L1;
        all.push_back(own.other(parted ? Severity::Note : Severity::Error, u"kind"_s, expected.kind,
            found.kind,
            parted ? Words::tr("It was divided into partitions.")
                   : Words::tr("It behaves in another way when it is written to.")));
        if (!parted)
            return all;
    }
    if (isView(expected)) {
        if (expected.body != found.body)
            all.push_back(own.other(Severity::Warning, u"definition"_s, expected.body, found.body,
                Words::tr("It shows something else.")));
        return all;
    }
    for (auto *part : {&diffColumns, &diffKeys}) {
        for (Difference &one : part(expected, found, options))
            all.push_back(std::move(one));
    }
    for (Difference &one : diffTriggers(expected, found))
        all.push_back(std::move(one));
    if (expected.rowSecurity != found.rowSecurity) {
        all.push_back(own.other(Severity::Warning, u"row security"_s,
            expected.rowSecurity ? u"on"_s : u"off"_s, found.rowSecurity ? u"on"_s : u"off"_s,
            Words::tr("Who sees which rows is another matter.")));
        all.back().mend << u"ALTER TABLE %1 %2 ROW LEVEL SECURITY"_s.arg(
            quoted(expected.name), expected.rowSecurity ? u"ENABLE"_s : u"DISABLE"_s);
    }
    if (expected.unlogged != found.unlogged)
        all.push_back(own.other(Severity::Warning, u"persistence"_s,
            expected.unlogged ? u"UNLOGGED"_s : u"LOGGED"_s,
            found.unlogged ? u"UNLOGGED"_s : u"LOGGED"_s,
            Words::tr("After a crash an unlogged table is empty.")));
    std::stable_sort(all.begin(), all.end(),
        [](const Difference &a, const Difference &b) { return a.severity > b.severity; });
    return all;
}

void diffSequences(const Catalog &expected, const Catalog &found, std::vector<Difference> &all)
{
    for (const Sequence &wanted : expected.sequences) {
        const Leaf leaf{{}, u"sequence"_s, wanted.name};
        const auto there = found.sequences.constFind(wanted.name);
        if (there != found.sequences.cend()) {
            if (wanted.increment != there->increment || wanted.type != there->type)
                all.push_back(leaf.other(Severity::Note, u"definition"_s,
                    u"%1, +%2"_s.arg(wanted.type).arg(wanted.increment),
                    u"%1, +%2"_s.arg(there->type).arg(there->increment),
                    Words::tr("Numbers are given in another way.")));
            continue;
        }
        if (!wanted.owner.isEmpty())
            continue; // the default of its column says so
        all.push_back(
            leaf.missing(Severity::Error, wanted.type, Words::tr("Statements that use it fail.")));
        all.back().mend << u"CREATE SEQUENCE %1 AS %2 START %3 INCREMENT %4"_s
                               .arg(quoted(wanted.name), wanted.type)
                               .arg(wanted.start)
                               .arg(wanted.increment);
    }
}

void diffEnums(const Catalog &expected, const Catalog &found, std::vector<Difference> &all)
{
    for (const Enumeration &wanted : expected.enums) {
        const Leaf leaf{{}, u"enum"_s, wanted.name};
        const auto there = found.enums.constFind(wanted.name);
        if (there == found.enums.cend()) {
            all.push_back(leaf.missing(Severity::Error, wanted.labels.join(u", "_s),
                Words::tr("Columns of this type cannot be made.")));
            QStringList labels;
            for (const QString &label : wanted.labels)
                labels << u'\'' + QString(label).replace(u'\'', u"''"_s) + u'\'';
            all.back().mend << u"CREATE TYPE %1 AS ENUM (%2)"_s.arg(
                quoted(wanted.name), labels.join(u", "_s));
            continue;
        }
        if (wanted.labels == there->labels)
            continue;
        QStringList mend;
        for (const QString &label : wanted.labels) {
            if (!there->labels.contains(label))
                mend << u"ALTER TYPE %1 ADD VALUE '%2'"_s.arg(
                    quoted(wanted.name), QString(label).replace(u'\'', u"''"_s));
        }
        all.push_back(leaf.other(mend.isEmpty() ? Severity::Note : Severity::Error, u"labels"_s,
            wanted.labels.join(u", "_s), there->labels.join(u", "_s),
            mend.isEmpty() ? Words::tr("It has further labels, or another order.")
                           : Words::tr("A value that the service writes is refused.")));
        all.back().mend = mend;
    }
}

void diffRoutines(const Catalog &expected, const Catalog &found, std::vector<Difference> &all)
{
    for (const Routine &wanted : expected.routines) {
        const Leaf leaf{{}, u"function"_s, wanted.signature};
        const auto there = found.routines.constFind(wanted.signature);
        if (there == found.routines.cend())
            all.push_back(leaf.missing(
                Severity::Error, wanted.kind, Words::tr("Statements that call it fail.")));
        else if (wanted.hash != there->hash)
            all.push_back(leaf.other(Severity::Warning, u"definition"_s, wanted.hash.left(12),
                there->hash.left(12), Words::tr("It does something else.")));
    }
}

} // namespace

QString Difference::where() const
{
    if (table.isEmpty() || object == "table"_L1 || object == "view"_L1)
        return name;
    return object == "column"_L1 ? table + u'.' + name : table + u": "_s + name;
}

std::vector<Difference> diff(const Catalog &expected, const Catalog &found, const Options &options)
{
    std::vector<Difference> roots;
    for (const Table &wanted : expected.tables) {
        if (options.ignoredTables.contains(wanted.name))
            continue;
        const Table *there = found.table(wanted.name);
        if (!there) {
            if (!options.tolerance.optional.contains(wanted.name))
                roots.push_back(missingTable(wanted));
            continue;
        }
        Difference one = node(wanted);
        one.children = insideOf(wanted, *there, options);
        if (one.children.empty())
            continue;
        one.severity = one.children.front().severity;
        for (const Difference &child : one.children)
            one.severity = std::max(one.severity, child.severity);
        roots.push_back(std::move(one));
    }
    for (const Table &there : found.tables) {
        const bool ours = expected.tables.contains(there.name)
            || expected.tables.contains(there.parent) || options.ignoredTables.contains(there.name)
            || options.tolerance.optional.contains(there.name);
        if (options.extraTables && !ours)
            roots.push_back(extraTable(there));
    }
    diffSequences(expected, found, roots);
    diffEnums(expected, found, roots);
    diffRoutines(expected, found, roots);
    std::stable_sort(roots.begin(), roots.end(), [](const Difference &a, const Difference &b) {
        return a.severity != b.severity ? a.severity > b.severity : a.name < b.name;
    });
    return roots;
}

int count(const std::vector<Difference> &roots)
{
    int all = 0;
    for (const Difference &one : roots)
        all += one.children.empty() ? 1 : count(one.children);
    return all;
}

int count(const std::vector<Difference> &roots, Severity severity)
{
    int all = 0;
    for (const Difference &one : roots)
        all += one.children.empty() ? (one.severity == severity ? 1 : 0)
                                    : count(one.children, severity);
    return all;
}

std::optional<Severity> worst(const std::vector<Difference> &roots)
{
    std::optional<Severity> most;
    for (const Difference &one : roots)
        most = most ? std::max(*most, one.severity) : one.severity;
    return most;
}

} // namespace gatehouse::catalog
