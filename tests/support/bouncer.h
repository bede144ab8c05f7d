// A real PgBouncer in front of a cluster of ours, in transaction mode, on a free port of loopback.
#pragma once

#include "base/process.h"
#include "base/securefile.h"
#include "db/cluster.h"

#include <QDir>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <csignal>
#include <unistd.h>

class Bouncer
{
public:
    ~Bouncer()
    {
        if (m_pid > 0)
            ::kill(pid_t(m_pid), SIGINT);
    }

    // Logs in to the cluster as the superuser "service"; clients say what they want. dir must exist
    // and is handed to the unprivileged user when we are root.
    gatehouse::Result<> start(const gatehouse::db::Cluster &cluster, const QString &dir)
    {
        using namespace gatehouse;
        const auto info = cluster.info();
        QTcpServer probe; // finds a free port
        probe.listen(QHostAddress::LocalHost);
        m_port = probe.serverPort();
        probe.close();
        const QString config = dir + u"/pgbouncer.ini"_s, users = dir + u"/users.txt"_s;
        const QString text =
            u"[databases]\n* = host=%1 port=%2 user=service "
            u"password=service\n[pgbouncer]\nlisten_addr=127.0.0.1\n"
            "listen_port=%4\nunix_socket_dir=\nauth_type=any\nauth_file=%5\npool_mode=transaction\n"
            "default_pool_size=2\nadmin_users=%3\nserver_check_delay=0\n"_s
                .arg(info.host, info.port.isEmpty() ? u"5432"_s : info.port, info.user)
                .arg(m_port)
                .arg(users);
        if (auto done = writeSecureFile(config, text.toUtf8()); !done)
            return done;
        if (auto done = writeSecureFile(users, "\"" + info.user.toUtf8() + "\" \"\"\n"); !done)
            return done;
        Command command{
            QStandardPaths::findExecutable(u"pgbouncer"_s, {u"/usr/sbin"_s, u"/usr/bin"_s}),
            {config}};
        if (const auto user = unprivilegedUser(); isRoot() && user) {
            command.runAsUid = user->uid;
            command.runAsGid = user->gid;
            for (const QString &path : {dir, config, users})
                if (::chown(qPrintable(path), user->uid, user->gid) != 0)
                    return ioError(u"chown failed"_s, path);
        }
        auto started = startServer(command, dir + u"/bouncer.log"_s, true);
        if (!started)
            return started.error();
        m_pid = started.value();
        QTcpSocket socket;
        for (int i = 0; i < 100; ++i) {
            socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
            if (socket.waitForConnected(100))
                return Done{};
            QThread::msleep(20); // a program of others: there is nothing to wait on but its port
        }
        return ioError(u"PgBouncer does not listen."_s);
    }

    gatehouse::db::ConnInfo info(
        const gatehouse::db::Cluster &cluster, const QString &database) const
    {
        auto info = cluster.info(database);
        info.host = QStringLiteral("127.0.0.1");
        info.port = QString::number(m_port);
        info.tls = gatehouse::db::TlsMode::Disable;
        return info;
    }

private:
    qint64 m_pid = 0;
    quint16 m_port = 0;
};
