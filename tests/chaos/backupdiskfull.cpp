// A disk that is full at each write of a backup: one sentence, the older backup whole, no debris.
#include "support/ctlprocess.h"
#include "support/testcluster.h"

#include "backup/verify.h"

#include <QDir>

#include <csignal>

#include <sys/mount.h>
#include <sys/resource.h>

using namespace gatehouse;
using namespace gatehouse::test;

class BackupDiskFull : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    QTemporaryDir m_folder, m_config;

    QString url() const
    {
        return socketUrl((*m_server)->socketDir(), (*m_server)->info().port, u"shop"_s);
    }
    // No file of gatehousectl and its children may grow beyond `limit`; -1: as it likes.
    Outcome create(const QString &folder, const QStringList &more, qint64 limit = -1) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name :
            {"GATEHOUSE_CONFIG_DIR", "GATEHOUSE_DATA_DIR", "GATEHOUSE_STATE_DIR"})
            environment.insert(QString::fromLatin1(name), m_config.path());
        process.setProcessEnvironment(environment);
        if (limit >= 0) {
            process.setChildProcessModifier([limit] {
                std::signal(SIGXFSZ, SIG_IGN); // also in its children
                const rlimit little{rlim_t(limit), rlim_t(limit)};
                ::setrlimit(RLIMIT_FSIZE, &little);
            });
        }
        process.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"),
            QStringList{u"--json"_s, u"--url"_s, url(), u"backup"_s, u"create"_s, u"--folder"_s,
                folder}
                + more);
        process.closeWriteChannel();
        return Ctl::end(process);
    }
    static QStringList entries(const QString &folder)
    {
        return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    static bool isWhole(const QString &path)
    {
        const auto findings = backup::fileFindings(backup::lookAt(path), {}, {});
        return findings && findings.value().isEmpty();
    }
    static void forms()
    {
        QTest::addColumn<QStringList>("form");
        QTest::addRow("custom") << QStringList{u"--globals"_s};
        QTest::addRow("directory") << QStringList{u"--jobs"_s, u"2"_s};
        QTest::addRow("encrypted") << QStringList{u"--encrypt"_s, u"--globals"_s};
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
            return sql.script(u"CREATE TABLE a (id int PRIMARY KEY, t text); INSERT INTO a SELECT i, "
                              "md5(i::text) FROM generate_series(1, 2000) i"_s);
        });
        QVERIFY2(made, made ? "" : qPrintable(made.error().detail));
    }

    void noFileMayGrow_data() { forms(); }
    void noFileMayGrow()
    {
        QFETCH(QStringList, form);
        const QString folder = m_folder.filePath(QString::fromLatin1(QTest::currentDataTag()));
        const Outcome good = create(folder, form);
        QVERIFY2(good.exit == 0, good.all().constData());
        const QString path = folder + u'/' + entries(folder).value(0);
        qint64 largest = 0;
        const backup::Found found = backup::lookAt(path);
        for (const backup::FileEntry &file : found.manifest->files)
            largest = std::max(largest, file.size);
        for (const qint64 limit : {qint64(0), largest / 2, largest - 1}) {
            const Outcome outcome = create(folder, form, limit);
            Ctl::isPlain(outcome, 2, u"."_s);
            // pg_dump itself does not notice that its last write failed; reading back does.
            QVERIFY2(outcome.err.contains(u"disk is full"_s), outcome.all().constData());
            QCOMPARE(entries(folder).size(), 1);
            QVERIFY(isWhole(path));
        }
    }

    // A disk that is a page larger each time, so that each write in turn is the one that fails.
    void aSmallDisk_data() { forms(); }
    void aSmallDisk()
    {
        QFETCH(QStringList, form);
        const QString folder = m_folder.filePath(u"disk"_s);
        QVERIFY(QDir().mkpath(folder));
        const bool full = qEnvironmentVariableIsSet("GATEHOUSE_FULL");
        int failed = 0;
        bool fits = false;
        for (int kilobytes = 8; !fits && kilobytes < 400; kilobytes += full ? 4 : 20) {
            const QByteArray size = "mode=0700,size=" + QByteArray::number(kilobytes) + "k";
            if (::mount("tmpfs", QFile::encodeName(folder).constData(), "tmpfs",
                    MS_NOSUID | MS_NODEV, size.constData())
                != 0)
                QSKIP("a small disk can be mounted by root only (the other test covers the rest)");
            const Outcome outcome = create(folder, form);
            fits = outcome.exit == 0;
            failed += fits ? 0 : 1;
            const QStringList there = entries(folder);
            const bool whole = there.size() == 1 && isWhole(folder + u'/' + there.first());
            const int unmounted = ::umount(QFile::encodeName(folder).constData());
            QCOMPARE(unmounted, 0);
            QVERIFY2(fits ? whole : there.isEmpty(), outcome.all().constData());
            if (!fits)
                Ctl::isPlain(outcome, 2, u"."_s);
        }
        QVERIFY(fits);
        QVERIFY2(failed > 1, "nothing was tested");
    }
};

QTEST_GUILESS_MAIN(BackupDiskFull)
#include "backupdiskfull.moc"
