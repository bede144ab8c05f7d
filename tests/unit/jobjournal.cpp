// Two programs at once keep a journal each, and what one leaves behind the next one has.
#include "base/jobs.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;

class JobJournalTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    QString journal() const { return m_dir->filePath(u"jobs.json"_s); }
    QStringList files() const
    {
        return QDir(m_dir->path()).entryList({u"*.json"_s}, QDir::Files, QDir::Name);
    }
    static void work(JobCentre &jobs, const QString &title)
    {
        jobs.start({title, {{u"one"_s, [](const StepContext &) -> Result<> { return Done{}; }}}});
        QTRY_COMPARE(jobs.running(), 0);
    }
    static QStringList titles(const JobCentre &jobs)
    {
        QStringList list;
        for (const JobRecord &record : jobs.records())
            list.append(record.title);
        return list;
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void twoAtOnceLoseNothing()
    {
        {
            JobCentre first(journal());
            JobCentre second(journal());
            work(first, u"a1"_s);
            work(second, u"b1"_s);
            work(first, u"a2"_s);
            work(second, u"b2"_s);
            QCOMPARE(titles(first), (QStringList{u"a2"_s, u"a1"_s}));
            QCOMPARE(titles(second), (QStringList{u"b2"_s, u"b1"_s}));
        }
        QCOMPARE(files(), (QStringList{u"jobs-2.json"_s, u"jobs.json"_s}));
        {
            JobCentre later(journal());
            QStringList all = titles(later); // newest first; within a millisecond in any order
            std::sort(all.begin(), all.end());
            QCOMPARE(all, (QStringList{u"a1"_s, u"a2"_s, u"b1"_s, u"b2"_s}));
            work(later, u"c"_s);
        }
        QCOMPARE(files(), QStringList{u"jobs.json"_s});
        QCOMPARE(titles(JobCentre(journal())).size(), 5);
    }

    void whatRunsElsewhereIsNotTaken()
    {
        auto first = std::make_unique<JobCentre>(journal());
        work(*first, u"a"_s);
        JobCentre second(journal());
        QVERIFY(second.records().empty());
        first.reset();
        JobCentre third(journal()); // the first file again, while the second still runs
        QCOMPARE(titles(third), QStringList{u"a"_s});
        work(second, u"b"_s);
        work(third, u"c"_s);
        QCOMPARE(titles(second), QStringList{u"b"_s});
    }

    // The lock of a program that was killed does not outlive it.
    void aLockDiesWithItsProgram()
    {
        QProcess holder;
        const QString lock = journal() + u".lock"_s;
        holder.start(u"flock"_s, {u"--no-fork"_s, lock, u"sleep"_s, u"60"_s});
        QVERIFY(holder.waitForStarted());
        const auto isHeld = [&] { return !JobJournal(journal()).path().endsWith(u"/jobs.json"_s); };
        QTRY_VERIFY(isHeld());
        holder.kill();
        QVERIFY(holder.waitForFinished());
        QTRY_VERIFY(!isHeld());
    }

    void aFolderThatIsNotThereIsNoReasonToFail()
    {
        JobCentre jobs(m_dir->filePath(u"missing/jobs.json"_s));
        work(jobs, u"a"_s);
        QCOMPARE(titles(jobs), QStringList{u"a"_s});
    }
};

QTEST_GUILESS_MAIN(JobJournalTest)
#include "jobjournal.moc"
