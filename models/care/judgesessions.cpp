// What sessions mean, and who blocks whom: pure.
#include "care/sessions.h"
#include "care/words.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace gatehouse::care {

namespace {

using Level = SessionVerdict::Level;

constexpr double kLongIdle = 60, kVeryLongIdle = 600; // seconds in an open transaction
constexpr double kLongWait = 30;
constexpr double kLongStatement = 60;

QString pidsText(const QList<int> &pids)
{
    QStringList texts;
    for (const int pid : pids)
        texts << (pid == 0 ? Words::tr("a prepared transaction") : QString::number(pid));
    return texts.join(u", "_s);
}

} // namespace

QString durationText(double seconds)
{
    const auto whole = qint64(std::max(0.0, seconds));
    if (whole < 60)
        return Words::tr("%1 s").arg(whole);
    if (whole < 3600)
        return Words::tr("%1 min").arg(whole / 60);
    if (whole < 48 * 3600)
        return Words::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
    return Words::tr("%1 days").arg(whole / 86400);
}

std::vector<SessionLine> blockingTree(const std::vector<SessionInfo> &sessions)
{
    std::map<int, size_t> places;
    for (size_t i = 0; i < sessions.size(); ++i)
        places.emplace(sessions[i].pid, i);
    std::map<int, std::vector<size_t>> waiting; // for whom
    for (size_t i = 0; i < sessions.size(); ++i) {
        for (const int pid : sessions[i].blockedBy) {
            if (places.contains(pid))
                waiting[pid].push_back(i);
        }
    }
    const auto waitersOf = [&](int pid) {
        std::set<int> all;
        std::function<void(int)> gather = [&](int one) {
            for (const size_t place : waiting[one]) {
                if (sessions[place].pid != pid && all.insert(sessions[place].pid).second)
                    gather(sessions[place].pid);
            }
        };
        gather(pid);
        return int(all.size());
    };
    std::vector<SessionLine> lines;
    std::set<size_t> done;
    std::function<void(size_t, int)> add = [&](size_t place, int depth) {
        if (!done.insert(place).second)
            return;
        lines.push_back({place, depth, waitersOf(sessions[place].pid)});
        for (const size_t other : waiting[sessions[place].pid])
            add(other, depth + 1);
    };
    std::vector<size_t> order(sessions.size());
    for (size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    const auto rank = [&](size_t i) {
        const SessionInfo &one = sessions[i];
        const bool waits = std::any_of(one.blockedBy.begin(), one.blockedBy.end(),
            [&](int pid) { return places.contains(pid); });
        const int group = waiting.contains(one.pid) && !waits ? 0
            : waits                                           ? 1
            : one.isIdle() || one.state.isEmpty()             ? 3
                                                              : 2;
        return std::pair(group, -one.transactionSeconds.value_or(one.stateSeconds.value_or(0)));
    };
    std::stable_sort(
        order.begin(), order.end(), [&](size_t a, size_t b) { return rank(a) < rank(b); });
    for (const size_t place : order)
        add(place, 0);
    return lines;
}

SessionVerdict judgeSession(const SessionInfo &one, int blocks)
{
    SessionVerdict verdict;
    const double since = one.stateSeconds.value_or(0);
    const double open = one.transactionSeconds.value_or(0);
    if (one.state.isEmpty() && one.query.isEmpty()) {
        verdict.word = Words::tr("not visible");
        verdict.reasons << Words::tr("This role may not see what others do; grant it "
                                     "pg_read_all_stats.");
        return verdict;
    }
    if (one.isWaiting()) {
        const double waits = one.querySeconds.value_or(0);
        verdict.level = waits > kLongWait ? Level::Bad : Level::Warn;
        verdict.word = Words::tr("waits for a lock");
        verdict.reasons << Words::tr("Its statement began %1 ago and waits for %2.")
                               .arg(durationText(waits), pidsText(one.blockedBy));
    } else if (one.inTransaction()) {
        const bool failed = one.state.contains(u"aborted"_s);
        verdict.level = since > kVeryLongIdle ? Level::Bad
            : since > kLongIdle               ? Level::Warn
                                              : Level::Notice;
        verdict.word = failed ? Words::tr("failed, still open") : Words::tr("idle in transaction");
        verdict.reasons << Words::tr("Its transaction is open for %1, and it does nothing for %2: "
                                     "its locks stay, and vacuum cannot remove what it may still "
                                     "see.")
                               .arg(durationText(open), durationText(since));
    } else if (one.state == "active"_L1) {
        const double runs = one.querySeconds.value_or(0);
        verdict.level =
            runs > kLongStatement && one.kind == "client backend"_L1 ? Level::Notice : Level::Good;
        verdict.word = Words::tr("runs");
        verdict.reasons << Words::tr("Its statement runs for %1.").arg(durationText(runs));
    } else {
        verdict.word = Words::tr("idle");
        verdict.reasons << Words::tr("It waits for its client for %1.").arg(durationText(since));
    }
    if (blocks > 0) {
        verdict.level = std::max(verdict.level, Level::Warn);
        if (!one.isWaiting())
            verdict.word = Words::tr("blocks others");
        verdict.reasons.prepend(Words::tr("%n session(s) (waits|wait) for it.", nullptr, blocks));
    }
    return verdict;
}

QString whyNoSignal(const SessionInfo &one, SignalKind kind)
{
    if (one.own)
        return Words::tr("This is a connection of Gatehouse itself. Close it in its own window.");
    if (one.kind == "walsender"_L1)
        return Words::tr("This connection feeds a replica or a backup. It is not stopped here.");
    if (!one.maySignal && one.superuser)
        return Words::tr("Only a superuser may stop a superuser's session.");
    if (!one.maySignal)
        return Words::tr("This role may not stop sessions of %1. Membership in that role, or in "
                         "pg_signal_backend, allows it.")
            .arg(one.user.isEmpty() ? one.kind : one.user);
    if (kind == SignalKind::Cancel && one.state != "active"_L1)
        return Words::tr("It runs no statement that could be cancelled. Ending the session rolls "
                         "its transaction back.");
    return {};
}

QStringList signalPreview(const SessionInfo &one, SignalKind kind, int blocks)
{
    QStringList said;
    if (kind == SignalKind::Cancel)
        said << Words::tr("Its statement stops with an error. What else the transaction did is "
                          "rolled back unless the program goes on with it.");
    else
        said << Words::tr("Its connection is closed. Most programs open another one; what they do "
                          "at the moment fails.");
    if (!one.transactionSeconds)
        said << Words::tr("It has no open transaction, so nothing is rolled back.");
    else if (one.hasWritten)
        said << Words::tr("Its transaction is open for %1 and has written (or locked rows): that "
                          "is rolled back. How many rows it wrote is not known to anybody but "
                          "itself.")
                    .arg(durationText(*one.transactionSeconds));
    else
        said << Words::tr("Its transaction is open for %1 and has only read so far: nothing is "
                          "lost.")
                    .arg(durationText(*one.transactionSeconds));
    if (!one.locks.isEmpty())
        said << Words::tr("It lets go of: %1.").arg(one.locks.join(u", "_s));
    if (blocks > 0)
        said << Words::tr("%n session(s) that (waits|wait) for it can go on.", nullptr, blocks);
    return said;
}

} // namespace gatehouse::care
