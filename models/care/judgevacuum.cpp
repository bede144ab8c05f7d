// Autovacuum's own arithmetic (src/backend/postmaster/autovacuum.c, relation_needs_vacanalyze).
#include "care/sizes.h"
#include "care/words.h"

#include <QLocale>

#include <algorithm>

namespace gatehouse::care {

namespace {

using State = VacuumVerdict::State;

constexpr qint64 kOldHolder = 10'000; // transactions; younger ones are everyday work
constexpr qint64 kLongHolder = 300;   // seconds

QString count(double value) { return QLocale().toString(qint64(value)); }

// The settings of the server with the storage parameters of the table over them.
AutovacuumSettings forTable(AutovacuumSettings s, const QStringList &options, bool &off)
{
    for (const QString &option : options) {
        const QString name = option.section(u'=', 0, 0);
        const QString text = option.section(u'=', 1);
        const double value = text.toDouble();
        if (name == "autovacuum_enabled"_L1)
            off = text == "false"_L1 || text == "off"_L1 || text == "0"_L1 || text == "no"_L1;
        else if (name == "autovacuum_vacuum_threshold"_L1)
            s.vacuumThreshold = value;
        else if (name == "autovacuum_vacuum_scale_factor"_L1)
            s.vacuumScale = value;
        else if (name == "autovacuum_vacuum_max_threshold"_L1)
            s.vacuumMost = value;
        else if (name == "autovacuum_vacuum_insert_threshold"_L1)
            s.insertThreshold = value;
        else if (name == "autovacuum_vacuum_insert_scale_factor"_L1)
            s.insertScale = value;
        else if (name == "autovacuum_analyze_threshold"_L1)
            s.analyzeThreshold = value;
        else if (name == "autovacuum_analyze_scale_factor"_L1)
            s.analyzeScale = value;
        else if (name == "autovacuum_freeze_max_age"_L1)
            s.freezeMaxAge = std::min(s.freezeMaxAge, qint64(value));
    }
    return s;
}

const Holder *oldest(const Sizes &sizes)
{
    for (const Holder &one : sizes.holders)
        if (one.age >= kOldHolder || one.seconds.value_or(0) >= kLongHolder || one.kind == "slot"_L1
            || one.kind == "prepared"_L1)
            return &one;
    return nullptr;
}

void worsen(VacuumVerdict &verdict, State state) { verdict.state = std::max(verdict.state, state); }

void judgeWraparound(VacuumVerdict &verdict, const TableSize &table, const AutovacuumSettings &s)
{
    constexpr qint64 kStops = 2'100'000'000; // the server refuses writes shortly before 2^31
    if (table.xidAge > std::max<qint64>(1'000'000'000, 2 * s.freezeMaxAge)) {
        worsen(verdict, State::Danger);
        verdict.reasons << Words::tr("Its oldest row is %1 transactions old; at about %2 the server "
                                     "refuses every write. Run VACUUM (FREEZE) on it now.")
                               .arg(count(double(table.xidAge)), count(kStops));
    } else if (table.xidAge > s.freezeMaxAge) {
        worsen(verdict, State::Late);
        verdict.reasons << Words::tr("Its oldest row is %1 transactions old, past "
                                     "autovacuum_freeze_max_age (%2): a vacuum against wraparound "
                                     "is due and comes even where autovacuum is off.")
                               .arg(count(double(table.xidAge)), count(double(s.freezeMaxAge)));
    }
    if (table.multixactAge > s.multixactFreezeMaxAge) {
        worsen(verdict, State::Late);
        verdict.reasons << Words::tr("Its oldest multixact is %1 old, past "
                                     "autovacuum_multixact_freeze_max_age (%2).")
                               .arg(count(double(table.multixactAge)),
                                   count(double(s.multixactFreezeMaxAge)));
    }
}

void judgeOff(VacuumVerdict &verdict, bool tableOff, const AutovacuumSettings &s)
{
    if (!s.counts)
        verdict.reasons << Words::tr("track_counts is off: the server does not count changes, so "
                                     "autovacuum never comes. Switch it on.");
    else if (!s.enabled)
        verdict.reasons << Words::tr("autovacuum is off for the whole server. Switch it on: ALTER "
                                     "SYSTEM SET autovacuum = on, then reload.");
    else if (tableOff)
        verdict.reasons << Words::tr("autovacuum is off for this table (storage parameter "
                                     "autovacuum_enabled). ALTER TABLE ... RESET "
                                     "(autovacuum_enabled) brings it back.");
    if (!verdict.reasons.isEmpty())
        worsen(verdict, State::Off);
}

void judgeDead(VacuumVerdict &verdict, const TableSize &table, const AutovacuumSettings &s, const Sizes &sizes)
{
    const bool vacuumDue = double(table.dead) > verdict.vacuumAt;
    const bool insertsDue = verdict.insertsAt >= 0 && table.insertedSinceVacuum
        && double(*table.insertedSinceVacuum) > verdict.insertsAt;
    if (table.vacuuming) {
        verdict.reasons << Words::tr("It is being vacuumed right now.");
        return;
    }
    const Holder *holder = oldest(sizes);
    if (holder && vacuumDue) {
        worsen(verdict, State::Held);
        verdict.reasons << Words::tr("%1 dead rows; vacuum cannot remove those younger than %2.")
                               .arg(count(double(table.dead)), holder->sentence());
        return;
    }
    if (vacuumDue || insertsDue) {
        worsen(verdict, State::Soon);
        verdict.reasons
            << (vacuumDue
                       ? Words::tr("%1 dead rows are past the threshold of %2: autovacuum comes "
                                   "within its round of %3 s, unless its %4 workers are busy or a "
                                   "lock sends it away.")
                             .arg(count(double(table.dead)), count(verdict.vacuumAt))
                       : Words::tr("%1 rows inserted since the last vacuum are past the threshold "
                                   "of %2: autovacuum comes within its round of %3 s, unless its "
                                   "%4 workers are busy.")
                             .arg(count(double(*table.insertedSinceVacuum)),
                                 count(verdict.insertsAt)))
                   .arg(s.naptime)
                   .arg(s.workers);
        return;
    }
    verdict.reasons << Words::tr("Dead rows: %1; autovacuum comes at %2 (%3 + %4 % of the rows).")
                           .arg(count(double(table.dead)), count(verdict.vacuumAt))
                           .arg(s.vacuumThreshold)
                           .arg(100 * s.vacuumScale);
}

void judgeAnalyze(VacuumVerdict &verdict, const TableSize &table, bool off)
{
    const bool never = !table.analyzed && !table.autoanalyzed;
    if (never && table.rows < 0 && table.live > 0) {
        worsen(verdict, off ? State::Late : State::Soon);
        verdict.reasons << Words::tr("It was never analyzed: the planner guesses. ANALYZE counts it "
                                     "in seconds.");
    } else if (double(table.changedSinceAnalyze) > verdict.analyzeAt) {
        worsen(verdict, State::Soon);
        verdict.reasons << Words::tr("%1 rows changed since the last ANALYZE, past the threshold of "
                                     "%2: the planner's figures are old.")
                               .arg(count(double(table.changedSinceAnalyze)),
                                   count(verdict.analyzeAt));
    }
}

QString wordOf(State state)
{
    switch (state) {
    case State::Good:
        return Words::tr("in order");
    case State::Soon:
        return Words::tr("due");
    case State::Held:
        return Words::tr("held back");
    case State::Late:
        return Words::tr("overdue");
    case State::Off:
        return Words::tr("switched off");
    case State::Danger:
        return Words::tr("wraparound");
    }
    return {};
}

} // namespace

QString stateId(State state)
{
    static const QStringList ids{
        u"good"_s, u"soon"_s, u"held"_s, u"late"_s, u"off"_s, u"danger"_s};
    return ids.value(int(state));
}

VacuumVerdict judgeVacuum(const TableSize &table, const Sizes &sizes)
{
    VacuumVerdict verdict;
    if (table.kind == "partitioned"_L1) {
        verdict.word = Words::tr("by part");
        verdict.reasons << Words::tr("Vacuum works on its parts; ANALYZE of the whole has to be run "
                                     "by hand, autovacuum never does it.");
        return verdict;
    }
    bool off = false;
    const AutovacuumSettings s = forTable(sizes.autovacuum, table.options, off);
    const double rows = std::max(0.0, table.rows);
    verdict.vacuumAt = s.vacuumThreshold + s.vacuumScale * rows;
    if (s.vacuumMost >= 0)
        verdict.vacuumAt = std::min(verdict.vacuumAt, s.vacuumMost);
    verdict.analyzeAt = s.analyzeThreshold + s.analyzeScale * rows;
    if (s.insertThreshold >= 0)
        verdict.insertsAt = s.insertThreshold + s.insertScale * rows;
    judgeWraparound(verdict, table, s);
    const bool anyOff = off || !s.enabled || !s.counts;
    if (anyOff)
        judgeOff(verdict, off, s);
    else
        judgeDead(verdict, table, s, sizes);
    judgeAnalyze(verdict, table, anyOff);
    if (table.locked)
        verdict.reasons << Words::tr("Somebody holds it exclusively just now, so its size is the "
                                     "catalog's estimate.");
    verdict.word = wordOf(verdict.state);
    return verdict;
}

} // namespace gatehouse::care
