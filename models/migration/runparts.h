// What the parts of a run share.
#pragma once

#include "migration/run.h"
#include "migration/words.h"

namespace gatehouse::migration {

// One migration at a time in a database; a lock of the session, so that nothing of a dead one is
// left behind.
class OneAtATime
{
public:
    static Result<OneAtATime> take(db::Sql &sql)
    {
        const Error busy = refused(Words::tr("Another migration into this database is running."));
        auto got = sql.fetchOne<bool>("migration/lock"_L1);
        if (!got || !got.value())
            return got ? busy : got.error();
        OneAtATime lock(&sql);
        if (auto alone = sql.execute("migration/await_further"_L1); !alone)
            return alone.error().sqlState == u"55P03"_s ? busy : alone.error();
        return lock;
    }
    OneAtATime(OneAtATime &&other) noexcept : m_sql(std::exchange(other.m_sql, nullptr)) { }
    ~OneAtATime()
    {
        if (m_sql)
            (void)bool(m_sql->execute("migration/unlock"_L1));
    }

private:
    explicit OneAtATime(db::Sql *sql) : m_sql(sql) { }
    db::Sql *m_sql;
};

// Refuses what a migration cannot work on, and sets the session up.
Result<OneAtATime> prepareSession(db::Sql &sql);

const SourceTable *sourceTable(const Source &source, const QString &name); // null: there is none

// The target columns that tell rows apart: the rule's, else the primary key where all of it is
// filled; empty when there is none.
QStringList keyOf(const TableRule &rule, const LiveTable &live);

// What every stage needs to know of one table; checks that its rules fit both sides.
Result<Moved> movedOf(db::Sql &sql, const Plan &plan, const Source &source, size_t index);

// What was kept aside for more than a day.
Result<> dropExpired(db::Sql &sql, const RunOptions &options);

// Writes the entry of the trail; `written` says whether there is one.
Record recordOf(const RunOptions &options, const Run &run, const QString &action, bool *written);

} // namespace gatehouse::migration
