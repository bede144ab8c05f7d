#include "health/historystore.h"

#include "db/transaction.h"
#include "health/words.h"

namespace gatehouse::health {

namespace {

// The schema and its version table are those of the trail, whichever part came first.
constexpr QLatin1StringView kCreation[] = {"trail/create_schema"_L1, "trail/create_version"_L1,
    "health/create_endpoints"_L1, "health/create_readings"_L1, "health/create_reading_index"_L1,
    "health/create_reading_age"_L1, "health/create_times"_L1, "health/create_latencies"_L1,
    "health/create_incidents"_L1, "health/create_open_incident"_L1,
    "health/create_incident_index"_L1, "health/fill_version"_L1, "health/revoke_tables"_L1};

Result<> record(db::Sql &sql, const trail::Actor &actor, const QString &action, const QJsonObject &after)
{
    const auto status = trail::status(sql);
    if (!status)
        return status.error();
    if (status.value().state != trail::State::Ready)
        return Done{};
    trail::Entry entry{action, u"health"_s, u"gatehouse.health"_s, u"gatehouse.health"_s, u"DDL"_s};
    entry.after = after;
    const auto seq = trail::append(sql, actor, entry);
    if (!seq)
        return seq.error();
    return Done{};
}

Last lastOf(const db::Row &row)
{
    Last last;
    last.endpoint = row.text(0);
    last.title = row.text(1);
    last.at = row.get<qint64>(2);
    last.shown = stateFromId(row.text(3)).value_or(State::Unknown);
    last.since = row.get<qint64>(4);
    last.holdMs = row.get<qint64>(5);
    last.cause = row.text(6);
    last.reason = row.text(7);
    last.latencyMs = row.maybe<double>(8).value_or(-1);
    return last;
}

// NUL ends a text for the server, and reasons hold words of others.
QString clean(QString text) { return text.remove(QChar(0)); }

// The columns of a batch as arrays.
struct Columns
{
    QStringList endpoint, title, at, measured, shown, since, hold, cause, reason, latency;
    void add(const Reading &reading)
    {
        endpoint << clean(reading.endpoint);
        title << clean(reading.title);
        at << QString::number(reading.at);
        measured << stateId(reading.measured);
        shown << stateId(reading.shown);
        since << QString::number(reading.shownSince);
        hold << QString::number(reading.holdMs);
        cause << clean(reading.cause);
        reason << clean(reading.reason);
        latency << QString::number(reading.latencyMs, 'g', 10);
    }
};

class TableHistory : public History
{
public:
    explicit TableHistory(db::Sql &sql) : m_sql(sql) { }

    Result<> append(const std::vector<Reading> &readings) override
    {
        auto transaction = db::Transaction::begin(m_sql);
        if (!transaction)
            return transaction.error();
        // Two watches with the same endpoints would insert them, their hours and their incidents
        // in each other's way: one writes after the other. Readers do not wait.
        if (auto locked = m_sql.execute("health/lock_writers"_L1); !locked)
            return locked.error();
        for (const auto &part : parted(readings))
            if (auto done = put(part); !done)
                return done;
        return std::move(transaction).value().commit();
    }

    Result<std::vector<Last>> endpoints() override
    {
        std::vector<Last> all;
        auto done = m_sql.stream("health/endpoints"_L1, {}, [&all](const db::Row &row) {
            all.push_back(lastOf(row));
            return true;
        });
        if (!done)
            return done.error();
        return all;
    }

    Result<std::vector<SlotTime>> times(qint64 from, qint64 to) override
    {
        std::vector<SlotTime> all;
        auto done = m_sql.stream("health/times"_L1, db::bind(from, to), [&all](const db::Row &row) {
            all.push_back({row.text(0), row.get<qint64>(1),
                stateFromId(row.text(2)).value_or(State::Unknown), row.get<qint64>(3)});
            return true;
        });
        if (!done)
            return done.error();
        return all;
    }

    Result<std::vector<SlotLatency>> latencies(qint64 from, qint64 to) override
    {
        std::vector<SlotLatency> all;
        auto done =
            m_sql.stream("health/latencies"_L1, db::bind(from, to), [&all](const db::Row &row) {
                all.push_back(
                    {row.text(0), row.get<qint64>(1), row.get<int>(2), row.get<qint64>(3)});
                return true;
            });
        if (!done)
            return done.error();
        return all;
    }

    Result<std::vector<Incident>> incidents(qint64 from, qint64 to, int most) override
    {
        std::vector<Incident> all;
        auto done = m_sql.stream(
            "health/incidents"_L1, db::bind(from, to, most), [&all](const db::Row &row) {
                all.push_back({row.text(0), row.text(1), row.get<qint64>(2),
                    row.maybe<qint64>(3).value_or(0),
                    stateFromId(row.text(4)).value_or(State::Down), row.text(5), row.text(6),
                    row.get<int>(7)});
                return true;
            });
        if (!done)
            return done.error();
        return all;
    }

    Result<std::vector<Reading>> readings(
        const QString &endpoint, qint64 from, qint64 to, int most) override
    {
        std::vector<Reading> all;
        auto done = m_sql.stream(
            "health/readings"_L1, db::bind(endpoint, from, to, most), [&all](const db::Row &row) {
                Reading reading;
                reading.endpoint = row.text(0);
                reading.at = row.get<qint64>(1);
                reading.measured = stateFromId(row.text(2)).value_or(State::Unknown);
                reading.shown = stateFromId(row.text(3)).value_or(State::Unknown);
                reading.latencyMs = row.maybe<double>(4).value_or(-1);
                reading.cause = row.text(5);
                reading.reason = row.text(6);
                all.push_back(reading);
                return true;
            });
        if (!done)
            return done.error();
        return all;
    }

    Result<qint64> prune(qint64 before) override
    {
        return m_sql.execute("health/prune"_L1, db::bind(before));
    }

private:
    Result<> run(QLatin1StringView statement, const db::Params &params)
    {
        auto done = m_sql.execute(statement, params);
        if (!done)
            return done.error();
        return Done{};
    }

    Result<> put(const std::vector<Reading> &readings)
    {
        Columns all, bad;
        QStringList good, goodSince;
        for (const Reading &reading : readings) {
            all.add(reading);
            if (isBad(reading.shown))
                bad.add(reading);
            else if (reading.shown == State::Up) {
                good << clean(reading.endpoint);
                goodSince << QString::number(reading.shownSince);
            }
        }
        QHash<QString, Last> last;
        auto locked = m_sql.stream(
            "health/lock_endpoints"_L1, db::bind(all.endpoint), [&last](const db::Row &row) {
                last.insert(row.text(0), lastOf(row));
                return true;
            });
        if (!locked)
            return locked.error();
        const Batch batch = rollUp(readings, last);
        if (auto done = run("health/put_readings"_L1,
                db::bind(all.endpoint, all.at, all.measured, all.shown, all.latency, all.cause,
                    all.reason));
            !done)
            return done;
        if (auto done = putSums(batch); !done)
            return done;
        if (auto done = run("health/put_incidents"_L1,
                db::bind(bad.endpoint, bad.since, bad.shown, bad.cause, bad.reason));
            !done)
            return done;
        if (auto done = run("health/end_incidents"_L1, db::bind(good, goodSince)); !done)
            return done;
        return run("health/put_endpoints"_L1,
            db::bind(all.endpoint, all.title, all.at, all.shown, all.since, all.hold, all.cause,
                all.reason, all.latency));
    }

    Result<> putSums(const Batch &batch)
    {
        QStringList slot, endpoint, state, ms;
        for (const SlotTime &time : batch.times) {
            slot << QString::number(time.slot);
            endpoint << clean(time.endpoint);
            state << stateId(time.state);
            ms << QString::number(time.ms);
        }
        if (auto done = run("health/put_times"_L1, db::bind(slot, endpoint, state, ms)); !done)
            return done;
        QStringList latencySlot, latencyEndpoint, bucket, count;
        for (const SlotLatency &latency : batch.latencies) {
            latencySlot << QString::number(latency.slot);
            latencyEndpoint << clean(latency.endpoint);
            bucket << QString::number(latency.bucket);
            count << QString::number(latency.count);
        }
        return run(
            "health/put_latencies"_L1, db::bind(latencySlot, latencyEndpoint, bucket, count));
    }

    db::Sql &m_sql;
};

struct Found
{
    bool there = false, mayWrite = false, mayCreate = false;
    static Found fromRow(const db::Row &row)
    {
        return {row.get<bool>(0), row.get<bool>(1), row.get<bool>(2)};
    }
};

} // namespace

QString TablesStatus::sentence() const
{
    switch (state) {
    case TablesState::Ready:
        return Words::tr("The history of health is kept in the schema gatehouse of this database.");
    case TablesState::Absent:
        return mayCreate
            ? Words::tr("The history of health is kept in a file on this machine; with your consent "
                        "it can be kept in this database, in a schema of its own.")
            : Words::tr("The history of health is kept in a file on this machine, because this role "
                        "may not create tables for it in this database.");
    case TablesState::NoRight:
        return Words::tr("The history of health is kept in a file on this machine: this database "
                         "has tables for it, and this role may not write to them.");
    case TablesState::Newer:
        return Words::tr("The history of health is kept in a file on this machine: the tables in "
                         "this database were made by another version of Gatehouse.");
    }
    return {};
}

Result<TablesStatus> tablesStatus(db::Sql &sql)
{
    auto found = sql.fetchOne<Found>("health/status"_L1);
    if (!found)
        return found.error();
    TablesStatus status;
    status.mayCreate = found.value().mayCreate;
    if (!found.value().there)
        return status;
    status.state = TablesState::NoRight;
    if (!found.value().mayWrite)
        return status;
    auto version = sql.fetchOptional<int>("health/version"_L1);
    if (!version)
        return version.error();
    status.state =
        version.value() == kHistoryVersion ? TablesState::Ready : TablesState::Newer;
    return status;
}

Result<> createTables(db::Sql &sql, const trail::Actor &actor)
{
    auto status = tablesStatus(sql);
    if (!status)
        return status.error();
    if (status.value().state == TablesState::Ready)
        return Done{};
    if (status.value().state != TablesState::Absent || !status.value().mayCreate)
        return refused(status.value().sentence());
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    for (const QLatin1StringView statement : kCreation)
        if (auto done = sql.execute(statement); !done)
            return done.error();
    if (auto done =
            record(sql, actor, u"health.create"_s, {{u"version"_s, kHistoryVersion}});
        !done)
        return done;
    return std::move(transaction).value().commit();
}

QString creationScript()
{
    QStringList statements;
    for (const QLatin1StringView name : kCreation)
        statements.append(db::Statement(name).text().trimmed() + u';');
    return statements.join(u"\n\n"_s);
}

Result<> removeTables(db::Sql &sql, const trail::Actor &actor)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    for (const QLatin1StringView statement : {"health/drop_tables"_L1, "health/drop_version"_L1})
        if (auto done = sql.execute(statement); !done)
            return done.error();
    if (auto done = record(sql, actor, u"health.remove"_s, {{u"version"_s, 0}}); !done)
        return done;
    if (auto done = sql.execute("trail/drop_empty_version"_L1); !done)
        return done.error();
    return std::move(transaction).value().commit();
}

Result<std::vector<Summary>> summaries(History &history, qint64 from, qint64 to)
{
    const auto endpoints = history.endpoints();
    if (!endpoints)
        return endpoints.error();
    const auto times = history.times(from, to);
    if (!times)
        return times.error();
    const auto latencies = history.latencies(from, to);
    if (!latencies)
        return latencies.error();
    return summarise(endpoints.value(), times.value(), latencies.value());
}

std::unique_ptr<History> tableHistory(db::Sql &sql) { return std::make_unique<TableHistory>(sql); }

} // namespace gatehouse::health
