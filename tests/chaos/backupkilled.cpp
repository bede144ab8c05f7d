// Backups killed, cancelled, cut off from their server, and damaged afterwards. What has the name
// of a backup is whole; nothing of ours goes on running here or on the server. The short form of
// the matrices; GATEHOUSE_FULL=1 does the long one: 800 kills and 5,100 flips.
#include "support/ctlprocess.h"
#include "support/testcluster.h"

#include "backup/verify.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::test;

class BackupKilledTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    Ctl m_ctl;
    QTemporaryDir m_folder;
    QRandomGenerator m_random{20261121};
    int m_wholeMs = 0; // of an undisturbed backup, to choose moments within it

    static int rounds(int few, int many)
    {
        return qEnvironmentVariableIsSet("GATEHOUSE_FULL") ? many : few;
    }
    QStringList arguments(const QStringList &more) const
    {
        return QStringList{u"--json"_s, u"--url"_s,
                   socketUrl((*m_server)->socketDir(), (*m_server)->info().port, u"shop"_s),
                   u"backup"_s, u"create"_s, u"--folder"_s, m_folder.path()}
        + more;
    }
    static QStringList formOf(const QString &form)
    {
        return form == "directory"_L1 ? QStringList{u"--jobs"_s, u"4"_s, u"--globals"_s}
            : form == "plain"_L1      ? QStringList{u"--compress"_s, u"none"_s}
            : form == "base"_L1       ? QStringList{u"--base"_s}
                                      : QStringList();
    }
    QStringList entries(const QString &pattern) const
    {
        return QDir(m_folder.path())
            .entryList({pattern}, QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    // pg_dump processes that work on this cluster, leaders and workers.
    QList<pid_t> dumps() const
    {
        QList<pid_t> all;
        for (const QString &pid : QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs)) {
            QFile line(u"/proc/%1/cmdline"_s.arg(pid));
            if (!line.open(QIODevice::ReadOnly))
                continue;
            const QByteArray words = line.readAll();
            if (words.contains((*m_server)->socketDir().toUtf8()) 
                && (words.contains("pg_dump") || words.contains("pg_basebackup")))
                all.append(pid.toInt());
        }
        return all;
    }
    int sessions() const
    {
        auto session = m_server->open();
        return cell(*session, u"SELECT count(*) FROM pg_stat_activity WHERE datname = 'shop' OR "
                              "backend_type = 'walsender'"_s)
            .toInt();
    }
    void nothingIsLeft(bool partialMayStay) const
    {
        QTRY_VERIFY2_WITH_TIMEOUT(dumps().isEmpty(), "pg_dump goes on", 5000);
        QTRY_VERIFY2_WITH_TIMEOUT(sessions() == 0, "a session goes on", 5000);
        if (!partialMayStay)
            QCOMPARE(entries(u"*.partial-*"_s), QStringList());
        for (const QString &name : entries(u"*.backup"_s)) {
            const auto proof =
                backup::verify(backup::lookAt(m_folder.filePath(name)), backup::Level::Read);
            QVERIFY2(proof && proof.value().good, qPrintable(name));
        }
    }
    void clear(const QString &pattern = u"*"_s) const
    {
        for (const QString &name : entries(pattern))
            QDir(m_folder.filePath(name)).removeRecursively();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto session = m_server->open();
        cell(*session, u"CREATE DATABASE shop"_s);
        auto shop = m_server->open(u"shop"_s);
        const auto made = run(*shop, [](db::Sql &sql) {
            return sql.script(
                u"CREATE TABLE a (id int PRIMARY KEY, t text); CREATE TABLE b (LIKE a); CREATE "
                u"TABLE c (LIKE a);"
                "INSERT INTO a SELECT i, md5(i::text) || md5((i * 7)::text) FROM "
                "generate_series(1, 30000) i;"
                "INSERT INTO b SELECT * FROM a; INSERT INTO c SELECT * FROM a WHERE id < 10000;"
                "CREATE TABLE small AS SELECT * FROM a WHERE id < 3000"_s);
        });
        QVERIFY2(made, made ? "" : qPrintable(made.error().detail));
        QElapsedTimer whole;
        whole.start();
        const Outcome outcome = m_ctl.run(arguments({}));
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        m_wholeMs = int(whole.elapsed());
        clear();
    }
    void cleanup() { clear(); }

    void killedAtAnyMoment_data()
    {
        QTest::addColumn<QString>("form");
        QTest::addColumn<int>("signal");
        for (const char *form : {"custom", "directory", "base"}) {
            QTest::addRow("%s, program killed", form) << QString::fromLatin1(form) << SIGKILL;
            QTest::addRow("%s, cancelled", form) << QString::fromLatin1(form) << SIGTERM;
        }
    }
    void killedAtAnyMoment()
    {
        QFETCH(QString, form);
        QFETCH(int, signal);
        for (int i = 0; i < rounds(form == "base"_L1 ? 2 : 5, 80); ++i) {
            auto process = m_ctl.begin(arguments(formOf(form)));
            QVERIFY(process->waitForStarted());
            QTest::qWait(int(m_random.bounded(40, 40 + m_wholeMs)));
            // It may have ended by itself, and 0 would be ourselves and who started us.
            if (const qint64 pid = process->processId(); pid > 0)
                ::kill(pid_t(pid), signal);
            const Outcome outcome = Ctl::end(*process);
            if (signal == SIGTERM) // outside any of its handlers: before it began
                QVERIFY2(outcome.exit == 4 || outcome.exit == 0
                        || (outcome.crashed && outcome.exit == SIGTERM),
                    outcome.all().constData());
            nothingIsLeft(signal == SIGKILL);
            clear(u"*.backup"_s); // what was killed is for the next one to clear away
        }
    }

    void pgDumpKilled_data()
    {
        QTest::addColumn<QString>("form");
        QTest::addRow("custom") << u"custom"_s;
        QTest::addRow("directory, leader or worker") << u"directory"_s;
    }
    void pgDumpKilled()
    {
        QFETCH(QString, form);
        int hit = 0;
        for (int i = 0; i < rounds(4, 80); ++i) {
            auto process = m_ctl.begin(arguments(formOf(form)));
            QVERIFY(process->waitForStarted());
            (void)QTest::qWaitFor(
                [&] { return !dumps().isEmpty() || process->state() == QProcess::NotRunning; },
                10000);
            QTest::qWait(int(m_random.bounded(10, 200)));
            const QList<pid_t> running = dumps();
            if (!running.isEmpty())
                ::kill(running[m_random.bounded(running.size())], SIGKILL);
            const Outcome outcome = Ctl::end(*process);
            hit += outcome.exit != 0 ? 1 : 0;
            QVERIFY2(outcome.exit == 0 || outcome.exit == 2 || outcome.exit == 5,
                outcome.all().constData());
            QCOMPARE(entries(u"*.backup"_s).isEmpty(), outcome.exit != 0);
            nothingIsLeft(false);
            clear();
        }
        QVERIFY(hit > 0); // else nothing was tested
    }

    void theServerEndsASession_data()
    {
        QTest::addColumn<QString>("whose");
        QTest::addRow("of pg_dump") << u"gatehouse backup%"_s;
        QTest::addRow("of the coordinator") << u"gatehouse"_s;
    }
    void theServerEndsASession()
    {
        QFETCH(QString, whose);
        int hit = 0;
        for (int i = 0; i < rounds(3, 80); ++i) {
            auto process = m_ctl.begin(arguments({}));
            QVERIFY(process->waitForStarted());
            (void)QTest::qWaitFor([&] { return !dumps().isEmpty(); }, 10000);
            QTest::qWait(int(m_random.bounded(10, 120)));
            auto session = m_server->open();
            const auto ended = run(*session, [&](db::Sql &sql) {
                return sql.execute(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                                   "datname = 'shop' AND application_name LIKE $1"_s,
                    db::bind(whose));
            });
            QVERIFY(ended);
            const Outcome outcome = Ctl::end(*process);
            hit += outcome.exit != 0 ? 1 : 0;
            QVERIFY2(outcome.exit == 0 || outcome.exit == 2 || outcome.exit == 5,
                outcome.all().constData());
            QCOMPARE(entries(u"*.backup"_s).isEmpty(), outcome.exit != 0);
            nothingIsLeft(false);
            clear();
        }
        QVERIFY(hit > 0);
    }

    // Fail points of the engine: a crash leaves nothing that looks valid, the next run clears it
    // away.
    void killedAtFailPoints()
    {
        for (const QString &point :
            {u"backup.after_sums"_s, u"backup.before_read"_s, u"backup.before_name"_s}) {
            const Outcome outcome =
                m_ctl.run(arguments({}), {{u"GATEHOUSE_FAIL"_s, point + u":1:exit"_s}});
            QCOMPARE(outcome.exit, 86);
            QCOMPARE(entries(u"*.backup"_s), QStringList());
            nothingIsLeft(true);
            const Outcome failed =
                m_ctl.run(arguments({}), {{u"GATEHOUSE_FAIL"_s, point + u":1:error"_s}});
            QCOMPARE(failed.exit, 2);
            nothingIsLeft(false); // the partial folder of the killed one as well
        }
    }

    void anyDamageIsFound_data()
    {
        QTest::addColumn<QString>("form");
        for (const char *form : {"custom", "directory", "plain"})
            QTest::addRow("%s", form) << QString::fromLatin1(form);
    }
    void anyDamageIsFound()
    {
        QFETCH(QString, form);
        const Outcome outcome =
            m_ctl.run(arguments(formOf(form) + QStringList{u"--table"_s, u"small"_s}));
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        const QString path =
            QJsonDocument::fromJson(outcome.out.toUtf8()).object()[u"path"_s].toString();
        const backup::Found found = backup::lookAt(path);
        QStringList files{u"manifest.json"_s};
        for (const backup::FileEntry &file : found.manifest->files)
            files.append(file.path);
        const auto isFound = [&path] {
            const auto findings = backup::fileFindings(backup::lookAt(path), {}, {});
            return findings && !findings.value().isEmpty();
        };
        QVERIFY(!isFound());
        const int flips = rounds(150, 1700);
        int seen = 0;
        for (int i = 0; i < flips; ++i) {
            const QString name = path + u'/' + files[m_random.bounded(files.size())];
            const int fd = ::open(QFile::encodeName(name).constData(), O_RDWR | O_CLOEXEC);
            const off_t size = ::lseek(fd, 0, SEEK_END);
            const off_t at = off_t(m_random.bounded(quint64(size)));
            char before = 0;
            QCOMPARE(::pread(fd, &before, 1, at), 1);
            const char after = char(before ^ (1 << m_random.bounded(8)));
            QCOMPARE(::pwrite(fd, &after, 1, at), 1);
            seen += isFound() ? 1 : 0;
            QCOMPARE(::pwrite(fd, &before, 1, at), 1);
            ::close(fd);
        }
        QCOMPARE(seen, flips);
        for (const QString &name : files) { // cut, gone, swapped, one too many
            const QString file = path + u'/' + name;
            QVERIFY(QFile::copy(file, path + u"/more"_s));
            QVERIFY(isFound());
            QVERIFY(QFile::resize(file, QFileInfo(file).size() - 1));
            QFile::rename(path + u"/more"_s, m_folder.filePath(u"kept"_s));
            QVERIFY(isFound());
            QVERIFY(QFile::remove(file));
            QVERIFY(isFound());
            QVERIFY(QFile::link(m_folder.filePath(u"kept"_s), file)); // whole, but a link
            QVERIFY(isFound());
            QVERIFY(QFile::remove(file));
            QVERIFY(QFile::rename(m_folder.filePath(u"kept"_s), file));
        }
        QVERIFY(!isFound());
        QFile::remove(m_folder.filePath(u"kept"_s));
    }

    void anOldBackupStaysWholeWhenANewOneFails()
    {
        QCOMPARE(m_ctl.run(arguments({})).exit, 0);
        const QStringList before = entries(u"*.backup"_s);
        const Outcome failed =
            m_ctl.run(arguments({}), {{u"GATEHOUSE_FAIL"_s, u"backup.before_name:1:error"_s}});
        QCOMPARE(failed.exit, 2);
        QCOMPARE(entries(u"*.backup"_s), before);
        nothingIsLeft(false);
    }
};

QTEST_GUILESS_MAIN(BackupKilledTest)
#include "backupkilled.moc"
