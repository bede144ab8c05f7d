// Where a move stands: one row in gatehouse.partition_job, written in the transaction of each step,
// so that a kill at any moment leaves the truth.
#pragma once

#include "partitions/plan.h"
#include "trail/trail.h"

namespace gatehouse::partitions {

// Part 'partitions' of gatehouse.schema_version.
inline constexpr int kJobVersion = 1;

enum class State { Made, Copying, Copied, Verified, Swapped, Finished, Undone };
QString stateId(State state);
QString stateName(State state); // translated

struct Job
{
    qint64 id = 0;
    QString schema, table, time;
    State state = State::Made;
    QStringList after; // the last key that was copied
    qint64 copied = 0;
    double estimate = -1; // rows of the table at the beginning
    QStringList columns, undo, finish; // statements as they were when it was exchanged
    bool isOpen() const { return state != State::Finished && state != State::Undone; }
};

// Objects of ours in the schema gatehouse. Making them needs the user's consent.
Result<bool> hasJobs(db::Sql &sql);
Result<> createJobs(db::Sql &sql, const trail::Actor &actor);
QString creationScript();
Result<> removeJobs(db::Sql &sql); // Refused while a move is open

Result<std::vector<Job>> jobs(db::Sql &sql); // the newest first; none where there is no table
Result<std::optional<Job>> openJob(db::Sql &sql, const QString &schema, const QString &table);
Result<Job> addJob(db::Sql &sql, const Table &table); // in the caller's transaction
Result<> setJob(db::Sql &sql, const Job &job);        // as above

} // namespace gatehouse::partitions
