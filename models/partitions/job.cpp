#include "partitions/job.h"

#include "base/safetext.h"
#include "db/transaction.h"
#include "partitions/words.h"

#include <array>

namespace gatehouse::partitions {

namespace {

constexpr std::array kCreation{"trail/create_schema"_L1, "trail/create_version"_L1,
    "partitions/create_job"_L1, "partitions/create_open_job"_L1, "partitions/revoke"_L1,
    "partitions/fill_version"_L1};

const QStringList kStates{u"made"_s, u"copying"_s, u"copied"_s, u"verified"_s, u"swapped"_s,
    u"finished"_s, u"undone"_s};

Job jobOf(const db::Row &row)
{
    return {row.get<qint64>(0), row.text(1), row.text(2), row.text(3),
        State(std::max<qsizetype>(0, kStates.indexOf(row.text(4)))), row.get<QStringList>(5),
        row.get<qint64>(6), row.get<double>(7), row.get<QStringList>(8), row.get<QStringList>(9),
        row.get<QStringList>(10)};
}

} // namespace

QString stateId(State state) { return kStates.value(int(state)); }

QString stateName(State state)
{
    switch (state) {
    case State::Made:
        return Words::tr("the new table is made and empty");
    case State::Copying:
        return Words::tr("rows are being copied");
    case State::Copied:
        return Words::tr("copied, not compared yet");
    case State::Verified:
        return Words::tr("copied and compared, not exchanged yet");
    case State::Swapped:
        return Words::tr("exchanged; the old table is kept and can be taken back");
    case State::Finished:
        return Words::tr("finished");
    case State::Undone:
        return Words::tr("undone");
    }
    return {};
}

Result<bool> hasJobs(db::Sql &sql)
{
    return sql.fetchOne<bool>(u"SELECT to_regclass('gatehouse.partition_job') IS NOT NULL"_s);
}

Result<> createJobs(db::Sql &sql, const trail::Actor &actor)
{
    const auto there = hasJobs(sql);
    if (!there)
        return there.error();
    if (there.value())
        return Done{};
    const auto status = trail::status(sql);
    if (!status)
        return status.error();
    if (status.value().state == trail::State::Foreign)
        return refused(status.value().sentence());
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    for (const QLatin1StringView statement : kCreation)
        if (auto done = sql.execute(statement); !done)
            return done.error();
    if (status.value().state == trail::State::Ready) {
        trail::Entry entry{u"partition.create"_s, u"table"_s, u"gatehouse.partition_job"_s,
            u"gatehouse.partition_job"_s, u"DDL"_s};
        entry.after = {{u"version"_s, kJobVersion}};
        if (auto seq = trail::append(sql, actor, entry); !seq)
            return seq.error();
    }
    return std::move(transaction).value().commit();
}

QString creationScript()
{
    QStringList statements;
    for (const QLatin1StringView name : kCreation)
        statements << db::Statement(name).text().trimmed() + u';';
    return statements.join(u"\n\n"_s);
}

Result<> removeJobs(db::Sql &sql)
{
    const auto all = jobs(sql);
    if (!all)
        return all.error();
    for (const Job &job : all.value())
        if (job.isOpen())
            return refused(Words::tr("The move of %1 is not over: finish or undo it first.")
                               .arg(safeText(job.schema + u'.' + job.table, 120)));
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    for (const QLatin1StringView statement :
        {"partitions/drop_job"_L1, "partitions/drop_version"_L1, "trail/drop_empty_version"_L1})
        if (auto done = sql.execute(statement); !done)
            return done.error();
    return std::move(transaction).value().commit();
}

Result<std::vector<Job>> jobs(db::Sql &sql)
{
    const auto there = hasJobs(sql);
    if (!there)
        return there.error();
    std::vector<Job> all;
    if (!there.value())
        return all;
    auto done = sql.stream("partitions/jobs"_L1, {}, [&all](const db::Row &row) {
        all.push_back(jobOf(row));
        return true;
    });
    if (!done)
        return done.error();
    return all;
}

Result<std::optional<Job>> openJob(db::Sql &sql, const QString &schema, const QString &table)
{
    auto all = jobs(sql);
    if (!all)
        return all.error();
    for (const Job &job : all.value())
        if (job.isOpen() && job.schema == schema && job.table == table)
            return std::optional<Job>(job);
    return std::optional<Job>{};
}

Result<Job> addJob(db::Sql &sql, const Table &table)
{
    Job job;
    job.schema = table.schema;
    job.table = table.name;
    job.time = table.time;
    job.estimate = table.rows;
    job.columns = table.columnNames();
    auto id = sql.fetchOne<qint64>("partitions/add_job"_L1,
        db::bind(job.schema, job.table, job.time, job.estimate, job.columns));
    if (!id)
        return id.error();
    job.id = id.value();
    return job;
}

Result<> setJob(db::Sql &sql, const Job &job)
{
    auto set = sql.execute("partitions/set_job"_L1,
        db::bind(job.id, stateId(job.state), job.after, job.copied, job.undo, job.finish));
    if (!set)
        return set.error();
    if (set.value() != 1)
        return refused(Words::tr("The record of this move is gone from gatehouse.partition_job."));
    return Done{};
}

} // namespace gatehouse::partitions
