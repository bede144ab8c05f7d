// Which tables a backup is about, and what stands in its way.
#pragma once

#include "backup/create.h"
#include "backup/survey.h"

namespace gatehouse::backup {

// Names of the plan, looked up: pg_dump gets "schema"."table" and nothing that it could expand.
struct Chosen
{
    Scope scope;
    QStringList arguments; // for pg_dump
};
Result<Chosen> chooseTables(db::Sql &sql, const CreatePlan &plan, const Survey &found);

// Refused, naming the tables: no right to read, row security, rows beyond what COPY can print.
Result<> checkReadable(const Survey &found, const Scope &scope);
Result<> checkHugeRows(db::Sql &sql, const Survey &found, const Scope &scope);
// Refused when the folder has too little room for what is expected.
Result<> checkRoom(const CreatePlan &plan, const Scope &scope);

} // namespace gatehouse::backup
