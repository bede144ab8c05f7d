// Rules of alerts, what traffic says, inventory and failover: pure, by cases. The webhook against a
// fake on this machine.
#include "support/fakeserver.h"

#include "base/redact.h"
#include "health/alarm.h"
#include "health/endpointlist.h"
#include "health/failover.h"
#include "health/inventory.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::health;
using gatehouse::test::FakeServer;

namespace {

// 2026-03-01 00:00 UTC and so many minutes.
qint64 at(int minutes)
{
    return QDateTime(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch()
        + minutes * 60'000LL;
}

Reading reading(int minutes, State shown, const QString &endpoint = u"ollama :1"_s)
{
    Reading one;
    one.endpoint = endpoint;
    one.title = u"phi4"_s;
    one.at = at(minutes);
    one.shownSince = at(minutes);
    one.shown = one.measured = shown;
    one.reason = u"nothing listens; token=CANARYCANARY99"_s;
    return one;
}

// "D5 U9": down at minute 5, up at 9; G degraded, W wrong model, ? unknown.
std::vector<Reading> parse(const QString &text)
{
    std::vector<Reading> all;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        const QChar letter = word[0];
        all.push_back(reading(word.mid(1).toInt(),
            letter == u'D'       ? State::Down
                : letter == u'G' ? State::Degraded
                : letter == u'W' ? State::WrongModel
                : letter == u'U' ? State::Up
                                 : State::Unknown));
    }
    return all;
}

Endpoint server(const QString &title, int port, const QStringList &agents, const QStringList &more)
{
    Endpoint one;
    one.id = one.title = title;
    one.kind = u"ollama"_s;
    one.url = u"http://localhost:%1"_s.arg(port);
    one.agents = agents;
    one.fallbackAgents = more;
    return one;
}

} // namespace

class HealthAlertsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneWordAnIncident_data()
    {
        QTest::addColumn<QString>("readings");
        QTest::addColumn<QString>("quiet");
        QTest::addColumn<bool>("degraded");
        QTest::addColumn<QString>("told"); // minutes: + begins, - is over
        QTest::addRow("one") << u"U1 D5 D6 D7 U9 U10"_s << QString() << false << u"+5 -9"_s;
        QTest::addRow("two") << u"D5 U9 D20 U21"_s << QString() << false << u"+5 -9 +20 -21"_s;
        QTest::addRow("unknown is no recovery")
            << u"D5 ?6 D7 U9"_s << QString() << false << u"+5 -9"_s;
        QTest::addRow("degraded is not told") << u"G5 G6 U7"_s << QString() << false << u""_s;
        QTest::addRow("degraded is told") << u"G5 G6 U7"_s << QString() << true << u"+5 -7"_s;
        QTest::addRow("better is not over") << u"D5 G6 D7 U9"_s << QString() << false << u"+5 -9"_s;
        QTest::addRow("wrong model") << u"W5 U7"_s << QString() << false << u"+5 -7"_s;
        QTest::addRow("quiet, still so")
            << u"D5 D59 D60 D61 U70"_s << u"00:00-01:00"_s << false << u"+60 -70"_s;
        QTest::addRow("quiet, over again") << u"D5 U20 U61"_s << u"00:00-01:00"_s << false << u""_s;
        QTest::addRow("told before, over in quiet")
            << u"D5 U20 U61"_s << u"00:10-01:00"_s << false << u"+5 -61"_s;
        QTest::addRow("over midnight")
            << u"D5 D200 D480"_s << u"22:00-07:00"_s << false << u"+480"_s;
    }
    void oneWordAnIncident()
    {
        QFETCH(QString, readings);
        QFETCH(QString, quiet);
        QFETCH(bool, degraded);
        QFETCH(QString, told);
        AlertRules rules;
        rules.degraded = degraded;
        if (const auto hours = quietHoursFrom(quiet)) {
            rules.quiet = true;
            rules.quietFrom = hours->first;
            rules.quietTo = hours->second;
        }
        AlertBook book;
        QStringList words;
        for (const Reading &one : parse(readings))
            for (const Alert &alert : book.take({one}, rules))
                words << (alert.isOver ? u"-"_s : u"+"_s)
                        + QString::number((one.at - at(0)) / 60'000);
        QCOMPARE(words.join(u' '), told);
    }

    void whatWasOpenBeforeIsNotToldAgain()
    {
        AlertBook book;
        book.known(u"ollama :1"_s);
        QVERIFY(book.take(parse(u"D5 D6"_s), {}).empty());
        const auto over = book.take(parse(u"U9"_s), {});
        QCOMPARE(over.size(), size_t(1)); // its end is news
        QVERIFY(over.front().isOver);
        QCOMPARE(book.take(parse(u"D20"_s), {}).size(), size_t(1));
    }

    void alertsAreSentencesWithoutSecrets()
    {
        AlertBook book;
        const Alert alert = book.take(parse(u"D5"_s), {}).front();
        QCOMPARE(alertTitle(alert), u"phi4 is down"_s);
        QVERIFY(alertText(alert).contains(u"2026-03-01 00:05 UTC"_s));
        const QByteArray json = alertJson(alert);
        QVERIFY(!json.contains("CANARYCANARY"));
        const QJsonObject object = QJsonDocument::fromJson(json).object();
        QCOMPARE(object[u"event"_s].toString(), u"began"_s);
        QCOMPARE(object[u"state"_s].toString(), u"down"_s);
        QVERIFY(object[u"text"_s].toString().startsWith(u"phi4 is down"_s));
    }

    void rulesAreKept()
    {
        QTemporaryDir folder;
        qputenv("GATEHOUSE_CONFIG_DIR", folder.path().toUtf8());
        AlertRules rules;
        rules.quiet = rules.degraded = true;
        rules.tray = false;
        rules.quietFrom = QTime(23, 15);
        rules.webhook = webhookSecret(u"https://hooks.example.org/services/T0001/SECRETPART1"_s);
        QVERIFY(bool(saveAlertRules(u"one"_s, rules)));
        const auto back = loadAlertRules(u"one"_s);
        QVERIFY(bool(back));
        QCOMPARE(alertRulesJson(back.value()), alertRulesJson(rules));
        QVERIFY(bool(loadAlertRules(u"another"_s))); // the usual ones
        for (const QFileInfo &file : QDir(folder.path()).entryInfoList(QDir::Files))
            QCOMPARE(
                file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void brokenRules_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("place");
        QTest::addRow("no json") << QByteArray("{\"tray\":") << u"file"_s;
        QTest::addRow("list") << QByteArray("[]") << u"file"_s;
        QTest::addRow("flag") << QByteArray("{\"tray\":3}") << u"tray"_s;
        QTest::addRow("time") << QByteArray("{\"quietFrom\":\"25:00\"}") << u"quietFrom"_s;
        QTest::addRow("zone") << QByteArray("{\"zone\":\"Mars/Base\"}") << u"zone"_s;
        QTest::addRow("webhook") << QByteArray("{\"webhook\":\"file:///etc/passwd\"}")
                                 << u"webhook"_s;
        QTest::addRow("metadata") << QByteArray("{\"webhook\":\"http://169.254.169.254/x\"}")
                                  << u"webhook"_s;
    }
    void brokenRules()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, place);
        const auto rules = parseAlertRules(json);
        QVERIFY(!rules);
        QVERIFY2(rules.error().text.contains(place), qPrintable(rules.error().text));
    }

    void webhookAddressesAreMasked()
    {
        const QString address =
            u"https://user:pw123456@hooks.example.org:8443/services/T01/B02/abcdefghij?k=vwxyzvwxyz"_s;
        (void)webhookSecret(address);
        QCOMPARE(webhookShown(address), u"https://hooks.example.org:8443/••••"_s);
        QVERIFY(!redact(u"POST /services/T01/B02/abcdefghij failed"_s).contains(u"abcdefghij"_s));
        QVERIFY(!redact(u"to "_s + address).contains(u"vwxyzvwxyz"_s));
    }

    void theWebhookIsTold_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("mode");
        QTest::addColumn<QString>("says"); // empty: it took it
        QTest::addColumn<int>("requests");
        QTest::addRow("taken") << 200 << int(FakeServer::Mode::Http) << QString() << 1;
        QTest::addRow("no content") << 204 << int(FakeServer::Mode::Http) << QString() << 1;
        QTest::addRow("refuses") << 500 << int(FakeServer::Mode::Http) << u"answers with 500"_s
                                 << 3;
        QTest::addRow("redirect") << 302 << int(FakeServer::Mode::Http) << u"redirect"_s << 3;
        QTest::addRow("silent") << 0 << int(FakeServer::Mode::Silent) << u"in time"_s << -1;
        QTest::addRow("hangs up") << 0 << int(FakeServer::Mode::HangUp) << u"could not be told"_s
                                  << -1;
    }
    void theWebhookIsTold()
    {
        QFETCH(int, status);
        QFETCH(int, mode);
        QFETCH(QString, says);
        QFETCH(int, requests);
        FakeServer fake{FakeServer::Mode(mode)};
        fake.answer("/hook/SECRETSECRET", "ok", status, "Location: http://127.0.0.1:1/\r\n");
        Webhook webhook;
        webhook.setPatience(300, 5);
        webhook.setAddress(webhookSecret(fake.url() + u"/hook/SECRETSECRET"_s));
        QSignalSpy sent(&webhook, &Webhook::sent);
        QString error;
        connect(&webhook, &Webhook::failed, this,
            [&](const Error &why) { error = why.text + why.detail; });
        webhook.send("{\"event\":\"began\"}");
        QTRY_VERIFY(webhook.isIdle());
        QCOMPARE(sent.count(), says.isEmpty() ? 1 : 0);
        QVERIFY2(says.isEmpty() ? error.isEmpty() : error.contains(says), qPrintable(error));
        QVERIFY(!error.contains(u"SECRETSECRET"_s));
        if (requests > 0)
            QCOMPARE(fake.requests.size(), requests);
        if (requests == 1)
            QVERIFY(fake.requests.front().startsWith("POST /hook/SECRETSECRET HTTP/1.1"));
    }

    void anEndlessAnswerIsCutOff()
    {
        FakeServer fake{FakeServer::Mode::Endless};
        Webhook webhook;
        webhook.setPatience(5000, 5);
        webhook.setAddress(webhookSecret(fake.url() + u"/hook"_s));
        QSignalSpy sent(&webhook, &Webhook::sent);
        webhook.send("{}");
        QTRY_VERIFY(webhook.isIdle());
        QCOMPARE(sent.count(), 1); // it said 200; what follows is not read
    }

    void theOldestOfTooManyIsLeftOut()
    {
        FakeServer fake;
        fake.answer("/h", "ok");
        Webhook webhook;
        webhook.setAddress(webhookSecret(fake.url() + u"/h"_s));
        for (int i = 0; i < 2 * Webhook::kMostWaiting; ++i)
            webhook.send("{}");
        QTRY_VERIFY(webhook.isIdle());
        QVERIFY(fake.requests.size() <= Webhook::kMostWaiting + 1);
    }

    void trafficSays_data()
    {
        QTest::addColumn<Traffic>("traffic");
        QTest::addColumn<State>("state");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, qint64 requests, std::optional<qint64> failed,
                             std::optional<double> p95, std::optional<double> usual, State state,
                             const QString &says) {
            Traffic one{u"m"_s, requests, failed, failed ? std::optional(requests) : std::nullopt,
                p95, usual, 60};
            QTest::addRow("%s", name) << one << state << says;
        };
        row("none", 0, 0, {}, {}, State::Unknown, u"no request in 60 min"_s);
        row("well", 212, 1, 100.0, 90.0, State::Up,
            u"healthy from usage: 212 request(s) in 60 min"_s);
        row("some fail", 100, 5, {}, {}, State::Degraded, u"5.0 % of them failed"_s);
        row("half fail", 100, 50, {}, {}, State::Down, u"50.0 % of them failed"_s);
        row("too few fail", 4, 4, {}, {}, State::Unknown, u"too few to tell"_s);
        row("slower", 100, 0, 2100.0, 1000.0, State::Degraded, u"after 1.0 s the day before"_s);
        row("slower by chance", 10, 0, 2100.0, 1000.0, State::Up, u"healthy"_s);
        row("nothing recorded", 100, {}, {}, {}, State::Unknown,
            u"errors and latency are not recorded"_s);
        row("no errors recorded", 100, {}, 900.0, 1000.0, State::Up, u"errors are not recorded"_s);
        row("no errors, no usual", 100, {}, 900.0, {}, State::Unknown,
            u"errors are not recorded"_s);
    }
    void trafficSays()
    {
        QFETCH(Traffic, traffic);
        QFETCH(State, state);
        QFETCH(QString, says);
        const Judgement judgement = judgeTraffic(traffic);
        QCOMPARE(judgement.state, state);
        QVERIFY2(judgement.reason.contains(says), qPrintable(judgement.reason));
    }

    void inventoryTellsWhatStandsOut()
    {
        const std::vector<Held> held{
            {u"one"_s, u"llama3.2:3b"_s, std::vector<Model>{{u"llama3.2:3b"_s, 2'000'000'000}},
                std::vector<Model>{{u"llama3.2:3b"_s}}},
            {u"two"_s, u"gemma3"_s, std::vector<Model>{{u"gemma2:2b"_s}, {u"MISTRAL:latest"_s}},
                std::vector<Model>{{u"gemma2:2b"_s}}}};
        const std::vector<ModelUse> used{
            {u"llama3.2:3b"_s, 900}, {u"mistral"_s, 40}, {u"gpt-4o"_s, 3}};
        QStringList lines;
        for (const ModelRow &row : inventoryOf(held, used))
            lines << u"%1|%2|%3|%4|%5|%6"_s.arg(row.name)
                         .arg(row.used.value_or(-1))
                         .arg(row.configured.join(u','), row.installed.join(u','),
                             row.loaded.join(u','), row.finding);
        QCOMPARE(lines.join(u'\n'),
            u"gemma3|0|two|||not installed on two\n"
            "MISTRAL:latest|40||two||used, and configured nowhere\n"
            "gpt-4o|3||||used, and installed nowhere that is watched\n"
            "gemma2:2b|0||two|two|loaded, and nobody uses it\n"
            "llama3.2:3b|900|one|one|one|"_s);
        // Nobody looked at one of them: what is missing proves nothing.
        std::vector<Held> blind = held;
        blind[1].installed.reset();
        blind[1].loaded.reset();
        for (const ModelRow &row : inventoryOf(blind, used))
            QVERIFY2(!row.finding.contains(u"installed"_s), qPrintable(row.name + row.finding));
    }

    void whatFallsIf()
    {
        const std::vector<Endpoint> all{server(u"llama"_s, 1, {u"neochat"_s, u"memora"_s},
                                            {u"configai"_s, u"infoseek"_s, u"x"_s}),
            server(u"phi4"_s, 2, {u"configai"_s, u"infoseek"_s, u"datavision"_s}, {}),
            server(u"deepseek"_s, 3, {}, {u"memora"_s, u"datavision"_s})};
        const auto routes = routesOf(all);
        QHash<QString, QString> titles;
        for (const Endpoint &one : all)
            titles.insert(one.key(), one.title);
        const QString llama = all[0].key(), phi = all[1].key(), deepseek = all[2].key();
        QCOMPARE(routes.size(), size_t(6));
        QCOMPARE(moveSentences(movesWhen(routes, {}, {phi}), titles),
            (QStringList{u"2 agent(s) (goes|go) to llama: configai, infoseek"_s,
                u"1 agent(s) (goes|go) to deepseek: datavision"_s}));
        QCOMPARE(moveSentences(movesWhen(routes, {phi}, {llama}), titles),
            (QStringList{u"4 agent(s) (has|have) nobody left: configai, infoseek, neochat, x"_s,
                u"1 agent(s) (goes|go) to deepseek: memora"_s}));
        QVERIFY(movesWhen(routes, {deepseek}, {deepseek}).empty());
        QCOMPARE(servedBy(routes.front(), {llama, phi, deepseek}), QString());
    }

    void theListOfOnesOwnComesBack()
    {
        QTemporaryDir folder;
        qputenv("GATEHOUSE_CONFIG_DIR", folder.path().toUtf8());
        Endpoint one = server(u"Ä \"quoted\""_s, 11434, {u"a"_s}, {u"b"_s});
        one.expectedModel = u"llama3.2:3b"_s;
        one.intervalSeconds = 7;
        one.depth = Depth::Version;
        one.timeouts = {100, 200, 300};
        one.secretVariable = u"GATEHOUSE_TEST_ABSENT"_s;
        QVERIFY(bool(saveEndpoints(u"p"_s, {one})));
        const auto back = loadEndpoints({u"p"_s, {}, {}});
        QVERIFY(bool(back) && back.value().own);
        QVERIFY(back.value().endpoints == std::vector<Endpoint>{one});
        QVERIFY(bool(saveEndpoints(u"p"_s, {}))); // nothing is watched, on purpose
        QVERIFY(loadEndpoints({u"p"_s, {}, {}}).value().own);
        QVERIFY(bool(forgetEndpoints(u"p"_s)));
        QVERIFY(!loadEndpoints({u"p"_s, {}, {}}).value().own);
    }

    void aDotenvAddsAndItsSecretsAreNotKept()
    {
        QTemporaryDir folder;
        qputenv("GATEHOUSE_CONFIG_DIR", folder.path().toUtf8());
        const QString env = folder.filePath(u".env"_s);
        QFile file(env);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("REDIS_URL=redis://:hunter2hunter2@cache:6379\nOLLAMA_HOST=model:11434\n");
        file.close();
        int added = 0;
        const auto list = withEnv({u"p"_s, {}, env}, &added);
        QVERIFY(bool(list));
        QCOMPARE(added, 2);
        const QByteArray json = endpointsJson(list.value().endpoints);
        QVERIFY(!json.contains("hunter2"));
        QVERIFY(bool(saveEndpoints(u"p"_s, list.value().endpoints)));
        const auto back = loadEndpoints({u"p"_s, {}, env});
        for (const Endpoint &one : back.value().endpoints)
            if (one.kind == "redis"_L1)
                QVERIFY(one.secret && one.secret->text() == "hunter2hunter2"_L1);
    }

    void troubleWithAnEndpoint_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("says"); // empty: fine
        QTest::addRow("fine") << u"ollama"_s << u"http://h:1"_s << u""_s << u""_s;
        QTest::addRow("no kind") << u""_s << u"http://h:1"_s << u""_s << u"what kind"_s;
        QTest::addRow("no address") << u"ollama"_s << u"h:1"_s << u""_s << u"address is needed"_s;
        QTest::addRow("secret") << u"redis"_s << u"redis://:pw@h"_s << u""_s << u"password out"_s;
        QTest::addRow("wire") << u"redis"_s << u"http://h"_s << u""_s << u"Redis is not asked"_s;
        QTest::addRow("path") << u"http"_s << u"http://h"_s << u"health"_s << u"begin with /"_s;
    }
    void troubleWithAnEndpoint()
    {
        QFETCH(QString, kind);
        QFETCH(QString, url);
        QFETCH(QString, path);
        QFETCH(QString, says);
        Endpoint one;
        one.id = one.title = u"x"_s;
        one.kind = kind;
        one.url = url;
        one.path = path;
        const QString trouble = troubleOf(one);
        QVERIFY2(says.isEmpty() ? trouble.isEmpty() : trouble.contains(says), qPrintable(trouble));
    }
};

QTEST_GUILESS_MAIN(HealthAlertsTest)
#include "healthalerts.moc"
