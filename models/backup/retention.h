// Which backups may go (B7). Judging is pure; nothing is deleted at once.
#pragma once

#include "backup/store.h"

#include <functional>

namespace gatehouse::backup {

// Each rule keeps; what none keeps may go. 0 or empty: the rule is not used.
struct Retention
{
    int last = 0;                                       // the newest n
    int days = 0;                                       // younger than n days
    int daily = 0, weekly = 0, monthly = 0, yearly = 0; // the newest of each of the last n periods
    qint64 maxBytes = 0; // at most so much in all: the oldest go first, also what a rule keeps
    bool isEmpty() const;
};

struct Judged
{
    const Found *backup = nullptr;
    bool keep = true;
    QString why; // translated
};
// Per database. The newest proven one of a database always stays, whatever the rules say, and so
// does what cannot be read: nobody knows what it is. Times are those of the manifests; `now` is
// only used for days, and backups of the future (a clock that jumped) stay. Newest first.
std::vector<Judged> judge(
    const std::vector<Found> &all, const Retention &rules, const QDateTime &now);

inline constexpr int kTrashHours = 24; // how long the trash keeps what was thrown away

// Moves it into FOLDER/.trash, from where it can be taken back for a day. The path there.
Result<QString> throwAway(const QString &folder, const Found &backup, const QDateTime &now);
// Empties from the trash what lies there for longer than `hours`; how many.
Result<int> emptyTrash(const QString &folder, int hours, const QDateTime &now);

} // namespace gatehouse::backup
