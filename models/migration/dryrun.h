// A run without a target: everything is read, converted and counted, and nothing is written.
#pragma once

#include "migration/run.h"

#include <map>

namespace gatehouse::migration {

struct DryTable
{
    QString from, to;
    qint64 read = 0, fits = 0, leftOut = 0, replaced = 0;
    qint64 duplicates = 0;              // of those that fit: their key came before
    qint64 orphans = 0;                 // of those that fit: what they belong to does not
    qint64 stubbed = 0;                 // of those that fit: a parent is made for them
    std::map<QString, qint64> rejected{}; // by reason, badId()
    std::vector<Rejected> samples{};    // a few of each reason
    qint64 wouldReject() const;
};

// The session's thread. Tables that are missing are made and taken back in one transaction, to know
// their types. What the target refuses by its own checks and triggers is not foreseen.
Result<std::vector<DryTable>> dryRun(db::Sql &sql, const Plan &plan, const RunOptions &options);

QJsonObject toJson(const DryTable &table);

} // namespace gatehouse::migration
