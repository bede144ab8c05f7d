#include "catalog/leaves.h"
#include "catalog/words.h"

namespace gatehouse::catalog {

namespace {

QString alter(const QString &table, const QString &column, const QString &what)
{
    return u"ALTER TABLE %1 ALTER COLUMN %2 %3"_s.arg(quoted(table), quoted(column), what);
}

// How a value comes when an INSERT leaves the column out.
QString sourceOf(const Column &column)
{
    return !column.identity.isEmpty() ? u"GENERATED %1 AS IDENTITY"_s.arg(column.identity.toUpper())
        : !column.generated.isEmpty() ? u"GENERATED ALWAYS AS (%1)"_s.arg(column.generated)
                                      : column.fallback;
}

bool counts(const Column &column)
{
    return !column.identity.isEmpty() || column.fallback.startsWith("nextval("_L1);
}

Difference missingColumn(const Leaf &leaf, const Column &expected)
{
    Difference one = leaf.missing(Severity::Error, printColumn(expected),
        Words::tr("Statements of the service that name this column fail."));
    one.mend << u"ALTER TABLE %1 ADD COLUMN %2"_s.arg(quoted(leaf.table), printColumn(expected));
    if (expected.notNull && sourceOf(expected).isEmpty())
        one.caution = Words::tr("Rows that are there already have no value for it: add it without "
                                "NOT NULL, fill it, then SET NOT NULL.");
    return one;
}

Difference extraColumn(const Leaf &leaf, const Column &found)
{
    const bool needed = found.notNull && sourceOf(found).isEmpty();
    Difference one = leaf.extra(needed ? Severity::Error : Severity::Note, printColumn(found),
        needed ? Words::tr("It must have a value and has no default, so an INSERT of the service, "
                           "which does not know it, fails.")
               : Words::tr("The service does not know this column."));
    if (needed) {
        one.mend << alter(leaf.table, found.name, u"DROP NOT NULL"_s);
    } else {
        one.mend << u"ALTER TABLE %1 DROP COLUMN %2"_s.arg(quoted(leaf.table), quoted(found.name));
        one.caution = Words::tr("This destroys the values of the column.");
    }
    return one;
}

void compareType(const Leaf &leaf, const Column &expected, const Column &found,
    const Tolerance &tolerance, std::vector<Difference> &into)
{
    const QString where = leaf.table + u'.' + leaf.name;
    if (expected.type == found.type || tolerance.types.value(where).contains(found.type))
        return;
    const bool wider = isWider(found.type, expected.type);
    Difference one =
        leaf.other(wider ? Severity::Note : Severity::Error, u"type"_s, expected.type, found.type,
            wider ? Words::tr("It takes every value of the expected type.")
                  : Words::tr("Values may be refused, cut or read as something else."));
    one.mend << alter(
        leaf.table, leaf.name, u"TYPE %1 USING %2::%1"_s.arg(expected.type, quoted(leaf.name)));
    one.caution = Words::tr("This may rewrite the table while nobody can read it, and fails where "
                            "a value does not fit.");
    into.push_back(std::move(one));
}

void compareNull(
    const Leaf &leaf, const Column &expected, const Column &found, std::vector<Difference> &into)
{
    if (expected.notNull == found.notNull)
        return;
    if (expected.notNull) {
        Difference one = leaf.other(Severity::Warning, u"null"_s, u"NOT NULL"_s, u"NULL"_s,
            Words::tr("Rows without a value are let in."));
        one.mend << alter(leaf.table, leaf.name, u"SET NOT NULL"_s);
        one.caution = Words::tr("It fails while rows without a value are there, and reads the "
                                "whole table under a lock.");
        into.push_back(std::move(one));
        return;
    }
    const bool filled = !sourceOf(found).isEmpty();
    Difference one = leaf.other(filled ? Severity::Warning : Severity::Error, u"null"_s, u"NULL"_s,
        u"NOT NULL"_s,
        Words::tr("Rows without a value, which the service may write, are refused."));
    one.mend << alter(leaf.table, leaf.name, u"DROP NOT NULL"_s);
    into.push_back(std::move(one));
}

void compareDefault(
    const Leaf &leaf, const Column &expected, const Column &found, std::vector<Difference> &into)
{
    const QString wanted = sourceOf(expected), there = sourceOf(found);
    if (sameDefault(wanted, there) || (counts(expected) && counts(found)))
        return;
    if (expected.generated.isEmpty() != found.generated.isEmpty()) {
        into.push_back(leaf.other(Severity::Error, u"generated"_s, wanted, there,
            Words::tr("A computed column takes no values of its own, a plain one computes none.")));
        return;
    }
    const bool lost = there.isEmpty();
    const QString why = lost && found.notNull
        ? Words::tr("An INSERT that leaves the column out fails.")
        : lost ? Words::tr("An INSERT that leaves the column out stores NULL.")
        : wanted.isEmpty()
        ? Words::tr("The server fills in what the service would leave empty.")
        : Words::tr("An INSERT that leaves the column out stores another value.");
    Difference one = leaf.other(
        wanted.isEmpty() ? Severity::Note : Severity::Warning, u"default"_s, wanted, there, why);
    if (wanted.isEmpty())
        one.mend << alter(leaf.table, leaf.name, u"DROP DEFAULT"_s);
    else if (expected.identity.isEmpty() && expected.generated.isEmpty())
        one.mend << alter(leaf.table, leaf.name, u"SET DEFAULT "_s + wanted);
    if (counts(expected))
        one.caution = Words::tr("The sequence must be there and stand behind the highest value.");
    into.push_back(std::move(one));
}

} // namespace

std::vector<Difference> diffColumns(
    const Table &expected, const Table &found, const Options &options)
{
    std::vector<Difference> all;
    for (const Column &wanted : expected.columns) {
        const Leaf leaf{expected.name, u"column"_s, wanted.name};
        const Column *there = found.column(wanted.name);
        if (!there) {
            all.push_back(missingColumn(leaf, wanted));
            continue;
        }
        compareType(leaf, wanted, *there, options.tolerance, all);
        compareNull(leaf, wanted, *there, all);
        compareDefault(leaf, wanted, *there, all);
        if (wanted.collation != there->collation)
            all.push_back(leaf.other(Severity::Warning, u"collation"_s, wanted.collation,
                there->collation, Words::tr("Texts are ordered and compared in another way.")));
        if (options.comments && wanted.comment != there->comment)
            all.push_back(leaf.other(Severity::Note, u"comment"_s, wanted.comment, there->comment,
                Words::tr("Only the comment differs.")));
    }
    for (const Column &there : found.columns) {
        if (!expected.column(there.name))
            all.push_back(extraColumn({expected.name, u"column"_s, there.name}, there));
    }
    return all;
}

std::vector<Difference> diffTriggers(const Table &expected, const Table &found)
{
    const auto named = [](const Table &table, const QString &name) -> const Trigger * {
        for (const Trigger &one : table.triggers) {
            if (one.name == name)
                return &one;
        }
        return nullptr;
    };
    std::vector<Difference> all;
    for (const Trigger &wanted : expected.triggers) {
        const Leaf leaf{expected.name, u"trigger"_s, wanted.name};
        const Trigger *there = named(found, wanted.name);
        if (!there) {
            all.push_back(leaf.missing(Severity::Warning, wanted.definition,
                Words::tr("What it does on a change is not done.")));
            all.back().mend << wanted.definition;
        } else if (there->definition != wanted.definition) {
            all.push_back(leaf.other(Severity::Warning, u"definition"_s, wanted.definition,
                there->definition, Words::tr("It does something else on a change.")));
            all.back().mend << u"DROP TRIGGER %1 ON %2"_s.arg(
                quoted(wanted.name), quoted(expected.name))
                            << wanted.definition;
        } else if (there->enabled != wanted.enabled) {
            all.push_back(leaf.other(Severity::Warning, u"enabled"_s,
                wanted.enabled ? u"enabled"_s : u"disabled"_s,
                there->enabled ? u"enabled"_s : u"disabled"_s,
                Words::tr("It is switched the other way.")));
            all.back().mend << u"ALTER TABLE %1 %2 TRIGGER %3"_s.arg(quoted(expected.name),
                wanted.enabled ? u"ENABLE"_s : u"DISABLE"_s, quoted(wanted.name));
        }
    }
    for (const Trigger &there : found.triggers) {
        if (!named(expected, there.name))
            all.push_back(Leaf{expected.name, u"trigger"_s, there.name}.extra(Severity::Warning,
                there.definition,
                Words::tr("It does something on a change that the service does not know of.")));
    }
    return all;
}

} // namespace gatehouse::catalog
