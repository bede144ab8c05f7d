// Backups while no window is open (B6): a timer of systemd, or a line of cron, that calls
// gatehousectl.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QDateTime>
#include <QStringList>

#include <vector>

namespace gatehouse::backup {

// "daily 03:15", "hourly", "weekly Mon 03:15". Times are local, as both systems take them.
struct When
{
    enum class Every { Hour, Day, Week };
    Every every = Every::Day;
    int weekday = 1; // Monday, with Every::Week
    int hour = 3, minute = 0;
    QString calendar() const; // OnCalendar= of systemd
    QString cron() const;     // the five fields
    qint64 seconds() const;   // between two runs
};
Result<When> parseWhen(const QString &text);

struct Schedule
{
    QString name; // of the unit: letters, digits, - and _
    When when;
    QString program;               // absolute path of gatehousectl
    std::vector<QStringList> runs; // arguments, one after the other while they end well; no secret
};

// Files in $XDG_CONFIG_HOME/systemd/user, and systemctl --user enable --now. An Error when there is
// no systemd for this user; `cronLine()` is then the way.
Result<> installTimer(const Schedule &schedule, const CancelToken &token);
Result<> removeTimer(const QString &name, const CancelToken &token);
QString serviceText(const Schedule &schedule);
QString timerText(const Schedule &schedule);
QString cronLine(const Schedule &schedule);

struct Scheduled
{
    QString name, calendar;
    QDateTime next, last; // invalid: unknown, never
    bool active = false;
    bool missed = false; // it should have run since
};
// The timers of ours, with what systemd says about them where it answers.
std::vector<Scheduled> schedules(const QDateTime &now, const CancelToken &token = {});

} // namespace gatehouse::backup
