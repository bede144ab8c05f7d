// What goes wrong with a server, for the tests of the window and of the command line.
#pragma once

#include "db/cluster.h"
#include "db/session.h"
#include "support/certificates.h"
#include "support/clusterdir.h"
#include "support/testcluster.h"
#include "systems/description.h"

#include <QTcpServer>
#include <QTcpSocket>

namespace gatehouse::test {

inline int freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

// 63 bytes, quotes, a line break and an emoji: the worst name that PostgreSQL takes.
inline QString worstName() { return u"a\"b'c\nd\\e%f \U0001F5DD "_s + QString(63 - 17, u'x'); }

inline void addHostileNames()
{
    QCOMPARE(worstName().toUtf8().size(), 63);
    QTest::addColumn<QString>("name");
    QTest::addRow("worst") << worstName();
    QTest::addRow("63 bytes") << u"ä"_s.repeated(31) + u'x';
    QTest::addRow("quotes") << u"\"; DROP TABLE api_keys; --'"_s;
    QTest::addRow("lines") << u"two\nlines\r\n\x1b[31m"_s;
    QTest::addRow("emoji") << u"\U0001F600\u202Efdp"_s;
    QTest::addRow("markup") << u"<img src=x>&amp;%1%n"_s;
}

// Accepts, and answers "N" to the request for TLS, as a server without it does.
class TlsRefuser
{
public:
    TlsRefuser()
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->readAll();
                socket->write("N");
            });
        });
    }
    QString port() const { return QString::number(m_server.serverPort()); }

private:
    QTcpServer m_server;
};

// A server with TLS (for localhost) on a port of its own and on a socket, where each role has the
// password "right horse": ada, viewer (may read all of "gateway"), blind (nothing), partly (some
// columns). Databases: gateway (the back end), nothing (empty), shut (nobody may connect).
class TroubleServer
{
public:
    void start()
    {
        if (!m_certificates) {
            m_certificates = std::make_unique<Certificates>(m_dir.filePath(u"tls"_s));
            QVERIFY(m_certificates->makeAuthority(u"Gatehouse Test Authority"_s));
            QVERIFY(m_certificates->makeServer(u"DNS:localhost"_s));
            m_port = freePort();
        }
        db::ClusterOptions options;
        options.dir = m_dir.filePath(u"c"_s);
        options.tcpPort = m_port;
        options.settings = {{u"ssl"_s, u"on"_s}, {u"ssl_cert_file"_s, certificate(u"server.crt"_s)},
            {u"ssl_key_file"_s, certificate(u"server.key"_s)}};
        auto started = db::Cluster::start(options);
        QVERIFY2(bool(started), started ? "" : qPrintable(started.error().detail));
        m_server = std::move(started).value();
    }
    void stop() { m_server.reset(); }
    void fill()
    {
        for (const QString &role : {u"ada"_s, u"viewer"_s, u"blind"_s, u"partly"_s})
            sql(u"CREATE ROLE %1 LOGIN PASSWORD 'right horse'"_s.arg(role));
        for (const QString &name : {u"gateway"_s, u"nothing"_s, u"shut"_s})
            sql(u"CREATE DATABASE "_s + name);
        sql(u"REVOKE CONNECT ON DATABASE shut FROM public"_s);
        sql(systems::schemaSql(u"ollama-gateway"_s).value()
                + u"GRANT SELECT ON ALL TABLES IN SCHEMA public TO viewer;"
                  "GRANT SELECT (id, name, role) ON api_keys TO partly"_s,
            u"gateway"_s);
    }
    void sql(const QString &text, const QString &database = u"postgres"_s) const
    {
        db::Session session({m_server->info(database), nullptr, db::SessionKind::Job, false});
        const auto done = run(session, [&](db::Sql &to) { return to.script(text); });
        QVERIFY2(bool(done), done ? "" : qPrintable(text + done.error().detail));
    }
    // Database, role (a superuser), schema and a table have the name, and the back end is in it.
    void makeHostile(const QString &name) const
    {
        const QString quoted = db::Identifier(name).quoted();
        sql(u"CREATE DATABASE "_s + quoted);
        sql(u"CREATE ROLE %1 LOGIN SUPERUSER PASSWORD 'right horse'"_s.arg(quoted));
        sql(u"CREATE SCHEMA %1; SET search_path = %1; %2; CREATE TABLE %1 (%1 int)"_s.arg(
                quoted, systems::schemaSql(u"ollama-gateway"_s).value()),
            name);
    }
    void dropHostile(const QString &name) const
    {
        const QString quoted = db::Identifier(name).quoted();
        sql(u"DROP DATABASE %1 (FORCE)"_s.arg(quoted));
        sql(u"DROP ROLE IF EXISTS "_s + quoted);
    }
    db::Cluster *operator->() const { return m_server.get(); }
    int port() const { return m_port; }
    QString certificate(const QString &file) const { return m_certificates->path(file); }

private:
    ClusterDir m_dir;
    std::unique_ptr<Certificates> m_certificates;
    std::unique_ptr<db::Cluster> m_server;
    int m_port = 0;
};

} // namespace gatehouse::test
