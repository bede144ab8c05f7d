#include "migration/sidebyside.h"

#include "migration/words.h"

#include <atomic>
#include <future>
#include <numeric>

namespace gatehouse::migration {

namespace {

enum : int { kWaiting, kWorking, kUnwanted };

struct Work
{
    size_t count;
    const Share &share;
    std::atomic<size_t> next = 0;
    CancelToken stop{};

    Result<> take(db::Sql &sql)
    {
        for (size_t item = next++; item < count && !stop.isCancelled(); item = next++)
            if (auto done = share(sql, item, stop); !done) {
                stop.cancel();
                return done;
            }
        return Done{};
    }
};

// Whoever begins a migration has this lock for a moment, so nobody begins while one works.
Result<> join(db::Sql &sql, const QString &setting, int ownPid)
{
    if (auto set = sql.script(u"SET search_path = pg_catalog; "_s + setting); !set)
        return set;
    sql.setStatementTimeout(0);
    if (auto locked = sql.execute("migration/lock_further"_L1); !locked)
        return locked.error();
    auto alive = sql.fetchOne<bool>("migration/is_locked_by"_L1, db::bind(ownPid));
    if (!alive)
        return alive.error();
    return alive.value() ? Result<>(Done{})
                         : Result<>(refused(Words::tr("The migration has lost its connection.")));
}

} // namespace

Result<> sideBySide(db::Sql &own, const std::optional<db::SessionOptions> &further,
    const QString &setting, size_t count, const Share &share)
{
    Work work{count, share};
    if (!further || count < 2)
        return work.take(own);
    auto pid = own.fetchOne<int>(u"SELECT pg_backend_pid()"_s);
    if (!pid)
        return pid.error();
    const CancelToken::Hook hook = own.token().onCancel([stop = work.stop] { stop.cancel(); });
    // A closure that was cancelled answers at once and may still be at work: this one is waited for
    // by the end of its own promise, unless it had not begun.
    const auto state = std::make_shared<std::atomic<int>>(kWaiting);
    auto over = std::make_shared<std::promise<void>>();
    const std::future<void> ended = over->get_future();
    Result<> theirs = Done{};
    db::Session session(*further);
    (void)session.run(
        [state, over = std::move(over), &work, &theirs, &setting, pid = pid.value()](
            db::Sql &sql) -> Result<> {
            int waiting = kWaiting;
            if (!state->compare_exchange_strong(waiting, kWorking))
                return Done{};
            if (join(sql, setting, pid)) { // else the other one does it all
                theirs = work.take(sql);
                (void)bool(sql.execute("migration/unlock_further"_L1)); // or with the connection
            }
            over->set_value();
            return Done{};
        },
        work.stop);
    const Result<> ours = work.take(own);
    int waiting = kWaiting;
    if (!state->compare_exchange_strong(waiting, kUnwanted))
        ended.wait();
    const bool oursTells = !ours && ours.error().kind != Error::Kind::Cancelled;
    return oursTells || theirs ? ours : theirs;
}

JoinedReport::JoinedReport(ReportProgress to, std::vector<qint64> totals)
    : m_to(std::move(to)), m_totals(std::move(totals)), m_done(m_totals.size())
{
}

ReportProgress JoinedReport::of(size_t item)
{
    if (!m_to)
        return {};
    return [this, item](const Progress &progress) { tell(item, progress); };
}

void JoinedReport::tell(size_t item, const Progress &progress)
{
    const std::lock_guard lock(m_mutex);
    m_done[item] = progress.done;
    Progress sum = progress;
    sum.done = std::accumulate(m_done.begin(), m_done.end(), qint64(0));
    qint64 total = 0;
    bool known = true;
    for (size_t i = 0; i < m_totals.size(); ++i) {
        known = known && m_totals[i] > 0;
        total += std::max(m_totals[i], m_done[i]);
    }
    sum.total = known ? std::optional(total) : std::nullopt;
    m_to(sum);
}

} // namespace gatehouse::migration
