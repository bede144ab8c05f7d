// A full disk: what was stored before stays whole, a sentence says so, and the work goes on.
#include "base/settingsfile.h"
#include "base/jobs.h"
#include "base/securefile.h"
#include "db/connections.h"
#include "db/profile.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/mount.h>
#include <sys/resource.h>

using namespace gatehouse;

namespace {

constexpr qint64 kRoom = 64 * 1024;

// While it lives, writes in this folder fail for want of room.
class NoRoom
{
public:
    // A disk of 64 kB that is filled to the brim, else files of this process may not grow.
    NoRoom(const QString &folder, bool disk) : m_disk(disk), m_filler(folder + "/filler"_L1)
    {
        if (m_disk) {
            QVERIFY(m_filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
            while (m_filler.write(QByteArray(4096, 'x')) > 0) { }
            return;
        }
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit none{0, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~NoRoom()
    {
        if (m_disk)
            m_filler.remove();
        else
            ::setrlimit(RLIMIT_FSIZE, &m_before);
    }
    NoRoom(const NoRoom &) = delete;
    NoRoom &operator=(const NoRoom &) = delete;

private:
    bool m_disk;
    QFile m_filler;
    rlimit m_before = {};
};

db::Profile named(const QString &name)
{
    db::ConnInfo info;
    info.host = u"db1"_s;
    info.user = info.database = u"a"_s;
    return db::newProfile(name, info);
}

} // namespace

class DiskFull : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    bool m_disk = false, m_mounted = false;

    QString path(const QString &name) const { return m_dir->filePath(name); }
    QByteArray content(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
    }
    void isSaid(const Error &error) const
    {
        QCOMPARE(error.kind, Error::Kind::Io);
        QVERIFY2(error.text.endsWith(u'.'), qPrintable(error.text));
        QVERIFY2(error.text.contains(m_disk ? u"disk is full"_s : u"unchanged"_s),
            qPrintable(error.text));
    }
    static void rows()
    {
        QTest::addColumn<bool>("disk");
        QTest::addRow("a full disk") << true;
        QTest::addRow("no file may grow") << false;
    }

private Q_SLOTS:
    void init()
    {
        QFETCH(bool, disk);
        m_dir = std::make_unique<QTemporaryDir>();
        m_disk = disk;
        const QByteArray size = "mode=0700,size=" + QByteArray::number(kRoom);
        m_mounted = disk
            && ::mount("tmpfs", qPrintable(m_dir->path()), "tmpfs", MS_NOSUID | MS_NODEV,
                   size.constData())
                == 0;
        if (disk && !m_mounted)
            QSKIP("a small disk can be mounted by root only (the other row covers the rest)");
    }
    void cleanup()
    {
        if (m_mounted)
            QCOMPARE(::umount(qPrintable(m_dir->path())), 0);
        m_dir.reset();
    }

    void aFileKeepsItsContent_data() { rows(); }
    void aFileKeepsItsContent()
    {
        QVERIFY(bool(writeSecureFile(path(u"kept"_s), "as it was")));
        {
            const NoRoom full(m_dir->path(), m_disk);
            const auto written = writeSecureFile(path(u"kept"_s), QByteArray(5000, 'n'));
            QVERIFY(!written);
            isSaid(written.error());
            const auto created = createSecureFile(path(u"new"_s), QByteArray(5000, 'n'));
            QVERIFY(!created);
            QCOMPARE(content(u"kept"_s), QByteArray("as it was"));
        }
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"kept"_s});
        QVERIFY(bool(writeSecureFile(path(u"kept"_s), "and again")));
        QCOMPARE(content(u"kept"_s), QByteArray("and again"));
    }

    void savedConnectionsAreKept_data() { rows(); }
    void savedConnectionsAreKept()
    {
        const QString file = path(u"profiles.json"_s);
        db::Connections connections(file, nullptr);
        connections.put(named(u"before"_s));
        QTRY_VERIFY(QFile::exists(file));
        {
            const NoRoom full(m_dir->path(), m_disk);
            connections.put(named(u"after"_s));
            QTRY_VERIFY(!connections.trouble().text.isEmpty());
            isSaid(connections.trouble());
            QCOMPARE(connections.profiles().size(), size_t(2)); // goes on in memory
            const auto stored = db::ProfileStore(file).load();
            QVERIFY2(bool(stored), stored ? "" : qPrintable(stored.error().text));
            QCOMPARE(stored.value().size(), size_t(1));
        }
        connections.used(connections.profiles().front().id); // the next change writes all of them
        QTRY_VERIFY(connections.trouble().text.isEmpty());
        QCOMPARE(db::ProfileStore(file).load().value().size(), size_t(2));
    }

    void jobsGoOnWithoutTheirJournal_data() { rows(); }
    void jobsGoOnWithoutTheirJournal()
    {
        const QString journal = path(u"jobs.json"_s);
        const Recipe recipe{
            u"work"_s, {{u"one"_s, [](const StepContext &) -> Result<> { return Done{}; }}}};
        JobCentre jobs(journal);
        jobs.start(recipe);
        QTRY_COMPARE(jobs.running(), 0);
        QTRY_VERIFY(content(u"jobs.json"_s).contains("work"));
        {
            QSignalSpy failures(&jobs, &JobCentre::journalFailed);
            const NoRoom full(m_dir->path(), m_disk);
            jobs.start(recipe);
            QTRY_COMPARE(jobs.running(), 0);
            QTRY_COMPARE(failures.size(), 1);
            isSaid(failures.first().first().value<Error>());
            QCOMPARE(jobs.records().front().state, JobState::Done);
            QVERIFY(content(u"jobs.json"_s).contains("work"));
        }
        jobs.start(recipe);
        QTRY_COMPARE(jobs.running(), 0);
        QTRY_COMPARE(content(u"jobs.json"_s).count("\"work\""), 3);
    }

    void settingsAreKept_data() { rows(); }
    void settingsAreKept()
    {
        const QString file = path(u"gatehouse.ini"_s);
        SettingsFile settings(file);
        settings.setValue(u"theme"_s, u"dark"_s);
        QVERIFY(settings.sync());
        {
            const NoRoom full(m_dir->path(), m_disk);
            settings.setValue(u"session"_s, QString(9000, u's'));
            QVERIFY(!settings.sync());
            QCOMPARE(SettingsFile(file).value(u"theme"_s), QVariant(u"dark"_s));
        }
        QVERIFY(settings.sync());
        QCOMPARE(SettingsFile(file).value(u"theme"_s), QVariant(u"dark"_s));
        QCOMPARE(SettingsFile(file).value(u"session"_s).toString().size(), 9000);
    }
};

QTEST_GUILESS_MAIN(DiskFull)
#include "diskfull.moc"
