// The private cluster: starts, survives or dies as asked, lets nobody else in, recovers from
// crashes.
#include "base/process.h"
#include "base/securefile.h"
#include "support/testcluster.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <csignal>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse;
using test::cell;

namespace {

db::ClusterOptions at(const QString &dir, bool dieWithParent = true)
{
    db::ClusterOptions options;
    options.dir = dir;
    options.dieWithParent = dieWithParent;
    return options;
}

QString ask(const db::Cluster &cluster, const QString &statement)
{
    db::Session session({cluster.info(), nullptr, db::SessionKind::Job, false});
    return cell(session, statement);
}

qint64 number(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toLongLong() : 0;
}

// The program run as another one: a parent that holds a cluster until it is killed.
int holdCluster(const QString &dir, bool dieWithParent)
{
    auto cluster = db::Cluster::start(at(dir + u"/pg"_s, dieWithParent));
    if (!cluster
        || !writeSecureFile(dir + u"/pid"_s, QByteArray::number(cluster.value()->serverPid())))
        return 1;
    for (;;)
        ::pause();
}

pid_t runAsParent(const char *mode, const QString &dir)
{
    const pid_t parent = ::fork();
    if (parent == 0) {
        ::execl("/proc/self/exe", "cluster", mode, dir.toLocal8Bit().constData(), nullptr);
        ::_exit(127);
    }
    return parent;
}

void killAndCollect(pid_t pid)
{
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
}

// psql as a user of the operating system other than the one who made the cluster.
Result<CommandOutput> psqlAs(const UnixUser &user, const db::Cluster &cluster)
{
    Command psql{u"/usr/bin/psql"_s,
        {u"-XAtw"_s, u"-h"_s, cluster.socketDir(), u"-U"_s, u"gatehouse"_s, u"-d"_s, u"postgres"_s,
            u"-c"_s, u"select 1"_s}};
    psql.runAsUid = user.uid;
    psql.runAsGid = user.gid;
    return runCommand(psql);
}

} // namespace

class ClusterTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    int m_count = 0;
    QString fresh() { return m_dir.filePath(u"c%1"_s.arg(++m_count)); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        // As root the server's user must be able to pass.
        if (isRoot())
            QFile::setPermissions(m_dir.path(), QFile::Permissions(0x7711));
    }

    void startsAsAsked_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QString>("answer");
        const auto row = [](const char *name, const char *statement, const char *answer) {
            QTest::addRow("%s", name)
                << QString::fromLatin1(statement) << QString::fromLatin1(answer);
        };
        row("superuser",
            "select current_user || usesuper::text from pg_user where usename = current_user",
            "gatehousetrue");
        row("encoding", "show server_encoding", "UTF8");
        row("collation", "select datcollate from pg_database where datname = 'template1'",
            "C.UTF-8");
        row("socket only", "show listen_addresses", "");
        row("zone", "show timezone", "UTC");
        row("a setting of ours", "show work_mem", "7MB");
        row("a hostile setting", "show cluster_name", "it's \\ quoted");
        row("throw-away", "show fsync", "off");
        row("nothing hidden in the arguments",
            "select count(*)::text from pg_settings where source = 'command line' "
            "and name <> 'config_file' and name <> 'data_directory'",
            "0");
    }
    void startsAsAsked()
    {
        static test::TestCluster server([] {
            db::ClusterOptions options;
            options.settings = {
                {u"work_mem"_s, u"7MB"_s}, {u"cluster_name"_s, u"it's \\ quoted"_s}};
            return options;
        }());
        QVERIFY2(server.isUp(), server.trouble());
        QFETCH(QString, statement);
        QTEST(ask(*server, statement), "answer");
    }

    void foldersThatAreNotOurs_data()
    {
        QTest::addColumn<QString>("inside");
        QTest::addRow("a file") << u"letter.txt"_s;
        QTest::addRow("a hidden file") << u".bashrc"_s;
        QTest::addRow("somebody's cluster") << u"PG_VERSION"_s;
    }
    void foldersThatAreNotOurs()
    {
        QFETCH(QString, inside);
        const QString dir = fresh();
        QVERIFY(QDir().mkpath(dir));
        QVERIFY(writeSecureFile(dir + u'/' + inside, "x"));
        const auto before = QFileInfo(dir).permissions();
        const auto started = db::Cluster::start(at(dir));
        QVERIFY(!started);
        QCOMPARE(started.error().kind, Error::Kind::Refused);
        QCOMPARE(QFileInfo(dir).permissions(), before);
        QCOMPARE(QDir(dir).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
            QStringList{inside});
    }

    void aFolderTheServerCannotReach()
    {
        if (!isRoot())
            QSKIP("only as root the server is somebody else");
        const QString dir = fresh();
        QVERIFY(makePrivateDir(dir));
        const auto started = db::Cluster::start(at(dir + u"/pg"_s));
        QVERIFY(!started);
        QVERIFY2(started.error().text.contains(dir), qPrintable(started.error().text));
    }

    void nobodyElseGetsIn()
    {
        if (!isRoot())
            QSKIP("only root can try as somebody else");
        const auto cluster = db::Cluster::start(at(fresh()));
        QVERIFY(cluster);
        for (const char *name : {"postgres", "nobody", "daemon"}) {
            const auto id = runCommand({u"/usr/bin/id"_s, {u"-u"_s, QString::fromLatin1(name)}});
            const auto user = unixUser(id ? id.value().out.trimmed().toUInt() : 0);
            if (!user || user->uid == 0)
                continue;
            const auto tried = psqlAs(*user, *cluster.value());
            QVERIFY(tried);
            QCOMPARE(tried.value().exitCode, 2);
            QVERIFY2(!tried.value().out.contains('1'), name);
        }
        const auto allowed = psqlAs(*unixUser(0), *cluster.value());
        QVERIFY(allowed);
        QCOMPARE(allowed.value().out, QByteArray("1\n"));
    }

    void otherRolesNeedAPassword()
    {
        const auto cluster = db::Cluster::start(at(fresh()));
        QVERIFY(cluster);
        QCOMPARE(ask(*cluster.value(), u"create role viewer login password 'right'"_s).left(6),
            u"error:"_s);
        db::ConnInfo info = cluster.value()->info();
        info.user = u"viewer"_s;
        for (const char *password : {"right", "wrong", ""}) {
            db::Session session(
                {info, std::make_shared<const Secret>(QString::fromLatin1(password)),
                    db::SessionKind::Job});
            const QString who = cell(session, u"select current_user::text"_s);
            QCOMPARE(who == u"viewer"_s, qstrcmp(password, "right") == 0);
        }
    }

    void aHalfMadeFolderIsMadeAnew_data()
    {
        QTest::addColumn<QString>("left");
        QTest::addRow("initdb was killed") << u"data.making/base/1"_s;
        QTest::addRow("no version file") << u"data/base/1"_s;
    }
    void aHalfMadeFolderIsMadeAnew()
    {
        QFETCH(QString, left);
        const QString dir = fresh();
        QVERIFY(QDir().mkpath(dir + u'/' + left));
        QVERIFY(writeSecureFile(dir + u"/cluster.lock"_s, ""));
        const auto cluster = db::Cluster::start(at(dir));
        QVERIFY2(bool(cluster), cluster ? "" : qPrintable(cluster.error().detail));
        QCOMPARE(ask(*cluster.value(), u"select 1"_s), u"1"_s);
        QVERIFY(!QFileInfo::exists(dir + u"/data.making"_s));
    }

    void aLongPathHasItsSocketElsewhere()
    {
        const QString dir = m_dir.filePath(QString(150, u'x'));
        QString socketDir;
        {
            const auto cluster = db::Cluster::start(at(dir));
            QVERIFY2(bool(cluster), cluster ? "" : qPrintable(cluster.error().detail));
            socketDir = cluster.value()->socketDir();
            QVERIFY(!socketDir.startsWith(dir));
            QCOMPARE(int(QFileInfo(socketDir).permissions()) & 0x0077, 0);
            QCOMPARE(ask(*cluster.value(), u"select 1"_s), u"1"_s);
        }
        QVERIFY(!QFileInfo::exists(socketDir));
    }

    void oneThatOutlivesItsObjectIsTakenOver()
    {
        const QString dir = fresh();
        qint64 pid = 0;
        {
            const auto cluster = db::Cluster::start(at(dir, false));
            QVERIFY2(bool(cluster), cluster ? "" : qPrintable(cluster.error().detail));
            pid = cluster.value()->serverPid();
            QCOMPARE(ask(*cluster.value(), u"show fsync"_s), u"on"_s);
        }
        QVERIFY(isAlive(pid));
        const auto attached = db::Cluster::attach(dir);
        QVERIFY(attached && attached.value());
        QCOMPARE(attached.value()->serverPid(), pid);
        const auto again = db::Cluster::start(at(dir, false));
        QVERIFY(again);
        QCOMPARE(again.value()->serverPid(), pid);
        QVERIFY(again.value()->stop());
        QVERIFY(!isAlive(pid));
        const auto nothing = db::Cluster::attach(dir);
        QVERIFY(nothing && !nothing.value());
        QVERIFY(attached.value()->stop()); // the other object finds it gone
    }

    void nothingRunsInAMissingFolder()
    {
        const auto nothing = db::Cluster::attach(fresh());
        QVERIFY(nothing && !nothing.value());
    }

    void itRecoversFromAKilledServer()
    {
        const QString dir = fresh();
        const auto first = db::Cluster::start(at(dir, false));
        QVERIFY(first);
        ::kill(pid_t(first.value()->serverPid()), SIGKILL);
        QTRY_VERIFY(!isAlive(first.value()->serverPid()));
        const auto second = db::Cluster::start(at(dir));
        QVERIFY2(bool(second), second ? "" : qPrintable(second.error().detail));
        QCOMPARE(ask(*second.value(), u"select 1"_s), u"1"_s);
    }

    // After a reboot the number in postmaster.pid may belong to anybody.
    void aStaleNumberOfAnotherProgram()
    {
        const QString dir = fresh();
        {
            const auto first = db::Cluster::start(at(dir));
            QVERIFY(first);
        }
        QFile stale(dir + u"/data/postmaster.pid"_s);
        QVERIFY(stale.open(QIODevice::WriteOnly));
        stale.write(QByteArray::number(::getpid()) + "\n" + dir.toUtf8()
            + "/data\n1\n5432\n/tmp\n\n\nready\n");
        stale.close();
        const auto nothing = db::Cluster::attach(dir);
        QVERIFY(nothing && !nothing.value());
        const auto second = db::Cluster::start(at(dir));
        QVERIFY2(bool(second), second ? "" : qPrintable(second.error().detail));
    }

    void aKilledParent_data()
    {
        QTest::addColumn<bool>("dies");
        QTest::addRow("throw-away") << true;
        QTest::addRow("sandbox") << false;
    }
    void aKilledParent()
    {
        QFETCH(bool, dies);
        const QString dir = fresh();
        QVERIFY(QDir().mkpath(dir));
        if (isRoot())
            QFile::setPermissions(dir, QFile::Permissions(0x7711));
        const pid_t parent = runAsParent(dies ? "--hold-bound" : "--hold-free", dir);
        QTRY_VERIFY_WITH_TIMEOUT(number(dir + u"/pid"_s) > 0, 30000);
        const qint64 server = number(dir + u"/pid"_s);
        killAndCollect(parent);
        if (dies)
            QTRY_VERIFY_WITH_TIMEOUT(!isAlive(server), 20000);
        auto next = db::Cluster::start(at(dir + u"/pg"_s, dies));
        QVERIFY2(bool(next), next ? "" : qPrintable(next.error().detail));
        QCOMPARE(next.value()->serverPid() == server, !dies);
        QCOMPARE(ask(*next.value(), u"select 1"_s), u"1"_s);
        QVERIFY(next.value()->stop());
    }

    void twoStartsInOneFolder()
    {
        const QString dir = fresh();
        QVERIFY(QDir().mkpath(dir));
        Result<std::unique_ptr<db::Cluster>> made[2] = {cancelled(), cancelled()};
        std::thread threads[2];
        for (int i = 0; i < 2; ++i)
            threads[i] = std::thread([&, i] { made[i] = db::Cluster::start(at(dir, false)); });
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(made[0] && made[1]);
        QCOMPARE(made[0].value()->serverPid(), made[1].value()->serverPid());
        QVERIFY(made[0].value()->stop());
    }

    void itOutlivesTheThreadThatStartedIt()
    {
        Result<std::unique_ptr<db::Cluster>> cluster = cancelled();
        std::thread([&] { cluster = db::Cluster::start(at(fresh())); }).join();
        QVERIFY(cluster);
        QCOMPARE(ask(*cluster.value(), u"select 1"_s), u"1"_s);
    }

    void cancelLeavesNothingRunning()
    {
        const QString dir = fresh();
        CancelToken token;
        Result<std::unique_ptr<db::Cluster>> cluster = cancelled();
        std::thread starter([&] { cluster = db::Cluster::start(at(dir), token); });
        [[maybe_unused]] const bool begun = QTest::qWaitFor(
            [&] { return QFileInfo::exists(dir + u"/data.making/postgresql.conf"_s); }, 10000);
        token.cancel();
        starter.join();
        QVERIFY(!cluster);
        QCOMPARE(cluster.error().kind, Error::Kind::Cancelled);
        QVERIFY(!QFileInfo::exists(dir + u"/data"_s));
        cluster = db::Cluster::start(at(dir));
        QVERIFY(cluster);
    }

    void whatCannotStartSaysWhy_data()
    {
        QTest::addColumn<QString>("binDir");
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("said");
        QTest::addRow("no such setting")
            << QString() << u"no_such_setting"_s << u"no_such_setting"_s;
        QTest::addRow("no server there") << u"/usr/bin"_s << QString() << u"postgresql"_s;
    }
    void whatCannotStartSaysWhy()
    {
        QFETCH(QString, binDir);
        QFETCH(QString, setting);
        QFETCH(QString, said);
        db::ClusterOptions options = at(fresh());
        options.binDir = binDir;
        if (!setting.isEmpty())
            options.settings.insert(setting, u"1"_s);
        const auto cluster = db::Cluster::start(options);
        QVERIFY(!cluster);
        QVERIFY2((cluster.error().text + cluster.error().detail).contains(said),
            qPrintable(cluster.error().detail));
    }

    void aTcpPort()
    {
        db::ClusterOptions options = at(fresh());
        options.tcpPort = 54999;
        const auto cluster = db::Cluster::start(options);
        QVERIFY2(bool(cluster), cluster ? "" : qPrintable(cluster.error().detail));
        ask(*cluster.value(), u"create role tcp login password 'over tcp'"_s);
        db::ConnInfo info = cluster.value()->info();
        info.host = u"127.0.0.1"_s;
        info.user = u"tcp"_s;
        db::Session session(
            {info, std::make_shared<const Secret>(u"over tcp"_s), db::SessionKind::Job});
        QCOMPARE(cell(session, u"select host(inet_client_addr())"_s), u"127.0.0.1"_s);
    }
};

int main(int argc, char **argv)
{
    if (argc == 3 && QByteArray(argv[1]).startsWith("--hold-"))
        return holdCluster(QString::fromLocal8Bit(argv[2]), qstrcmp(argv[1], "--hold-bound") == 0);
    QCoreApplication app(argc, argv);
    ClusterTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "cluster.moc"
