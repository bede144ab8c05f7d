#include "backup/retention.h"

#include "backup/words.h"
#include "base/securefile.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>

#include <cstdio>

namespace gatehouse::backup {
namespace {

constexpr auto kTrash = ".trash"_L1;

using Period = std::function<QString(const QDate &)>;

// The newest backup of each of the last `count` periods that hold one.
void keepPeriods(std::vector<Judged> &all, int count, const Period &period, const QString &why)
{
    std::set<QString> seen;
    for (Judged &one : all) { // newest first
        const QString id = period(one.backup->manifest->created.toUTC().date());
        if (int(seen.size()) >= count && !seen.contains(id))
            return;
        if (seen.insert(id).second && !one.keep) {
            one.keep = true;
            one.why = why;
        }
    }
}

void applyRules(std::vector<Judged> &all, const Retention &rules, const QDateTime &now)
{
    int newest = 0; // of those whose time can be right
    for (Judged &one : all) {
        const QDateTime created = one.backup->manifest->created;
        one.keep = true;
        if (created > now)
            one.why = Words::tr("Its time lies in the future, so nobody can say how old it is.");
        else if (newest++ < rules.last)
            one.why = Words::tr("One of the newest.");
        else if (rules.days > 0 && created.addDays(rules.days) > now)
            one.why = Words::tr("Younger than the limit.");
        else
            one.keep = false;
    }
    keepPeriods(
        all, rules.daily, [](const QDate &day) { return day.toString(Qt::ISODate); },
        Words::tr("The newest of its day."));
    keepPeriods(
        all, rules.weekly,
        [](const QDate &day) {
            int year = 0;
            const int week = day.weekNumber(&year);
            return u"%1-%2"_s.arg(year).arg(week);
        },
        Words::tr("The newest of its week."));
    keepPeriods(
        all, rules.monthly, [](const QDate &day) { return day.toString(u"yyyy-MM"_s); },
        Words::tr("The newest of its month."));
    keepPeriods(
        all, rules.yearly, [](const QDate &day) { return day.toString(u"yyyy"_s); },
        Words::tr("The newest of its year."));
}

void applySize(std::vector<Judged> &all, qint64 most)
{
    qint64 sum = 0;
    for (Judged &one : all) {
        if (!one.keep)
            continue;
        sum += one.backup->manifest->bytes();
        if (most > 0 && sum > most) {
            one.keep = false;
            one.why = Words::tr("Beyond the size that all may have.");
        }
    }
}

} // namespace

bool Retention::isEmpty() const
{
    return last <= 0 && days <= 0 && daily <= 0 && weekly <= 0 && monthly <= 0 && yearly <= 0
        && maxBytes <= 0;
}

std::vector<Judged> judge(
    const std::vector<Found> &all, const Retention &rules, const QDateTime &now)
{
    std::map<QString, std::vector<Judged>> byDatabase;
    std::vector<Judged> judged;
    for (const Found &one : all) {
        if (one.manifest)
            byDatabase[one.manifest->database].push_back({&one, true, {}});
        else
            judged.push_back(
                {&one, true, Words::tr("It cannot be read, so nobody knows what it is.")});
    }
    for (auto &[database, backups] : byDatabase) {
        std::sort(backups.begin(), backups.end(), [](const Judged &a, const Judged &b) {
            return a.backup->manifest->created > b.backup->manifest->created;
        });
        const bool sizeOnly = rules.maxBytes > 0
            && Retention{rules.last, rules.days, rules.daily, rules.weekly, rules.monthly,
                rules.yearly, 0}
                   .isEmpty();
        if (rules.isEmpty() || sizeOnly) {
            for (Judged &one : backups)
                one.why = Words::tr("No rule is about it.");
        } else {
            applyRules(backups, rules, now);
        }
        applySize(backups, rules.maxBytes);
        // The floor: the newest of the best proof there is, and the newest that was read back.
        for (const Level level : {Level::Drill, Level::Read}) {
            const auto proven =
                std::find_if(backups.begin(), backups.end(), [level](const Judged &one) {
                    return one.backup->proven() >= level && one.backup->manifest->isWhole();
                });
            if (proven != backups.end() && !proven->keep) {
                proven->keep = true;
                proven->why = Words::tr("The last proven one of its database.");
            }
        }
        for (Judged &one : backups) {
            if (!one.keep && one.why.isEmpty())
                one.why = Words::tr("No rule keeps it.");
        }
        judged.insert(judged.end(), backups.begin(), backups.end());
    }
    return judged;
}

Result<QString> throwAway(const QString &folder, const Found &backup, const QDateTime &now)
{
    const QString trash = folder + u'/' + kTrash;
    if (auto made = makePrivateDir(trash); !made)
        return made.error();
    const QString there =
        trash + u'/' + now.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'"_s) + u'_' + backup.name;
    if (std::rename(
            QFile::encodeName(backup.path).constData(), QFile::encodeName(there).constData())
        != 0)
        return ioError(Words::tr("%1 cannot be moved to the trash.").arg(backup.path),
            QString::fromLocal8Bit(std::strerror(errno)));
    return there;
}

Result<int> emptyTrash(const QString &folder, int hours, const QDateTime &now)
{
    int emptied = 0;
    QDir trash(folder + u'/' + kTrash);
    const QStringList names = trash.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks);
    for (const QString &name : names) {
        QDateTime at = QDateTime::fromString(name.section(u'_', 0, 0), u"yyyyMMdd'T'HHmmss'Z'"_s);
        at.setTimeSpec(Qt::UTC);
        if (!at.isValid() || at.secsTo(now) < 3600LL * hours)
            continue;
        if (!QDir(trash.filePath(name)).removeRecursively())
            return ioError(Words::tr("%1 cannot be removed.").arg(trash.filePath(name)));
        ++emptied;
    }
    return emptied;
}

} // namespace gatehouse::backup
