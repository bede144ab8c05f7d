// Between a client and a server on loopback; the server can be made to look older than it is.
#pragma once

#include <QTcpServer>
#include <QTcpSocket>

namespace gatehouse::test {

// Lives in the loop of its thread. serverPort() is free until a server takes it.
class Relay
{
public:
    Relay()
    {
        QTcpServer free;
        free.listen(QHostAddress::LocalHost);
        m_serverPort = free.serverPort();
        free.close();
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { join(); });
    }
    int port() const { return m_server.serverPort(); }
    int serverPort() const { return m_serverPort; }
    bool older = false; // the server says that it is of major 12

private:
    void join()
    {
        QTcpSocket *client = m_server.nextPendingConnection();
        auto *server = new QTcpSocket(client);
        server->connectToHost(QHostAddress(QHostAddress::LocalHost), quint16(m_serverPort));
        QObject::connect(client, &QTcpSocket::readyRead, server, [client, server] {
            if (server->waitForConnected(10000))
                server->write(client->readAll());
        });
        QObject::connect(server, &QTcpSocket::readyRead, client, [this, client, server] {
            QByteArray bytes = server->readAll();
            const QByteArray name("server_version\0", 15);
            if (const qsizetype at = bytes.indexOf(name); older && at >= 0)
                bytes.replace(at + name.size(), 2, "12");
            client->write(bytes);
        });
        QObject::connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
        QObject::connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
    }

    QTcpServer m_server;
    int m_serverPort = 0;
};

} // namespace gatehouse::test
