// The prober against real PostgreSQL and PgBouncer, and against fakes for every way to fail.
#include "base/redact.h"
#include "health/prober.h"
#include "support/bouncer.h"
#include "support/certificates.h"
#include "support/fakeserver.h"
#include "support/testcluster.h"

#include <QSslConfiguration>
#include <QSslSocket>

using namespace gatehouse;
using namespace gatehouse::health;
using test::FakeServer;

namespace {

Endpoint endpoint(const char *kind, const QString &url, const char *model = "")
{
    Endpoint one;
    one.kind = QLatin1StringView(kind);
    one.url = url;
    one.expectedModel = QLatin1StringView(model);
    one.timeouts = {20000, 20000, 20000}; // nothing here is about how fast a busy machine is
    return one;
}

// Ollama's version over TLS.
class TlsFake : public QTcpServer
{
public:
    TlsFake(const QString &certificate, const QString &key) : m_certificate(certificate), m_key(key)
    {
        listen(QHostAddress::LocalHost);
    }
    QByteArray heard;

protected:
    void incomingConnection(qintptr handle) override
    {
        auto *socket = new QSslSocket(this);
        socket->setSocketDescriptor(handle);
        socket->setLocalCertificate(m_certificate);
        socket->setPrivateKey(m_key, QSsl::Ec);
        connect(socket, &QSslSocket::readyRead, socket, [this, socket] {
            heard = socket->readAll();
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{\"version\":\"0.6.2\"}");
            socket->disconnectFromHost();
        });
        socket->startServerEncryption();
    }

private:
    QString m_certificate, m_key;
};

} // namespace

class ProberTest : public QObject
{
    Q_OBJECT

    Prober m_prober;

    Look look(const Endpoint &endpoint, Depth depth = Depth::Models, const CancelToken &token = {})
    {
        const QFuture<Look> future = m_prober.look(endpoint, depth, token);
        [&future] { QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 60000); }();
        return future.isFinished() ? future.result() : Look();
    }
    static QString said(const Look &look)
    {
        return look.judgement.cause + u" | "_s + look.judgement.reason;
    }

private Q_SLOTS:
    void asksAFakeOllama()
    {
        FakeServer fake;
        test::makeOllama(fake, "llama3.2:3b", true);
        const Look good = look(endpoint("ollama", fake.url(), "llama3.2:3b"));
        QVERIFY2(good.judgement.state == State::Up, qPrintable(said(good)));
        QCOMPARE(good.judgement.version, u"0.6.2"_s);
        QCOMPARE(good.judgement.loaded->size(), 1);
        QVERIFY(good.judgement.latencyMs >= 0);
        QCOMPARE(fake.requests.size(), 3);
        QVERIFY(fake.requests.first().contains("Host: 127.0.0.1:"));
        QVERIFY(fake.requests.first().toLower().contains("connection: close"));
        QVERIFY(!fake.requests.join().contains("Cookie"));
        const Look wrong = look(endpoint("ollama", fake.url(), "gemma3"));
        QCOMPARE(wrong.judgement.state, State::WrongModel);
        const Look named = look(endpoint("ollama",
            u"http://localhost:%1"_s.arg(fake.serverPort()), "llama3.2:3b"));
        QVERIFY2(named.judgement.state == State::Up, qPrintable(said(named)));
    }

    void failuresAreToldApart_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("cause");
        const auto row = [](const char *name, FakeServer::Mode mode, const char *cause,
                             const QByteArray &raw = {}) {
            QTest::addRow("%s", name) << int(mode) << raw << QString::fromLatin1(cause);
        };
        using Mode = FakeServer::Mode;
        row("silent", Mode::Silent, "silent");
        row("stalls", Mode::Stall, "stalled");
        row("half answer", Mode::Cut, "half-answer");
        row("hangs up", Mode::HangUp, "hung-up");
        row("endless", Mode::Endless, "endless-answer");
        row("ssh", Mode::Raw, "wrong-server", "SSH-2.0-OpenSSH_9.2p1\r\n");
        row("redis", Mode::Raw, "wrong-server", "-ERR unknown command 'GET'\r\n");
        row("redirect", Mode::Raw, "redirect",
            "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
        row("html", Mode::Raw, "wrong-server",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
        row("not found", Mode::Http, "wrong-server");
        row("bad json", Mode::Raw, "bad-answer",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{\"v");
        row("busy", Mode::Raw, "busy",
            "HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n");
    }
    void failuresAreToldApart()
    {
        QFETCH(int, mode);
        QFETCH(QByteArray, raw);
        QFETCH(QString, cause);
        FakeServer fake{FakeServer::Mode(mode)};
        fake.raw = raw;
        Endpoint one = endpoint("ollama", fake.url());
        if (fake.mode == FakeServer::Mode::Silent)
            one.timeouts.firstByteMs = 200;
        if (fake.mode == FakeServer::Mode::Stall)
            one.timeouts.wholeMs = 3000;
        const Look seen = look(one);
        QVERIFY2(seen.judgement.cause == cause, qPrintable(said(seen)));
        if (!seen.answers.front().ok())
            QCOMPARE(seen.answers.size(), 1); // and not asked again
        QVERIFY(seen.answers.front().body.isEmpty());
        if (cause == u"busy"_s)
            QCOMPARE(seen.judgement.retryAfterSeconds, 30);
    }

    // One server that never ends must not keep the prober from the others.
    void aFloodStopsNobodyElse_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("flood");
        const QByteArray head("HTTP/1.1 200 OK\r\n");
        QTest::addRow("fields") << head << QByteArray("X-Pad: aaaaaaaaaaaaaaaa\r\n").repeated(4000);
        QTest::addRow("one field") << head + "X-Pad: " << QByteArray(100'000, 'a');
        QTest::addRow("a status line") << QByteArray("HTTP/1.1 200 ") << QByteArray(100'000, 'a');
        QTest::addRow("interim answers")
            << head << QByteArray("\r\nHTTP/1.1 100 Continue\r\n").repeated(4000);
        QTest::addRow("a chunk's size") << head + "Transfer-Encoding: chunked\r\n\r\n"
                                        << QByteArray(100'000, '0');
        QTest::addRow("small chunks") << head + "Transfer-Encoding: chunked\r\n\r\n"
                                      << QByteArray("1\r\nx\r\n").repeated(20'000);
        QTest::addRow("a body") << head + "\r\n" << QByteArray(100'000, 'x');
    }
    void aFloodStopsNobodyElse()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QByteArray, flood);
        FakeServer endless{FakeServer::Mode::Endless}, good;
        endless.raw = raw;
        endless.flood = flood;
        test::makeOllama(good, "llama3.2:3b", true);
        const auto first = m_prober.look(endpoint("ollama", endless.url()), Depth::Models);
        const Look other = look(endpoint("ollama", good.url(), "llama3.2:3b"));
        QVERIFY2(other.judgement.state == State::Up, qPrintable(said(other)));
        QTRY_VERIFY_WITH_TIMEOUT(first.isFinished(), 60000);
        QVERIFY2(first.result().judgement.cause == u"endless-answer"_s,
            qPrintable(said(first.result())));
    }

    void encryptedAnswersAndWrongCertificates()
    {
        QTemporaryDir dir;
        Certificates certificates(dir.path());
        QVERIFY(certificates.makeAuthority(u"Gatehouse Probe Authority"_s));
        QVERIFY(certificates.makeServer(u"DNS:localhost"_s));
        TlsFake fake(certificates.path(u"server.crt"_s), certificates.path(u"server.key"_s));
        const QString port = QString::number(fake.serverPort());
        const QString named = u"https://localhost:"_s + port;
        Look seen = look(endpoint("ollama", named), Depth::Version);
        QVERIFY2(seen.judgement.cause == u"tls"_s, qPrintable(said(seen))); // nobody vouches
        QVERIFY(fake.heard.isEmpty());
        QSslConfiguration trusting = QSslConfiguration::defaultConfiguration();
        const QSslConfiguration before = trusting;
        trusting.addCaCertificates(certificates.path(u"ca.crt"_s));
        QSslConfiguration::setDefaultConfiguration(trusting);
        seen = look(endpoint("ollama", named), Depth::Version);
        const Look byNumber = look(endpoint("ollama", u"https://127.0.0.1:"_s + port), Depth::Version);
        QSslConfiguration::setDefaultConfiguration(before);
        QVERIFY2(seen.judgement.state == State::Up, qPrintable(said(seen)));
        QVERIFY(fake.heard.startsWith("GET /api/version HTTP/1.1\r\n"));
        QVERIFY2(byNumber.judgement.cause == u"tls"_s, qPrintable(said(byNumber))); // another name
        seen = look(endpoint("ollama", u"http://localhost:"_s + port), Depth::Version);
        QVERIFY2(seen.judgement.cause == u"hung-up"_s, qPrintable(said(seen))); // "https, perhaps"
        FakeServer plain;
        plain.raw = "HTTP/1.1 400 Bad Request\r\n\r\n";
        plain.mode = FakeServer::Mode::Raw;
        seen = look(endpoint("ollama", plain.url("https")), Depth::Version);
        QVERIFY2(seen.judgement.cause == u"tls"_s, qPrintable(said(seen)));
    }

    void nobodyListens()
    {
        quint16 port = 0;
        {
            FakeServer gone;
            port = gone.serverPort();
        }
        for (const char *kind : {"ollama", "postgres", "redis"}) {
            const char *scheme = kind == QByteArray("ollama") ? "http"
                : kind == QByteArray("redis")                 ? "redis"
                                                              : "postgresql";
            const QString url = u"%1://127.0.0.1:%2"_s.arg(QLatin1StringView(scheme)).arg(port);
            QCOMPARE(look(endpoint(kind, url)).judgement.cause, u"refused"_s);
            QCOMPARE(look(endpoint(kind, url), Depth::Port).judgement.cause, u"refused"_s);
        }
    }

    void someAddressesAreNeverAsked()
    {
        for (const QString &host : {u"169.254.169.254"_s, u"[fe80::1]"_s, u"224.0.0.1"_s, u"0.0.0.0"_s})
            QCOMPARE(look(endpoint("http", u"http://%1:1"_s.arg(host))).judgement.cause,
                u"forbidden-address"_s);
        QCOMPARE(look(endpoint("http", u"http://no-such-host.invalid"_s)).judgement.cause,
            u"no-name"_s);
    }

    void keysGoOnlyIntoTheirHeader()
    {
        FakeServer fake;
        fake.answer("/v1/balance",
            "{\"error\":{\"message\":\"Invalid API Key: sk_test_CANARYCANARY\"}}", 401);
        Endpoint stripe = endpoint("stripe", fake.url());
        addSecret(u"sk_test_CANARYCANARY"_s);
        stripe.secret = std::make_shared<const Secret>(u"sk_test_CANARYCANARY"_s);
        const Look seen = look(stripe);
        QCOMPARE(seen.judgement.cause, u"key-refused"_s);
        QVERIFY(!seen.judgement.reason.contains(u"CANARY"_s));
        QVERIFY(fake.requests.first().contains("Authorization: Bearer sk_test_CANARYCANARY\r\n"));
        QVERIFY(fake.requests.first().startsWith("GET /v1/balance HTTP/1.1\r\n"));
    }

    void paypalGetsATokenAndForgetsIt()
    {
        FakeServer fake;
        fake.answer("/v1/oauth2/token", "{\"access_token\":\"CANARY\",\"expires_in\":32400}");
        Endpoint paypal = endpoint("paypal", fake.url());
        paypal.user = u"client"_s;
        paypal.secret = std::make_shared<const Secret>(u"geheim"_s);
        const Look seen = look(paypal);
        QVERIFY2(seen.judgement.state == State::Up, qPrintable(said(seen)));
        QVERIFY(fake.requests.first().contains("Basic " + QByteArray("client:geheim").toBase64()));
        QVERIFY(seen.answers.front().body.isEmpty());
    }

    void keycloakFallsBackToDiscovery()
    {
        FakeServer fake;
        FakeServer management{FakeServer::Mode::HangUp};
        fake.answer("/auth/realms/one%20x/.well-known/openid-configuration",
            "{\"issuer\":\"http://localhost/realms/x\"}");
        Endpoint keycloak = endpoint("keycloak", fake.url());
        keycloak.managementUrl = management.url();
        keycloak.realm = u"one x"_s;
        const Look seen = look(keycloak);
        QVERIFY2(seen.judgement.state == State::Up, qPrintable(said(seen)));
        QCOMPARE(seen.answers.size(), 4);
        management.mode = FakeServer::Mode::Http;
        management.answer("/health/ready",
            "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"db\",\"status\":\"DOWN\"}]}", 503);
        QCOMPARE(look(keycloak).judgement.cause, u"not-ready"_s);
    }

    void redisFakesAreUnderstood_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("cause");
        QTest::addRow("well") << QByteArray("+PONG\r\n$22\r\nredis_version:7.0.15\r\n\r\n") << QString();
        QTest::addRow("password")
            << QByteArray("-NOAUTH Authentication required.\r\n") << u"not-allowed"_s;
        QTest::addRow("http") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n") << u"wrong-server"_s;
        QTest::addRow("cut") << QByteArray("+PONG\r\n$500\r\nredis") << u"half-answer"_s;
        QTest::addRow("absurd length") << QByteArray("+PONG\r\n$99999999999\r\n") << u"wrong-server"_s;
        QTest::addRow("no reply") << QByteArray() << u"hung-up"_s;
    }
    void redisFakesAreUnderstood()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QString, cause);
        FakeServer fake{FakeServer::Mode::Raw};
        fake.raw = raw;
        const Look seen = look(endpoint("redis", fake.url("redis")));
        QVERIFY2(seen.judgement.cause == cause, qPrintable(said(seen)));
    }

    void realPostgresAndPgBouncer()
    {
        QTcpServer free;
        free.listen(QHostAddress::LocalHost);
        db::ClusterOptions options;
        options.tcpPort = free.serverPort();
        free.close();
        test::TestCluster server(options);
        QVERIFY2(server.isUp(), server.trouble().constData());
        const auto admin = server.open();
        QVERIFY(test::run(*admin, [](db::Sql &sql) {
            return sql.script(u"CREATE ROLE probe LOGIN PASSWORD 'CANARY-probe';"
                              "CREATE ROLE service LOGIN SUPERUSER PASSWORD 'service'"_s);
        }));
        Endpoint postgres = endpoint("postgres",
            u"postgresql://127.0.0.1:%1/postgres?sslmode=disable"_s.arg(options.tcpPort));
        postgres.user = u"probe"_s;
        const Look wrong = look(postgres);
        QCOMPARE(wrong.judgement.cause, u"not-allowed"_s);
        postgres.secret = std::make_shared<const Secret>(u"CANARY-probe"_s);
        const Look good = look(postgres);
        QVERIFY2(good.judgement.state == State::Up, qPrintable(said(good)));
        QVERIFY2(good.judgement.reason.contains(u"primary"_s), qPrintable(said(good)));

        QTemporaryDir folder;
        Bouncer bouncer;
        const Result<> started = bouncer.start(*server, folder.path());
        QVERIFY2(started, started ? "" : qPrintable(started.error().text));
        const db::ConnInfo info = bouncer.info(*server, u"pgbouncer"_s);
        Endpoint console = endpoint("pgbouncer",
            u"postgresql://127.0.0.1:%1/pgbouncer?sslmode=disable"_s.arg(info.port));
        console.user = info.user;
        const Look pools = look(console);
        QVERIFY2(pools.judgement.state == State::Up, qPrintable(said(pools)));
        QVERIFY2(pools.judgement.reason.contains(u"waiting clients in"_s), qPrintable(said(pools)));
        console.kind = u"ollama"_s; // a model server was expected here
        console.url = u"http://127.0.0.1:%1"_s.arg(info.port);
        const Look other = look(console);
        QVERIFY2(isBad(other.judgement.state), qPrintable(said(other)));
        console.kind = u"pgbouncer"_s;
        console.url = postgres.url;
        console.user = u"probe"_s;
        console.secret = postgres.secret;
        QCOMPARE(look(console).judgement.cause, u"wrong-server"_s);
    }

    void cancelEndsAtOnce()
    {
        FakeServer fake{FakeServer::Mode::Silent};
        const CancelToken token;
        const QFuture<Look> future =
            m_prober.look(endpoint("ollama", fake.url()), Depth::Models, token);
        QTRY_VERIFY(fake.isListening());
        token.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 60000);
        QCOMPARE(future.result().judgement.cause, u"cancelled"_s);
    }

    void endsWhileLooksAreUnderWay()
    {
        FakeServer fake{FakeServer::Mode::Silent};
        QList<QFuture<Look>> all;
        {
            Prober prober;
            for (int i = 0; i < 100; ++i)
                all << prober.look(endpoint("ollama", fake.url()), Depth::Models);
        }
        for (const QFuture<Look> &future : all)
            QTRY_VERIFY(future.isFinished());
    }
};

QTEST_GUILESS_MAIN(ProberTest)
#include "prober.moc"
