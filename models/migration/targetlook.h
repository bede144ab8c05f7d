// Where a plan would put its rows: what the target schema has of it already, and edits of whole
// tables of a plan.
#pragma once

#include "db/sql.h"
#include "migration/survey.h"

#include <set>

namespace gatehouse::migration {

inline constexpr qint64 kMostCounted = 1'000'000; // further rows of a table are not counted

struct TargetTable
{
    QString to;
    bool exists = false;
    qint64 rows = 0; // kMostCounted + 1: more than that
    bool hasKey = false; // rows of both sides can be told apart, so Skip and Update are possible
    QString trouble{};   // why it cannot be filled, translated
};

struct TargetLook
{
    QStringList schemas; // where this role may make tables; without the server's and our own
    std::vector<TargetTable> tables{}; // as in the plan
};

// Reads catalogs, and counts the rows of the tables that are there. Changes nothing.
Result<TargetLook> lookAtTarget(db::Sql &sql, const Plan &plan);

// What stands against running as the plan is: one whole sentence for a table, empty for none.
QString objection(const TargetTable &there, const TableRule &rule);

// The other rules follow when they refer to it. Invalid for a name that is empty or taken.
Result<> renameTarget(Plan &plan, size_t table, const QString &to);

// The plan without these tables, which it names in its notes.
Plan without(const Plan &plan, const std::set<size_t> &tables);

// "migrated", or with a number behind it: a schema that is not there.
QString freshSchema(const QStringList &taken);

// What is likely to arrive, from what an inspection found and the plan answers.
struct Arrival
{
    QString from, to;
    qint64 rows = 0;  // in the source
    qint64 aside = 0; // at most so many do not fit as the plan is
};
std::vector<Arrival> arrivals(const Survey &survey, const Plan &plan);

} // namespace gatehouse::migration
