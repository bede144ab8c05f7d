// The leaves of a comparison, each made in one place: what it says, how grave it is, how to mend
// it.
#pragma once

#include "catalog/diff.h"

namespace gatehouse::catalog {

// Names enter a mend quoted.
QString quoted(const QString &name);

struct Leaf // the parts that every leaf of one table shares
{
    QString table, object, name;
    Difference missing(Severity severity, const QString &expected, const QString &why) const;
    Difference extra(Severity severity, const QString &found, const QString &why) const;
    Difference other(Severity severity, const QString &aspect, const QString &expected,
        const QString &found, const QString &why) const;
};

// Whether two defaults give the same value: '0.0'::double precision and 0.0, now() and
// CURRENT_TIMESTAMP.
bool sameDefault(const QString &a, const QString &b);
// Whether two definitions are one rule: the server prints an IN list of varchar in another way once
// its own text was run again, as after pg_dump and restore.
bool sameRule(const QString &a, const QString &b);
// found takes every value that expected takes: text for varchar(10), bigint for integer.
bool isWider(const QString &found, const QString &expected);

std::vector<Difference> diffColumns(
    const Table &expected, const Table &found, const Options &options);
std::vector<Difference> diffKeys(const Table &expected, const Table &found, const Options &options);
std::vector<Difference> diffTriggers(const Table &expected, const Table &found);

} // namespace gatehouse::catalog
