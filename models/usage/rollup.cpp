#include "usage/rollup.h"

#include "base/failpoint.h"
#include "db/session.h"
#include "db/transaction.h"
#include "usage/figureprinter.h"
#include "usage/figurereader.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <array>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Rollup)
};

constexpr std::array kCreation{"trail/create_schema"_L1, "trail/create_version"_L1,
    "usage/create_rollup_source"_L1, "usage/create_rollup"_L1, "usage/revoke_rollup"_L1,
    "usage/fill_rollup_version"_L1};
constexpr qint64 kPart = 7 * kDay;

// What a row of the source table is made of; another mapping is another source.
QString identity(const Source &source)
{
    const systems::UsageDomain &domain = source.domain();
    return QStringList{source.table(), domain.time, domain.duration,
        domain.jsonPaths.value(u"duration"_s).join(u'/'), QString::number(int(domain.durationUnit)),
        source.declaredZone(), domain.filter, domain.deletedFlag}
        .join(u'|');
}

struct Found
{
    bool there = false, mayRead = false, mayWrite = false;
    static Found fromRow(const db::Row &row)
    {
        return {row.get<bool>(0), row.get<bool>(1), row.get<bool>(2)};
    }
};

Result<> record(db::Sql &sql, const trail::Actor &actor, const QString &action, int version)
{
    const auto status = trail::status(sql);
    if (!status)
        return status.error();
    if (status.value().state != trail::State::Ready)
        return Done{};
    trail::Entry entry{action, u"rollup"_s, u"gatehouse.usage_rollup"_s,
        u"gatehouse.usage_rollup"_s, u"DDL"_s};
    entry.after = {{u"version"_s, version}};
    const auto seq = trail::append(sql, actor, entry);
    return seq ? Result<>(Done{}) : Result<>(seq.error());
}

// The hours of a span, written anew in the caller's transaction. Answers hours and rows.
Result<std::pair<qint64, qint64>> writeHours(
    db::Sql &sql, const std::shared_ptr<const Source> &source, int number, const Span &span)
{
    if (auto gone = sql.execute("usage/drop_rollup_hours"_L1,
            db::bind(number, span.from / kHour, span.to / kHour));
        !gone)
        return gone.error();
    const auto figures = Figures::of(source, {}, span);
    if (!figures)
        return figures.error();
    const Statement ask = FigurePrinter(figures.value()).rollup(number);
    std::pair<qint64, qint64> written;
    auto done = sql.stream(ask.text, ask.params, [&written](const db::Row &row) {
        written = {row.get<qint64>(0), row.get<qint64>(1)};
        return true;
    });
    if (!done)
        return done.error();
    return written;
}

class Refresh
{
public:
    Refresh(db::Sql &sql, const std::shared_ptr<const Source> &source, int number, qint64 until,
        std::optional<qint64> lastId, const ReportProgress &report)
        : m_sql(sql), m_source(source), m_number(number), m_lastId(lastId), m_report(report)
    {
        m_done.until = until;
    }

    Result<Refreshed> go()
    {
        QElapsedTimer clock;
        clock.start();
        m_sql.setStatementTimeout(0);
        auto ends = readEnds();
        if (!ends)
            return ends.error();
        const auto [first, now] = ends.value();
        const qint64 to = now - now % kHour;
        const qint64 from = m_done.until > 0 ? m_done.until - kLateHours * kHour : first - first % kHour;
        if (auto late = lateHours(from); !late)
            return late.error();
        for (qint64 begin = from; begin < to; begin += kPart) {
            if (m_sql.token().isCancelled())
                return cancelled();
            if (auto done = write({begin, std::min(begin + kPart, to)}, true); !done)
                return done.error();
            if (m_report)
                m_report({(begin - from) / kHour, (to - from) / kHour, Words::tr("Rolling up"), {}});
        }
        m_done.milliseconds = clock.elapsed();
        return m_done;
    }

private:
    Result<std::pair<qint64, qint64>> readEnds()
    {
        const auto figures = Figures::of(m_source, {}, kEver);
        if (!figures)
            return figures.error();
        const Statement ask = FigurePrinter(figures.value()).ends();
        std::pair<qint64, qint64> ends;
        auto done = m_sql.stream(ask.text, ask.params, [&](const db::Row &row) {
            ends = {row.maybe<qint64>(0).value_or(row.get<qint64>(1)), row.get<qint64>(1)};
            m_newId = row.maybe<qint64>(2);
            return true;
        });
        if (!done)
            return done.error();
        return ends;
    }

    Result<> write(const Span &span, bool advance)
    {
        auto transaction = db::Transaction::begin(m_sql);
        if (!transaction)
            return transaction.error();
        // One refresh after the other; readers do not wait.
        if (auto locked = m_sql.execute("usage/lock_rollup"_L1, db::bind(m_number)); !locked)
            return locked.error();
        const auto written = writeHours(m_sql, m_source, m_number, span);
        if (!written)
            return written.error();
        if (advance) {
            m_done.until = std::max(m_done.until, span.to);
            if (auto set = m_sql.execute("usage/set_rollup"_L1,
                    db::bind(m_number, m_done.until, m_newId ? m_newId : m_lastId));
                !set)
                return set.error();
        }
        if (auto fail = failPoint("rollup.part"); !fail)
            return fail;
        m_done.hours += written.value().first;
        m_done.rows += written.value().second;
        return std::move(transaction).value().commit();
    }

    // Rows with a newer id whose time is before what is read again anyway.
    Result<> lateHours(qint64 before)
    {
        if (!m_lastId || m_done.until == 0)
            return Done{};
        const auto figures = Figures::of(m_source, {}, {kEver.from, before});
        if (!figures)
            return figures.error();
        const Statement ask = FigurePrinter(figures.value()).lateHours(*m_lastId);
        auto hours = m_sql.fetch<qint64>(ask.text, ask.params);
        if (!hours)
            return hours.error();
        for (const qint64 hour : hours.value())
            if (auto done = write({hour * kHour, (hour + 1) * kHour}, false); !done)
                return done;
        m_done.late = qint64(hours.value().size());
        return Done{};
    }

    db::Sql &m_sql;
    const std::shared_ptr<const Source> &m_source;
    int m_number;
    std::optional<qint64> m_lastId, m_newId;
    const ReportProgress &m_report;
    Refreshed m_done;
};

} // namespace

Result<RollupStatus> rollupStatus(db::Sql &sql, const Source &source)
{
    auto found = sql.fetchOne<Found>("usage/rollup_there"_L1);
    if (!found)
        return found.error();
    RollupStatus status{found.value().there, found.value().mayRead, found.value().mayWrite, {}, 0, 0, 0,
        0, false};
    if (!status.there || !status.mayRead)
        return status;
    auto done = sql.stream(
        "usage/rollup_status"_L1, db::bind(identity(source)), [&status](const db::Row &row) {
            status.newer = row.get<int>(0) != kRollupVersion;
            if (row.isNull(1))
                return true;
            status.source = row.get<int>(1);
            status.until = row.get<qint64>(2);
            status.since = row.maybe<qint64>(3).value_or(0) * kHour;
            status.hours = row.get<qint64>(4);
            status.rows = row.get<qint64>(5);
            return true;
        });
    if (!done)
        return done.error();
    return status;
}

Result<> createRollup(db::Sql &sql, const trail::Actor &actor)
{
    if (sql.server().standby)
        return refused(
            Words::tr("This server is a standby and takes no changes. Connect to the primary."));
    auto there = sql.fetchOne<Found>("usage/rollup_there"_L1);
    if (!there)
        return there.error();
    if (there.value().there)
        return Done{};
    const auto schema = trail::status(sql);
    if (!schema)
        return schema.error();
    if (schema.value().state == trail::State::Foreign)
        return refused(schema.value().sentence());
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    for (const QLatin1StringView statement : kCreation)
        if (auto done = sql.execute(statement); !done)
            return done.error();
    if (auto kept = record(sql, actor, u"rollup.create"_s, kRollupVersion); !kept)
        return kept;
    return std::move(transaction).value().commit();
}

QString rollupScript()
{
    QStringList statements;
    for (const QLatin1StringView name : kCreation)
        statements << db::Statement(name).text().trimmed() + u';';
    return statements.join(u"\n\n"_s);
}

Result<> removeRollup(db::Sql &sql, const trail::Actor &actor)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    for (const QLatin1StringView statement : {"usage/drop_rollup"_L1, "usage/drop_rollup_version"_L1})
        if (auto done = sql.execute(statement); !done)
            return done.error();
    if (auto kept = record(sql, actor, u"rollup.remove"_s, 0); !kept)
        return kept;
    if (auto done = sql.execute("trail/drop_empty_version"_L1); !done)
        return done.error();
    return std::move(transaction).value().commit();
}

Result<Refreshed> refreshRollup(
    db::Sql &sql, const std::shared_ptr<const Source> &source, const ReportProgress &report)
{
    if (source->isDaily() || !source->records(u"duration"_s))
        return refused(Words::tr("%1 records no response times of single requests, so there is nothing "
                                 "to roll up.")
                           .arg(source->table()));
    const auto status = rollupStatus(sql, *source);
    if (!status)
        return status.error();
    if (!status.value().there || !status.value().mayWrite || status.value().newer)
        return refused(!status.value().there
                ? Words::tr("This database has no rollups of Gatehouse yet; create them first.")
                : Words::tr("The rollups were made by another version of Gatehouse, or this role may "
                            "not write to them."));
    std::optional<qint64> lastId;
    int number = 0;
    auto done = sql.stream(
        "usage/add_rollup_source"_L1, db::bind(identity(*source)), [&](const db::Row &row) {
            number = row.get<int>(0);
            lastId = row.maybe<qint64>(1);
            return true;
        });
    if (!done)
        return done.error();
    return Refresh(sql, source, number, status.value().until, lastId, report).go();
}

bool onWholeHours(const Buckets &buckets)
{
    for (size_t i = 1; i < buckets.starts.size(); ++i)
        if (buckets.starts[i] % kHour != 0)
            return false;
    return true;
}

QString rollupQuestion() { return db::Statement("usage/rollup_hours"_L1).text().trimmed(); }

Result<> readRollup(db::Sql &sql, const RollupStatus &status, const Buckets &buckets, Span &covered,
    std::vector<Histogram> &into)
{
    const qint64 from = std::max(buckets.span.from + kHour - 1, status.since) / kHour;
    const qint64 to = std::min(buckets.span.to, status.until) / kHour;
    covered = {from * kHour, to * kHour};
    if (!status.source || covered.isEmpty()) {
        covered = {};
        return Done{};
    }
    auto done = sql.stream("usage/rollup_hours"_L1, db::bind(*status.source, from, to),
        [&](const db::Row &row) {
            const int bucket = buckets.bucketOf(row.get<qint64>(0) * kHour);
            Histogram &histogram = into[size_t(std::clamp(bucket, 0, int(into.size()) - 1))];
            const QStringList steps = row.get<QStringList>(1), counts = row.get<QStringList>(2);
            for (qsizetype i = 0; i < steps.size(); ++i)
                histogram.add(steps[i].toInt(), counts[i].toLongLong());
            return true;
        });
    return done ? Result<>(Done{}) : Result<>(done.error());
}

} // namespace gatehouse::usage
