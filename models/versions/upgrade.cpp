#include "versions/upgrade.h"

#include "base/safetext.h"
#include "versions/upgraderun.h"
#include "versions/words.h"

#include <QThread>

namespace gatehouse::versions {
namespace {

constexpr int kLookMs = 20, kWatchMs = 500;

struct Building
{
    QString phase;
    qint64 blocks = 0, blocksTotal = 0, lockers = 0, lockersTotal = 0;
    static Building fromRow(const db::Row &row)
    {
        return {row.text(0), row.get<qint64>(1), row.get<qint64>(2), row.get<qint64>(3),
            row.get<qint64>(4)};
    }
};

struct Blocker
{
    int pid = 0;
    QString user, application, state;
    static Blocker fromRow(const db::Row &row)
    {
        return {row.get<int>(0), row.text(1), row.text(2), row.text(3)};
    }
};

// From another connection, while ours is busy: how far an index is, and whom we wait for.
class Watch
{
public:
    Watch(const UpgradePlan &plan, Desk &desk, const ReportProgress &report, Log log)
        : m_desk(desk), m_report(report), m_log(std::move(log)), m_session([&plan] {
              db::SessionOptions options = plan.server;
              options.kind = db::SessionKind::Monitor;
              options.readOnly = true;
              return options;
          }())
    {
    }

    void look(const CancelToken &token)
    {
        int pid = 0;
        Progress progress;
        {
            const std::lock_guard lock(m_desk.mutex);
            pid = m_desk.pid;
            progress = {m_desk.done, m_desk.total, m_desk.phase, {}};
        }
        if (pid == 0)
            return;
        auto future = m_session.run(
            [pid](db::Sql &sql) -> Result<std::pair<std::optional<Building>, std::vector<Blocker>>> {
                auto building =
                    sql.fetchOptional<Building>("versions/steps_building"_L1, db::bind(pid));
                if (!building)
                    return building.error();
                auto blockers = sql.fetch<Blocker>("versions/steps_blockers"_L1, db::bind(pid));
                if (!blockers)
                    return blockers.error();
                return std::pair(building.value(), blockers.value());
            },
            token);
        future.waitForFinished();
        const auto seen = future.result();
        if (!seen)
            return;
        const auto &[building, blockers] = seen.value();
        if (building && building->blocksTotal > 0)
            progress.note = Words::tr("%1: block %2 of %3")
                                .arg(building->phase)
                                .arg(building->blocks)
                                .arg(building->blocksTotal);
        else if (building)
            progress.note = building->phase;
        QStringList names;
        for (const Blocker &one : blockers)
            names.append(
                Words::tr("%1 (process %2, %3)")
                    .arg(safeText(one.application.isEmpty() ? one.user : one.application, 40))
                    .arg(one.pid)
                    .arg(safeText(one.state, 30)));
        if (!names.isEmpty()) {
            const QString waits = Words::tr("waiting for %1").arg(names.join(u", "_s));
            progress.note += (progress.note.isEmpty() ? u""_s : u"; "_s) + waits;
            if (std::exchange(m_last, waits) != waits)
                m_log(waits);
        }
        if (m_report)
            m_report(progress);
    }

private:
    Desk &m_desk;
    const ReportProgress &m_report;
    Log m_log;
    db::Session m_session;
    QString m_last;
};

template <typename F>
Result<Outcome> drive(const UpgradePlan &plan, const CancelToken &token,
    const ReportProgress &report, const Log &log, F work)
{
    db::SessionOptions own = plan.server;
    own.kind = db::SessionKind::Job;
    own.readOnly = false;
    Desk desk;
    std::mutex mutex; // lines come from the worker and from the watch
    const Log both = [&](const QString &line) {
        const std::lock_guard lock(mutex);
        if (log)
            log(line);
    };
    db::Session session(own);
    Watch watch(plan, desk, report, both);
    auto future = session.run(
        [&](db::Sql &sql) {
            Runner runner(sql, plan, desk, both);
            return work(runner);
        },
        token);
    QElapsedTimer sinceLook;
    sinceLook.start();
    while (!future.isFinished()) {
        QThread::msleep(kLookMs);
        if (sinceLook.elapsed() >= kWatchMs) {
            watch.look(token);
            sinceLook.start();
        }
    }
    return future.result();
}

} // namespace

Result<Outcome> upgrade(const UpgradePlan &plan, const CancelToken &token,
    const ReportProgress &report, const Log &log)
{
    return drive(plan, token, report, log, [](Runner &runner) { return runner.run(); });
}

Result<Outcome> mendIndexes(const UpgradePlan &plan, const CancelToken &token,
    const ReportProgress &report, const Log &log)
{
    return drive(plan, token, report, log, [](Runner &runner) { return runner.mend(); });
}

} // namespace gatehouse::versions
