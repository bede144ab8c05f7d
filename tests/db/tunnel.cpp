#include "db/tunnel.h"

#include "base/process.h"
#include "db/cluster.h"
#include "db/link.h"
#include "db/session.h"
#include "support/clusterdir.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>

using namespace gatehouse;
using namespace gatehouse::db;

namespace {
quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

bool put(const QString &path, const QByteArray &content, QFile::Permissions rights)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size()
        && file.setPermissions(rights);
}

constexpr auto kPrivate = QFile::ReadOwner | QFile::WriteOwner;
constexpr auto kProgram = kPrivate | QFile::ExeOwner;
} // namespace

// Against a real sshd where there is one; the rest with fake programs, named so.
class TunnelTest : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    std::unique_ptr<Cluster> m_cluster;
    QString m_sshd;
    qint64 m_sshdPid = 0;
    int m_sshPort = 0;

    Result<> startSshd()
    {
        const QString keygen = QStandardPaths::findExecutable(u"ssh-keygen"_s);
        for (const QString &key : {u"host"_s, u"user"_s})
            if (auto made = runCommand({keygen,
                    {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, QString(), u"-f"_s,
                        m_dir.filePath(key)}});
                !made)
                return made.error();
        m_sshPort = freePort();
        QFile host(m_dir.filePath(u"host.pub"_s)), user(m_dir.filePath(u"user.pub"_s));
        if (!host.open(QIODevice::ReadOnly) || !user.open(QIODevice::ReadOnly))
            return ioError(u"no keys"_s);
        put(m_dir.filePath(u"known"_s),
            "[127.0.0.1]:" + QByteArray::number(m_sshPort) + ' ' + host.readAll(), kPrivate);
        put(m_dir.filePath(u"authorized"_s), user.readAll(), kPrivate);
        put(m_dir.filePath(u"sshd_config"_s),
            "Port " + QByteArray::number(m_sshPort) + "\nListenAddress 127.0.0.1\nHostKey "
                + m_dir.filePath(u"host"_s).toUtf8() + "\nAuthorizedKeysFile "
                + m_dir.filePath(u"authorized"_s).toUtf8()
                + "\nPasswordAuthentication no\nUsePAM no\nStrictModes no\nPermitRootLogin yes\n"
                  "PidFile none\n",
            kPrivate);
        if (isRoot())
            QDir().mkpath(u"/run/sshd"_s); // where its unprivileged half lives
        auto started =
            startServer({m_sshd, {u"-D"_s, u"-e"_s, u"-f"_s, m_dir.filePath(u"sshd_config"_s)}},
                m_dir.filePath(u"sshd.log"_s), true);
        if (!started)
            return started.error();
        m_sshdPid = started.value();
        return Done{};
    }

    QStringList clientArguments(const QString &knownHosts) const
    {
        return {u"-F"_s, u"none"_s, u"-i"_s, m_dir.filePath(u"user"_s), u"-o"_s,
            u"UserKnownHostsFile="_s + knownHosts, u"-o"_s, u"IdentitiesOnly=yes"_s};
    }

    SshTunnel target() const
    {
        return {qEnvironmentVariable("USER", u"root"_s) + u"@127.0.0.1"_s, m_sshPort};
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto started = Cluster::start({m_dir.filePath(u"c"_s)});
        QVERIFY2(bool(started), started ? "" : qPrintable(started.error().text));
        m_cluster = std::move(started).value();
        m_sshd = QStandardPaths::findExecutable(
            u"sshd"_s, {u"/usr/sbin"_s, u"/usr/local/sbin"_s, u"/usr/bin"_s});
        if (m_sshd.isEmpty())
            return;
        const auto up = startSshd();
        QVERIFY2(bool(up), up ? "" : qPrintable(up.error().text + up.error().detail));
        QTRY_VERIFY([this] {
            QTcpSocket socket;
            socket.connectToHost(u"127.0.0.1"_s, quint16(m_sshPort));
            return socket.waitForConnected(200);
        }());
    }

    void cleanupTestCase()
    {
        if (m_sshdPid > 0)
            ::kill(pid_t(m_sshdPid), SIGTERM);
    }

    void arguments_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("port");
        QTest::addColumn<QString>("forwarding");
        QTest::addRow("name") << u"db1"_s << u"5433"_s << u"127.0.0.1:6000:db1:5433"_s;
        QTest::addRow("default port") << u"db1"_s << QString() << u"127.0.0.1:6000:db1:5432"_s;
        QTest::addRow("IPv6") << u"fd00::1"_s << QString() << u"127.0.0.1:6000:[fd00::1]:5432"_s;
        QTest::addRow("no host") << QString() << QString() << u"127.0.0.1:6000:localhost:5432"_s;
        QTest::addRow("socket") << u"/run/postgresql"_s << QString()
                                << u"127.0.0.1:6000:/run/postgresql/.s.PGSQL.5432"_s;
        QTest::addRow("several") << u"a,b"_s << u"1,2"_s << u"127.0.0.1:6000:a:1"_s;
    }
    void arguments()
    {
        QFETCH(QString, host);
        QFETCH(QString, port);
        ConnInfo info;
        info.host = host;
        info.port = port;
        const auto list = Tunnel::arguments({u"ops@jump"_s, 2222}, info, 6000);
        QVERIFY(bool(list));
        const QStringList &all = list.value();
        QTEST(all.value(all.indexOf(u"-L"_s) + 1), "forwarding");
        QCOMPARE(all.last(), u"ops@jump"_s);
        QCOMPARE(all.value(all.size() - 2), u"--"_s);
        QCOMPARE(all.value(all.indexOf(u"-p"_s) + 1), u"2222"_s);
        for (const QString &option : {u"BatchMode=yes"_s, u"ExitOnForwardFailure=yes"_s,
                 u"ServerAliveInterval=15"_s, u"StrictHostKeyChecking=yes"_s})
            QVERIFY2(all.contains(option), qPrintable(option));
    }

    void noTarget_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addRow("an option") << u"-oProxyCommand=touch /tmp/x"_s;
        QTest::addRow("blank") << u"a b"_s;
        QTest::addRow("newline") << u"a\nb"_s;
        QTest::addRow("nothing") << QString();
    }
    void noTarget()
    {
        QFETCH(QString, target);
        ConnInfo info;
        info.host = u"db1"_s;
        QVERIFY(!Tunnel::arguments({target, 0}, info, 6000));
    }

    void theNameStaysForTheCertificate()
    {
        ConnInfo info;
        info.host = u"db1.internal"_s;
        const Tunnel tunnel({u"jump"_s, 0}, info);
        const ConnInfo through = tunnel.through();
        QCOMPARE(through.host, u"db1.internal"_s);
        QCOMPARE(through.extra.value(u"hostaddr"_s), u"127.0.0.1"_s);
        QVERIFY(through.port.toInt() > 0);
        QCOMPARE(through.tls, TlsMode::VerifyFull);
        QVERIFY(!through.isLocal());
    }

    void reachesTheServer()
    {
        if (m_sshd.isEmpty())
            QSKIP("needs sshd (Debian: openssh-server)");
        Tunnel tunnel(target(), m_cluster->info());
        tunnel.setMoreArguments(clientArguments(m_dir.filePath(u"known"_s)));
        tunnel.open();
        QCOMPARE(tunnel.state(), Tunnel::State::Opening);
        QTRY_COMPARE_WITH_TIMEOUT(tunnel.state(), Tunnel::State::Open, 20000);
        // The far end is the cluster's socket, which lets in by who asks: sshd's user is ours.
        SessionOptions options;
        options.info = tunnel.through();
        options.info.tls = TlsMode::Prefer;
        Session session(options);
        const auto one = session.run([](Sql &sql) { return sql.fetchOne<int>(u"SELECT 1"_s); });
        QTRY_VERIFY_WITH_TIMEOUT(one.isFinished(), 20000);
        QVERIFY2(bool(one.result()), one.result() ? "" : qPrintable(one.result().error().detail));
    }

    void aLostTunnelIsBuiltAnew()
    {
        if (m_sshd.isEmpty())
            QSKIP("needs sshd (Debian: openssh-server)");
        Tunnel tunnel(target(), m_cluster->info());
        tunnel.setMoreArguments(clientArguments(m_dir.filePath(u"known"_s)));
        tunnel.open();
        QTRY_COMPARE_WITH_TIMEOUT(tunnel.state(), Tunnel::State::Open, 20000);
        const QString port = tunnel.through().port;
        ::kill(pid_t(tunnel.processId()), SIGKILL);
        QTRY_COMPARE(tunnel.state(), Tunnel::State::Lost);
        QVERIFY(!tunnel.lastError().text.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(tunnel.state(), Tunnel::State::Open, 20000);
        QCOMPARE(tunnel.through().port, port);
    }

    void aLinkGoesThroughIt()
    {
        if (m_sshd.isEmpty())
            QSKIP("needs sshd (Debian: openssh-server)");
        // Link runs plain ssh: what the test needs stands in a configuration of its own HOME.
        const QString home = m_dir.filePath(u"home"_s);
        QVERIFY(QDir().mkpath(home + u"/.ssh"_s));
        QVERIFY(put(home + u"/wrapper"_s,
            "#!/bin/sh\nexec " + QStandardPaths::findExecutable(u"ssh"_s).toUtf8() + " -F "
                + home.toUtf8() + "/.ssh/config \"$@\"\n",
            kProgram));
        QVERIFY(put(home + u"/.ssh/config"_s,
            "Host gate\n HostName 127.0.0.1\n Port " + QByteArray::number(m_sshPort) + "\n User "
                + qEnvironmentVariable("USER", u"root"_s).toUtf8() + "\n IdentityFile "
                + m_dir.filePath(u"user"_s).toUtf8() + "\n UserKnownHostsFile "
                + m_dir.filePath(u"known"_s).toUtf8() + "\n",
            kPrivate));
        QVERIFY(QDir().mkpath(home + u"/bin"_s));
        QVERIFY(QFile::rename(home + u"/wrapper"_s, home + u"/bin/ssh"_s));
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", (home + u"/bin:"_s).toUtf8() + path);
        Profile profile;
        profile.info = m_cluster->info();
        profile.info.tls = TlsMode::Prefer;
        profile.tunnel.target = u"gate"_s;
        Link link(profile, nullptr);
        qputenv("PATH", path);
        link.open();
        QTRY_COMPARE_WITH_TIMEOUT(link.state(), Link::State::Connected, 20000);
        link.close();
    }

    void unknownHostKeyIsRefused()
    {
        if (m_sshd.isEmpty())
            QSKIP("needs sshd (Debian: openssh-server)");
        Tunnel tunnel(target(), m_cluster->info());
        tunnel.setMoreArguments(clientArguments(m_dir.filePath(u"none"_s)));
        tunnel.open();
        QTRY_COMPARE_WITH_TIMEOUT(tunnel.state(), Tunnel::State::Closed, 20000);
        QVERIFY2(tunnel.lastError().text.contains(u"host key"_s), qPrintable(tunnel.lastWords()));
    }

    void fakeSsh_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("says");
        QTest::addRow("no key") << QByteArray(
            "echo 'ops@jump: Permission denied (publickey).' >&2; exit 255")
                                << u"did not let us in"_s;
        QTest::addRow("unknown host")
            << QByteArray("echo 'ssh: Could not resolve hostname jump' >&2; exit 255")
            << u"not known"_s;
        QTest::addRow("refused") << QByteArray(
            "echo 'ssh: connect to host jump port 22: Connection refused' >&2; exit 255")
                                 << u"Nothing listens"_s;
        QTest::addRow("silent end") << QByteArray("exit 1") << u"ended"_s;
    }
    void fakeSsh()
    {
        QFETCH(QByteArray, script);
        QFETCH(QString, says);
        const QString fake = m_dir.filePath(u"fake-ssh"_s);
        QVERIFY(put(fake, "#!/bin/sh\n" + script + "\n", kProgram));
        ConnInfo info;
        info.host = u"db1"_s;
        Tunnel tunnel({u"ops@jump"_s, 0}, info);
        tunnel.setProgram(fake);
        tunnel.open();
        QTRY_COMPARE(tunnel.state(), Tunnel::State::Closed);
        QVERIFY2(tunnel.lastError().text.contains(says), qPrintable(tunnel.lastError().text));
    }

    void noSshAtAll()
    {
        ConnInfo info;
        info.host = u"db1"_s;
        Tunnel tunnel({u"ops@jump"_s, 0}, info);
        tunnel.setProgram(u"/nonexistent/ssh"_s);
        tunnel.open();
        QTRY_COMPARE(tunnel.state(), Tunnel::State::Closed);
        QVERIFY(tunnel.lastError().text.contains(u"could not be started"_s));
    }

    void closingEndsTheProgram()
    {
        const QString fake = m_dir.filePath(u"fake-ssh-waits"_s);
        QVERIFY(put(fake, "#!/bin/sh\nexec sleep 60\n", kProgram));
        ConnInfo info;
        info.host = u"db1"_s;
        Tunnel tunnel({u"ops@jump"_s, 0}, info);
        tunnel.setProgram(fake);
        tunnel.open();
        QTRY_VERIFY(tunnel.processId() > 0);
        const qint64 pid = tunnel.processId();
        tunnel.close();
        QTRY_VERIFY(!isAlive(pid));
        QCOMPARE(tunnel.state(), Tunnel::State::Closed);
    }
};

QTEST_GUILESS_MAIN(TunnelTest)
#include "tunnel.moc"
