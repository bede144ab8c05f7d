// gatehousectl health ..., as a user runs it, against fakes and a real PostgreSQL.
#include "places.h"
#include "support/fakeserver.h"
#include "support/testcluster.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <csignal>
#include <sys/stat.h>

using namespace gatehouse;
using test::FakeServer;
using test::TestCluster;

class HealthCliTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int exit = -1;
        QByteArray out, err;
        QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    };

    QTemporaryDir m_home;
    FakeServer m_good, m_wrong;

    static QString program() { return QStringLiteral(GATEHOUSE_BIN "/gatehousectl"); }
    QString file(const QString &name) const { return m_home.filePath(name); }
    void start(QProcess &process, const QStringList &arguments) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GATEHOUSE_CONFIG_DIR"_s, file(u"config"_s));
        environment.insert(u"GATEHOUSE_DATA_DIR"_s, file(u"data"_s));
        environment.insert(u"GATEHOUSE_STATE_DIR"_s, file(u"state"_s));
        environment.insert(u"TEST_STRIPE"_s, u"sk_test_CANARYCANARY"_s);
        process.setProcessEnvironment(environment);
        process.start(program(), arguments);
    }
    // The fakes live in this thread, so its loop must turn.
    static Outcome finish(QProcess &process)
    {
        [&process] { QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 120000); }();
        return {
            process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    Outcome ctl(const QStringList &arguments) const
    {
        QProcess process;
        start(process, arguments);
        return finish(process);
    }
    QString write(const QString &name, const QByteArray &content) const
    {
        QFile one(file(name));
        return one.open(QIODevice::WriteOnly) && one.write(content) == content.size() ? one.fileName()
                                                                                      : QString();
    }
    static QJsonObject ollama(const FakeServer &fake, const QString &title)
    {
        return {{u"kind"_s, u"ollama"_s}, {u"title"_s, title}, {u"url"_s, fake.url()},
            {u"expectedModel"_s, u"llama3.2:3b"_s}, {u"intervalSeconds"_s, 1},
            {u"connectMs"_s, 20000}, {u"firstByteMs"_s, 20000}, {u"wholeMs"_s, 20000}};
    }
    QString list(const QString &name, const QJsonArray &endpoints) const
    {
        return write(name, QJsonDocument(QJsonObject{{u"endpoints"_s, endpoints}}).toJson());
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::makeOllama(m_good, "llama3.2:3b", true);
        test::makeOllama(m_wrong, "gemma2:2b", true);
    }

    void checkSaysWhatIsUp()
    {
        const QString one = list(u"one.json"_s, {ollama(m_good, u"Llama"_s)});
        const Outcome good = ctl({u"health"_s, u"check"_s, u"--endpoints"_s, one});
        QVERIFY2(good.exit == 0, (good.out + good.err).constData());
        QVERIFY(good.out.contains("Llama"));
        QVERIFY(good.out.contains("llama3.2:3b is installed and loaded"));
        QVERIFY(good.out.contains("1 of 1 endpoint"));
        const Outcome both = ctl({u"--json"_s, u"health"_s, u"check"_s, u"--endpoints"_s,
            list(u"two.json"_s, {ollama(m_good, u"Llama"_s), ollama(m_wrong, u"Other"_s)})});
        QCOMPARE(both.exit, 3);
        const QJsonArray endpoints = both.json()[u"endpoints"_s].toArray();
        QCOMPARE(endpoints.size(), 2);
        QCOMPARE(endpoints[1][u"state"_s].toString(), u"wrong-model"_s);
        QCOMPARE(endpoints[1][u"installed"_s][0].toString(), u"gemma2:2b"_s);
        QVERIFY(endpoints[0][u"latencyMs"_s].toDouble(-1) >= 0);
    }

    void secretsAreNeverPrinted()
    {
        FakeServer stripe;
        stripe.answer("/v1/balance",
            "{\"error\":{\"message\":\"Invalid API Key provided: sk_test_CANARYCANARY\"}}", 401);
        const QString file = list(u"pay.json"_s,
            {QJsonObject{{u"kind"_s, u"stripe"_s}, {u"url"_s, stripe.url()},
                {u"secretVariable"_s, u"TEST_STRIPE"_s}}});
        for (const QStringList &mode : {QStringList(), QStringList{u"--json"_s}}) {
            const Outcome outcome =
                ctl(mode + QStringList{u"health"_s, u"check"_s, u"--endpoints"_s, file});
            QCOMPARE(outcome.exit, 3);
            QVERIFY(!(outcome.out + outcome.err).contains("CANARY"));
            QVERIFY(outcome.out.contains("does not know this key"));
        }
        QVERIFY(stripe.requests.first().contains("sk_test_CANARYCANARY"));
    }

    void liveKeysAreNotAskedByThemselves()
    {
        const QString env = write(u"live.env"_s, "STRIPE_SECRET_KEY=sk_live_CANARYCANARY\n");
        const Outcome outcome = ctl({u"health"_s, u"check"_s, u"--env"_s, env});
        QVERIFY2(outcome.exit == 0, (outcome.out + outcome.err).constData()); // nothing was asked
        QVERIFY(outcome.out.contains("real money"));
        QVERIFY(!(outcome.out + outcome.err).contains("CANARY"));
    }

    void badInputIsNamed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");
        const QString bad = write(u"bad.json"_s, "{\"endpoints\":[{\"kind\":\"gopher\",\"url\":\"http://h\"}]}");
        QTest::addRow("nothing") << QStringList{u"check"_s} << QByteArray("No endpoints were named");
        QTest::addRow("no file") << QStringList{u"check"_s, u"--endpoints"_s, u"/nonexistent"_s}
                                 << QByteArray("/nonexistent");
        QTest::addRow("kind") << QStringList{u"check"_s, u"--endpoints"_s, bad}
                              << QByteArray("endpoints[0].kind");
        QTest::addRow("system") << QStringList{u"check"_s, u"--system"_s, u"x"_s}
                                << QByteArray("known are");
        QTest::addRow("both") << QStringList{u"watch"_s, u"--endpoints"_s, bad, u"--system"_s, u"x"_s}
                              << QByteArray("not both");
        QTest::addRow("depth") << QStringList{u"check"_s, u"--system"_s, u"onelastai"_s, u"--depth"_s, u"deep"_s}
                               << QByteArray("depth");
        QTest::addRow("hours") << QStringList{u"history"_s, u"--hours"_s, u"-3"_s} << QByteArray("hours");
        QTest::addRow("time") << QStringList{u"watch"_s, u"--system"_s, u"onelastai"_s, u"--for"_s, u"x"_s}
                              << QByteArray("for");
    }
    void badInputIsNamed()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, says);
        const Outcome outcome = ctl(QStringList{u"health"_s} + arguments);
        QVERIFY(outcome.exit == 1 || outcome.exit == 2);
        QVERIFY2(outcome.err.contains(says), outcome.err.constData());
    }

    void watchKeepsHistoryInAFile()
    {
        const QString both =
            list(u"watch.json"_s, {ollama(m_good, u"Llama"_s), ollama(m_wrong, u"Other"_s)});
        const Outcome watched = ctl({u"--json"_s, u"health"_s, u"watch"_s, u"--endpoints"_s, both,
            u"--for"_s, u"4"_s});
        QVERIFY2(watched.exit == 0, (watched.out + watched.err).constData());
        const QList<QByteArray> lines = watched.out.trimmed().split('\n');
        QVERIFY2(lines.size() >= 4, watched.out.constData());
        QCOMPARE(QJsonDocument::fromJson(lines.first())[u"state"_s].isString(), true);
        struct stat facts{};
        QCOMPARE(::stat(qPrintable(file(u"data/health.sqlite"_s)), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, 0600u);

        const Outcome history = ctl({u"--json"_s, u"health"_s, u"history"_s});
        QCOMPARE(history.exit, 0);
        const QJsonArray endpoints = history.json()[u"endpoints"_s].toArray();
        QCOMPARE(endpoints.size(), 2);
        QCOMPARE(endpoints[0][u"title"_s].toString(), u"Llama"_s);
        QCOMPARE(endpoints[0][u"uptime"_s].toDouble(), 1.0);
        QCOMPARE(endpoints[1][u"uptime"_s].toDouble(), 0.0);
        QVERIFY(endpoints[0][u"p95Ms"_s].toDouble(-1) > 0);
        const QJsonArray incidents = history.json()[u"incidents"_s].toArray();
        QCOMPARE(incidents.size(), 1);
        QCOMPARE(incidents[0][u"cause"_s].toString(), u"model-absent"_s);
        QVERIFY(incidents[0][u"open"_s].toBool());
        QCOMPARE(qsizetype(endpoints[0][u"looks"_s].toInt() + endpoints[1][u"looks"_s].toInt()),
            lines.size()); // none was lost
        const Outcome people = ctl({u"health"_s, u"history"_s, u"--by-hour"_s});
        QVERIFY(people.out.contains("100.0 %"));
        QVERIFY(people.out.contains("open"));
        const Outcome looks = ctl({u"health"_s, u"history"_s, u"--readings"_s, u"Other"_s});
        QVERIFY(looks.out.contains("llama3.2:3b is expected"));
        QCOMPARE(ctl({u"health"_s, u"history"_s, u"--readings"_s, u"nobody"_s}).exit, 2);
    }

    // One word to the webhook for the endpoint that is not as it should be, none for the other; a
    // second watch knows that it was told.
    void watchTellsAWebhook()
    {
        FakeServer hook, other; // another place: its incident is not known from before
        makeOllama(other, "gemma2:2b", true);
        hook.answer("/hook/SECRETSECRET", "ok");
        const QString both =
            list(u"hook.json"_s, {ollama(m_good, u"Llama"_s), ollama(other, u"Unlike"_s)});
        const QStringList watch{u"health"_s, u"watch"_s, u"--endpoints"_s, both, u"--for"_s, u"3"_s,
            u"--webhook"_s, hook.url() + u"/hook/SECRETSECRET"_s};
        const Outcome told = ctl(watch);
        QVERIFY2(told.exit == 0, told.err.constData());
        QCOMPARE(hook.requests.size(), 1);
        QVERIFY(hook.requests.front().contains("\"title\":\"Unlike\""));
        QVERIFY(hook.requests.front().contains("\"state\":\"wrong-model\""));
        QVERIFY(!(told.out + told.err).contains("SECRETSECRET"));
        QCOMPARE(ctl(watch).exit, 0);
        QCOMPARE(hook.requests.size(), 1);
        hook.answer("/hook/SECRETSECRET", "no", 500);
        for (const QStringList &wrong : {QStringList{u"--webhook"_s, u"ftp://h/x"_s},
                 {u"--webhook-from"_s, u"NOT_SET_AT_ALL"_s}, {u"--quiet"_s, u"22-7"_s}})
            QCOMPARE(ctl(watch.mid(0, 6) + wrong).exit, 1);
        const Outcome unit = ctl(watch + QStringList{u"--systemd"_s});
        QCOMPARE(unit.exit, 2); // an address is a secret
        QVERIFY(!(unit.out + unit.err).contains("SECRETSECRET"));
    }

    void watchEndsWithCtrlC()
    {
        QProcess process;
        start(process, {u"health"_s, u"watch"_s, u"--endpoints"_s,
                           list(u"c.json"_s, {ollama(m_good, u"Llama"_s)})});
        QTRY_VERIFY_WITH_TIMEOUT(process.peek(10000).contains("  up  "), 60000); // the first look
        ::kill(pid_t(process.processId()), SIGINT);
        const Outcome outcome = finish(process);
        QCOMPARE(outcome.exit, 4);
        QVERIFY2(outcome.out.contains("up"), outcome.out.constData());
    }

    void watchKeepsHistoryInTheDatabase()
    {
        TestCluster server;
        QVERIFY2(server.isUp(), server.trouble().constData());
        const db::ConnInfo info = server->info();
        const QString url = u"postgresql://%1@/postgres?host=%2&port=%3"_s.arg(
            info.user, info.host, info.port.isEmpty() ? u"5432"_s : info.port);
        const QString one = list(u"db.json"_s, {ollama(m_good, u"Llama"_s)});
        const QStringList watch{u"--url"_s, url, u"health"_s, u"watch"_s, u"--endpoints"_s, one,
            u"--for"_s, u"2"_s};
        const Outcome unasked = ctl(watch);
        QVERIFY2(unasked.exit == 0, unasked.err.constData());
        QVERIFY(unasked.out.contains("with your consent"));
        const auto session = server.open();
        const QString tables =
            u"SELECT count(*)::text FROM pg_class WHERE relname = 'health_reading'"_s;
        QCOMPARE(test::cell(*session, tables), u"0"_s);
        const Outcome refused = ctl(watch + QStringList{u"--in-database"_s});
        QCOMPARE(refused.exit, 2); // no terminal to ask
        QCOMPARE(test::cell(*session, tables), u"0"_s);
        const Outcome agreed = ctl(watch + QStringList{u"--in-database"_s, u"--yes"_s});
        QVERIFY2(agreed.exit == 0, agreed.err.constData());
        QVERIFY(test::cell(*session, u"SELECT count(*)::text FROM gatehouse.health_reading"_s).toInt() >= 1);
        const Outcome history = ctl({u"--json"_s, u"--url"_s, url, u"health"_s, u"history"_s});
        QCOMPARE(history.json()[u"endpoints"_s].toArray().size(), 1);
        QCOMPARE(ctl({u"--url"_s, url, u"health"_s, u"check"_s}).exit, 2); // no system in it
    }

    void aUnitIsPrinted()
    {
        const QString odd = list(u"odd %n $x.json"_s, {ollama(m_good, u"Llama"_s)});
        const Outcome unit = ctl({u"health"_s, u"watch"_s, u"--endpoints"_s, odd, u"--keep-days"_s,
            u"30"_s, u"--systemd"_s});
        QCOMPARE(unit.exit, 0);
        QVERIFY2(unit.out.contains("odd %%n $$x.json\" \"--keep-days\" \"30\"\n"), unit.out.constData());
        QVERIFY(unit.out.contains("[Install]\nWantedBy=default.target\n"));
        const QString path = file(u"gatehouse-health.service"_s);
        QCOMPARE(ctl({u"health"_s, u"watch"_s, u"--system"_s, u"onelastai"_s, u"--systemd"_s,
                     u"--output"_s, path}).exit, 0);
        QVERIFY(QFile::exists(path));
        const Outcome secret = ctl({u"--url"_s, u"postgresql://u:CANARY@h/d"_s, u"health"_s,
            u"watch"_s, u"--systemd"_s});
        QCOMPARE(secret.exit, 2);
        QVERIFY(!(secret.out + secret.err).contains("CANARY"));
    }
};

QTEST_GUILESS_MAIN(HealthCliTest)
#include "health.moc"
