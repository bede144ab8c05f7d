// Children run without a shell, without our environment, in their own group, and can always be
// ended.
#include "base/process.h"
#include "base/securefile.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse;

namespace {

QString selfPath() { return QFile::symLinkTarget(u"/proc/self/exe"_s); }

qint64 readPid(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toLongLong() : 0;
}

// Starts a server bound to this process, writes its id and waits to be killed.
int parentOfServer(const QString &dir)
{
    Result<qint64> pid = cancelled();
    // The thread that asks ends at once; the server must not end with it.
    std::thread([&] {
        pid = startServer({u"/bin/sleep"_s, {u"600"_s}}, dir + u"/log"_s, true);
    }).join();
    if (!pid || !writeSecureFile(dir + u"/pid"_s, QByteArray::number(pid.value())))
        return 1;
    for (;;)
        ::pause();
}

// Runs a command that starts another program, which writes its id; waits to be killed.
int parentOfCommand(const QString &dir)
{
    const QString script = u"sleep 600 & echo $! > %1/pid.new; mv %1/pid.new %1/pid; wait"_s;
    return runCommand({u"/bin/sh"_s, {u"-c"_s, script.arg(dir)}}) ? 0 : 1;
}

} // namespace

class ProcessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("GATEHOUSE_CANARY", "canary-5f2a91");
        qputenv("PGPASSWORD", "canary-5f2a91");
    }

    void outputAndStatus_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("out");
        QTest::addColumn<QByteArray>("err");
        const auto sh = [](const char *script) {
            return QStringList{u"-c"_s, QString::fromUtf8(script)};
        };
        QTest::addRow("both streams")
            << sh("echo a; echo b >&2") << 0 << QByteArray("a\n") << QByteArray("b\n");
        QTest::addRow("status") << sh("exit 7") << 7 << QByteArray() << QByteArray();
        QTest::addRow("killed") << sh("kill -9 $$") << 128 + 9 << QByteArray() << QByteArray();
        QTest::addRow("no input") << sh("cat") << 0 << QByteArray() << QByteArray();
    }
    void outputAndStatus()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QByteArray, out);
        QFETCH(QByteArray, err);
        const auto done = runCommand({u"/bin/sh"_s, arguments});
        QVERIFY(done);
        QCOMPARE(done.value().exitCode, status);
        if (!out.isEmpty())
            QCOMPARE(done.value().out, out);
        QCOMPARE(done.value().err, err);
    }

    void whatStaysInTheBackgroundIsNotWaitedFor()
    {
        const auto done = runCommand({u"/bin/sh"_s, {u"-c"_s, u"sleep 600 & echo $!"_s}});
        QVERIFY(done);
        const qint64 left = done.value().out.trimmed().toLongLong();
        QVERIFY(isAlive(left)); // it holds our pipes open all the while
        ::kill(pid_t(left), SIGKILL);
    }

    void argumentsArriveAsTheyAre()
    {
        const QStringList hostile{
            u"; touch /tmp/x"_s, u"$(id)"_s, u"a b"_s, u"'\"\\"_s, u"ü한"_s, QString()};
        const auto done = runCommand({u"/usr/bin/printf"_s, QStringList{u"[%s]"_s} + hostile});
        QVERIFY(done);
        QCOMPARE(QString::fromUtf8(done.value().out), u'[' + hostile.join("]["_L1) + u']');
    }

    void theEnvironmentIsClean()
    {
        const auto done = runCommand({u"/usr/bin/env"_s, {}, {{u"ADDED"_s, u"1"_s}}});
        QVERIFY(done);
        QVERIFY(!done.value().out.contains("canary"));
        QStringList names;
        for (const QByteArray &line : done.value().out.split('\n'))
            if (!line.isEmpty())
                names << QString::fromUtf8(line.left(line.indexOf('=')));
        names.sort();
        QCOMPARE(names, (QStringList{u"ADDED"_s, u"HOME"_s, u"LANG"_s, u"PATH"_s}));
    }

    // Open descriptors and blocked or ignored signals of ours are none of the child's business.
    void nothingElseIsInherited()
    {
        const int leaked = ::open("/dev/null", O_RDONLY); // a library that forgot O_CLOEXEC
        QVERIFY(leaked > 2);
        ::signal(SIGPIPE, SIG_IGN);
        const auto fds = runCommand({u"/bin/ls"_s, {u"/proc/self/fd"_s}});
        const auto status = runCommand({u"/bin/cat"_s, {u"/proc/self/status"_s}});
        ::close(leaked);
        QVERIFY(fds && status);
        QCOMPARE(fds.value().out, QByteArray("0\n1\n2\n3\n")); // 3 is ls reading the folder
        QVERIFY(status.value().out.contains("SigIgn:\t0000000000000000"));
        QVERIFY(status.value().out.contains("SigBlk:\t0000000000000000"));
    }

    void largeOutputDoesNotBlock()
    {
        // 8 MiB on both streams at once: more than the pipes hold and more than is kept.
        const auto done = runCommand({u"/bin/sh"_s,
            {u"-c"_s, u"head -c 8388608 /dev/zero & head -c 8388608 /dev/zero >&2; wait"_s}});
        QVERIFY(done);
        QCOMPARE(done.value().out.size(), 4 * 1024 * 1024);
        QCOMPARE(done.value().err.size(), 4 * 1024 * 1024);
    }

    void aProgramThatIsNotThere_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addRow("missing") << u"/nonexistent/initdb"_s;
        QTest::addRow("relative") << u"sh"_s;
        QTest::addRow("folder") << u"/usr"_s;
        QTest::addRow("not executable") << u"/etc/passwd"_s;
    }
    void aProgramThatIsNotThere()
    {
        QFETCH(QString, program);
        const auto done = runCommand({program, {}});
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Io);
        QVERIFY(done.error().text.contains(program));
    }

    void cancelEndsTheWholeGroup_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addRow("polite") << u"sleep 600 & echo $! > %1; wait"_s;
        QTest::addRow("stubborn")
            << u"trap '' TERM; sleep 600 & echo $! > %1; wait; wait; sleep 600"_s;
    }
    void cancelEndsTheWholeGroup()
    {
        QFETCH(QString, script);
        QTemporaryDir dir;
        const QString pidFile = dir.filePath(u"pid"_s);
        CancelToken token;
        Result<CommandOutput> done = CommandOutput{};
        std::thread runner([&] {
            done = runCommand({u"/bin/sh"_s, {u"-c"_s, script.arg(pidFile)}}, token);
        });
        const bool started = QTest::qWaitFor([&] { return readPid(pidFile) > 0; }, 10000);
        token.cancel();
        runner.join();
        QVERIFY(started);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Cancelled);
        QTRY_VERIFY(!isAlive(readPid(pidFile)));
    }

    void aTimeLimitEndsIt()
    {
        Command slow{u"/bin/sleep"_s, {u"600"_s}};
        slow.timeoutMs = 50;
        const auto done = runCommand(slow);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Io);
    }

    void cancelledBefore()
    {
        CancelToken token;
        token.cancel();
        const auto done = runCommand({u"/bin/true"_s, {}}, token);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Cancelled);
    }

    void rootDropsEverything()
    {
        if (!isRoot())
            QSKIP("only root can become somebody else");
        const auto user = unprivilegedUser();
        QVERIFY(user);
        Command who{u"/bin/cat"_s, {u"/proc/self/status"_s}};
        who.runAsUid = user->uid;
        who.runAsGid = user->gid;
        const auto done = runCommand(who);
        QVERIFY(done);
        const QString status = QString::fromUtf8(done.value().out);
        QVERIFY(status.contains(u"Uid:\t%1\t%1\t%1\t%1\n"_s.arg(user->uid)));
        QVERIFY(status.contains(u"Gid:\t%1\t%1\t%1\t%1\n"_s.arg(user->gid)));
        QVERIFY(!QRegularExpression(u"Groups:\\t.*\\b0\\b"_s).match(status).hasMatch());
        QVERIFY(status.contains("CapEff:\t0000000000000000"_L1));
    }

    void whatWasStartedDiesWithItsParent_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addRow("a server, not with its thread") << u"--parent-of-server"_s;
        QTest::addRow("what a command started") << u"--parent-of-command"_s;
    }
    void whatWasStartedDiesWithItsParent()
    {
        QFETCH(QString, role);
        QTemporaryDir dir;
        const pid_t parent = ::fork();
        if (parent == 0) {
            ::execl(selfPath().toLocal8Bit().constData(), "process", role.toLatin1().constData(),
                dir.path().toLocal8Bit().constData(), nullptr);
            ::_exit(127);
        }
        const QString pidFile = dir.filePath(u"pid"_s);
        QTRY_VERIFY(readPid(pidFile) > 0);
        const qint64 server = readPid(pidFile);
        QVERIFY(isAlive(server));
        ::kill(parent, SIGKILL);
        ::waitpid(parent, nullptr, 0);
        QTRY_VERIFY(!isAlive(server));
    }

    void aFreeServerBelongsToNobody()
    {
        QTemporaryDir dir;
        const auto pid = startServer({u"/bin/sleep"_s, {u"600"_s}}, dir.filePath(u"log"_s), false);
        QVERIFY(pid);
        QVERIFY(isAlive(pid.value()));
        QVERIFY(::waitpid(pid_t(pid.value()), nullptr, WNOHANG) < 0); // no child of ours
        QCOMPARE(::getsid(pid_t(pid.value())) == ::getsid(0), false);
        struct stat log = {};
        QCOMPARE(::stat(dir.filePath(u"log"_s).toLocal8Bit().constData(), &log), 0);
        QCOMPARE(log.st_mode & 07777, 0600u);
        ::kill(pid_t(pid.value()), SIGKILL);
        QTRY_VERIFY(!isAlive(pid.value()));
    }

    void aLogThatIsALinkIsRefused()
    {
        QTemporaryDir dir;
        QVERIFY(QFile::link(u"/dev/null"_s, dir.filePath(u"log"_s)));
        QVERIFY(!startServer({u"/bin/sleep"_s, {u"600"_s}}, dir.filePath(u"log"_s), false));
    }
};

int main(int argc, char **argv)
{
    if (argc == 3 && qstrcmp(argv[1], "--parent-of-server") == 0)
        return parentOfServer(QString::fromLocal8Bit(argv[2]));
    if (argc == 3 && qstrcmp(argv[1], "--parent-of-command") == 0)
        return parentOfCommand(QString::fromLocal8Bit(argv[2]));
    QCoreApplication app(argc, argv);
    ProcessTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "process.moc"
