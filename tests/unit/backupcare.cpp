// Which backups stay, and when the next ones are made.
#include "backup/retention.h"
#include "backup/schedule.h"

#include <QRandomGenerator>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::backup;

class BackupCareTest : public QObject
{
    Q_OBJECT

    const QDateTime m_now = QDateTime::fromString(u"2026-11-21T12:00:00Z"_s, Qt::ISODate);

    Found made(int hoursAgo, Level level = Level::Read, const QString &database = u"shop"_s) const
    {
        Found found;
        found.name = u"%1-%2"_s.arg(database).arg(hoursAgo);
        found.manifest = Manifest();
        found.manifest->database = database;
        found.manifest->created = m_now.addSecs(-3600LL * hoursAgo);
        found.manifest->files = {{u"database.dump"_s, 1'000'000, {}}};
        if (level != Level::None)
            found.history = {{found.manifest->created, level, true, 1, -1, {}}};
        return found;
    }
    QStringList kept(const std::vector<Found> &all, const Retention &rules) const
    {
        QStringList names;
        for (const Judged &one : judge(all, rules, m_now)) {
            if (one.keep)
                names.append(one.backup->name);
        }
        names.sort();
        return names;
    }
    std::vector<Found> everyDay(int days) const
    {
        std::vector<Found> all;
        for (int day = 0; day < days; ++day)
            all.push_back(made(day * 24));
        return all;
    }

private Q_SLOTS:
    void rulesKeepWhatTheySay()
    {
        QCOMPARE(kept(everyDay(10), {.last = 3}).size(), 3);
        QCOMPARE(kept(everyDay(10), {.days = 5}).size(), 5);
        QCOMPARE(kept(everyDay(100), {.daily = 7}).size(), 7);
        QCOMPARE(kept(everyDay(100), {.weekly = 4}).size(), 4);
        QCOMPARE(kept(everyDay(400), {.monthly = 12}).size(), 12);
        QCOMPARE(kept(everyDay(800), {.yearly = 2}).size(), 2);
        QCOMPARE(kept(everyDay(10), {.maxBytes = 4'500'000}).size(), 4);
        QCOMPARE(kept(everyDay(3), {}).size(), 3); // no rule, nothing goes
    }

    void databasesAreJudgedApart()
    {
        QCOMPARE(kept({made(1), made(2), made(3, Level::Read, u"other"_s)}, {.last = 1}),
            (QStringList{u"other-3"_s, u"shop-1"_s}));
    }

    void theLastProvenOneStays()
    {
        // Newer ones were never proven, or a check found them damaged.
        Found damaged = made(2);
        damaged.history.push_back({m_now, Level::Hash, false, 1, -1, u"changed"_s});
        QCOMPARE(kept({made(1, Level::None), damaged, made(500), made(600)}, {.last = 1}),
            (QStringList{u"shop-1"_s, u"shop-500"_s}));
        QCOMPARE(kept({made(1), made(300, Level::Drill), made(400, Level::Drill)}, {.last = 1}),
            (QStringList{u"shop-1"_s, u"shop-300"_s}));
    }

    void theUnreadableAndTheFutureStay()
    {
        Found unreadable;
        unreadable.name = u"what"_s;
        QCOMPARE(kept({unreadable, made(-48), made(1), made(2)}, {.last = 1}).size(), 3);
    }

    // Whatever the rules and the backups: of each database that has a proven one, one is kept.
    void noSetOfRulesLosesTheProof()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 10000; ++round) {
            std::vector<Found> all;
            const int count = int(random.bounded(1, 12));
            bool any = false;
            for (int i = 0; i < count; ++i) {
                const Level level = Level(random.bounded(4));
                any = any || level >= Level::Read;
                all.push_back(made(int(random.bounded(0, 10000)), level));
            }
            Retention rules;
            int *const fields[] = {&rules.last, &rules.days, &rules.daily, &rules.weekly,
                &rules.monthly, &rules.yearly};
            for (int *field : fields)
                *field = random.bounded(3) ? 0 : int(random.bounded(4));
            rules.maxBytes = random.bounded(3) ? 0 : qint64(random.bounded(5)) * 700'000;
            bool still = false;
            for (const Judged &one : judge(all, rules, m_now))
                still = still || (one.keep && one.backup->proven() >= Level::Read);
            QVERIFY2(still == any, qPrintable(u"round %1"_s.arg(round)));
        }
    }

    void whenIsUnderstood_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("calendar");
        QTest::addColumn<QString>("cron");
        QTest::addRow("hourly") << u"hourly"_s << u"*-*-* *:00:00"_s << u"0 * * * *"_s;
        QTest::addRow("at a minute") << u"hourly :25"_s << u"*-*-* *:25:00"_s << u"25 * * * *"_s;
        QTest::addRow("daily") << u"daily 03:15"_s << u"*-*-* 03:15:00"_s << u"15 3 * * *"_s;
        QTest::addRow("at three") << u"Daily"_s << u"*-*-* 03:00:00"_s << u"0 3 * * *"_s;
        QTest::addRow("weekly") << u"weekly sun 23:05"_s << u"Sun *-*-* 23:05:00"_s
                                << u"5 23 * * 0"_s;
        QTest::addRow("no hour 24") << u"daily 24:00"_s << QString() << QString();
        QTest::addRow("no day") << u"weekly 03:00"_s << QString() << QString();
        QTest::addRow("a line more") << u"daily 03:00\nExecStart=x"_s << QString() << QString();
        QTest::addRow("empty") << QString() << QString() << QString();
    }
    void whenIsUnderstood()
    {
        QFETCH(QString, text);
        QFETCH(QString, calendar);
        const auto when = parseWhen(text);
        QCOMPARE(bool(when), !calendar.isEmpty());
        if (when) {
            QCOMPARE(when.value().calendar(), calendar);
            QTEST(when.value().cron(), "cron");
        }
    }

    void namesAreNoCommands()
    {
        const Schedule schedule{u"daily"_s, When(), u"/opt/my tools/gatehousectl"_s,
            {{u"--profile"_s, u"it's $HOME 100% \"x\"\nExecStart=y"_s}}};
        const QString service = serviceText(schedule);
        QCOMPARE(service.count(u"\nExecStart="_s), 1);
        QVERIFY(service.contains(u"$$HOME 100%% \\\"x\\\"\\nExecStart=y"_s));
        const QString cron =
            cronLine({u"daily"_s, When(), u"/bin/ctl"_s, {{u"it's 100%"_s}, {u"drill"_s}}});
        QCOMPARE(cron, u"0 3 * * * /bin/ctl 'it'\\''s 100\\%' && /bin/ctl drill"_s);
    }
};

QTEST_GUILESS_MAIN(BackupCareTest)
#include "backupcare.moc"
