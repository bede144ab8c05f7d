// Endpoints from a description, a .env and a file; hysteresis, back-off.
#include "base/redact.h"
#include "health/probe.h"
#include "health/standing.h"
#include "systems/description.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::health;

namespace {

systems::Description system(const QString &id)
{
    for (const systems::Description &one : systems::allDescriptions())
        if (one.id == id)
            return one;
    return {};
}

Judgement look(State state)
{
    Judgement judgement;
    judgement.state = state;
    judgement.cause = isBad(state) ? stateId(state) : QString();
    return judgement;
}

// One letter a look: u up, d down, g degraded, w wrong model, ? unknown.
State stateOf(QChar letter)
{
    return letter == u'u' ? State::Up
        : letter == u'd'  ? State::Down
        : letter == u'g'  ? State::Degraded
        : letter == u'w'  ? State::WrongModel
                          : State::Unknown;
}

} // namespace

class HealthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shownStateDoesNotFlicker_data()
    {
        QTest::addColumn<QString>("looks");
        QTest::addColumn<QString>("shown");
        QTest::addRow("the first counts") << u"d"_s << u"d"_s;
        QTest::addRow("one failure") << u"uduu"_s << u"uuuu"_s;
        QTest::addRow("two failures") << u"udduu"_s << u"uuuuu"_s;
        QTest::addRow("three failures") << u"uddd"_s << u"uuud"_s;
        QTest::addRow("mixed failures") << u"udgd"_s << u"uuud"_s;
        QTest::addRow("interrupted") << u"uddudd"_s << u"uuuuuu"_s;
        QTest::addRow("one good look") << u"dud"_s << u"ddd"_s;
        QTest::addRow("recovers") << u"duu"_s << u"ddu"_s;
        QTest::addRow("down to degraded") << u"dgg"_s << u"ddg"_s;
        QTest::addRow("down, up, degraded") << u"dug"_s << u"ddd"_s;
        QTest::addRow("wrong model") << u"uwww"_s << u"uuuw"_s;
        QTest::addRow("unknown at once") << u"u?"_s << u"u?"_s;
        QTest::addRow("known at once") << u"?d"_s << u"?d"_s;
    }
    void shownStateDoesNotFlicker()
    {
        QFETCH(QString, looks);
        QFETCH(QString, shown);
        Standing standing;
        for (qsizetype i = 0; i < looks.size(); ++i) {
            standing = after(standing, look(stateOf(looks[i])), 1000 * (i + 1));
            QVERIFY2(standing.shown == stateOf(shown[i]), qPrintable(QString::number(i)));
        }
    }

    void aChangeBeganWithItsFirstLook()
    {
        Standing standing;
        for (int i = 1; i <= 5; ++i)
            standing = after(standing, look(i < 3 ? State::Up : State::Down), 1000 * i);
        QCOMPARE(standing.shown, State::Down);
        QCOMPARE(standing.since, 3000);
        QVERIFY(pendingText(standing).isEmpty());
        standing = after(standing, look(State::Up), 9000);
        QVERIFY(pendingText(standing).contains(u"1 of 2"_s));
    }

    void looksComeSoonerInDoubtAndLaterWhenDown()
    {
        Endpoint endpoint;
        endpoint.kind = u"ollama"_s;
        endpoint.url = u"http://localhost:11434"_s;
        endpoint.intervalSeconds = 60;
        const auto delay = [&endpoint](const Standing &standing, int retry = 0) {
            return nextDelayMs(standing, endpoint, retry) / 1000;
        };
        const auto within = [](qint64 seconds, qint64 wanted) {
            return seconds >= wanted && seconds <= wanted * 11 / 10;
        };
        Standing standing = after({}, look(State::Up), 1);
        QVERIFY(within(delay(standing), 60));
        QVERIFY(within(delay(standing, 600), 600)); // as the server asked
        standing = after(standing, look(State::Down), 2);
        QVERIFY(within(delay(standing), 15));
        standing = after(after(standing, look(State::Down), 3), look(State::Down), 4);
        QVERIFY(within(delay(standing), 60));
        standing = after(standing, look(State::Down), 5);
        QVERIFY(within(delay(standing), 120));
        for (int i = 0; i < 20; ++i)
            standing = after(standing, look(State::Down), 6 + i);
        QVERIFY(within(delay(standing), 480));
        endpoint.intervalSeconds = 3600;
        QVERIFY(within(delay(standing), 3600)); // never more often than wished
        endpoint.kind = u"paypal"_s;
        endpoint.intervalSeconds = 10;
        QVERIFY(within(delay(after({}, look(State::Up), 1)), 900));
    }

    void onelastaiHasItsSevenPorts()
    {
        const auto all = endpointsOf(system(u"onelastai"_s));
        QStringList ports;
        for (const Endpoint &one : all)
            if (one.kind == u"ollama"_s)
                ports << one.place();
        QCOMPARE(ports.join(u' '), u":11434 :11435 :11436 :11437 :11438 :11439 :11440"_s);
        QCOMPARE(all.front().expectedModel, u"llama3.2:3b-instruct-q4_k_m"_s);
        QVERIFY(all.front().agents.contains(u"neochat"_s));
    }

    void everyDescribedKindIsKnown()
    {
        for (const systems::Description &one : systems::allDescriptions()) {
            for (const Endpoint &endpoint : endpointsOf(one))
                QVERIFY2(judgeAnswers(endpoint, Depth::Port, {}).cause != u"unknown-kind"_s,
                    qPrintable(one.id + u' ' + endpoint.kind));
        }
    }

    void variablesMoveEndpoints()
    {
        QStringList notes;
        const auto all = endpointsOf(system(u"onelastai"_s),
            {{u"REDIS_URL"_s, u"redis://user:CANARY-redis@cache:6380/0"_s},
                {u"KEYCLOAK_URL"_s, u"http://"_s},
                {u"STRIPE_SECRET_KEY"_s, u"sk_test_CANARY99"_s},
                {u"PAYPAL_CLIENT_ID"_s, u"client"_s}, {u"PAYPAL_MODE"_s, u"sandbox"_s},
                {u"PAYPAL_CLIENT_SECRET"_s, u"CANARY-paypal"_s}},
            &notes);
        const auto named = [&all](const QString &id) {
            for (const Endpoint &one : all)
                if (one.id == id)
                    return one;
            return Endpoint();
        };
        QCOMPARE(named(u"redis"_s).url, u"redis://cache:6380/0"_s);
        QCOMPARE(named(u"redis"_s).user, u"user"_s);
        QCOMPARE(named(u"redis"_s).secret->text(), u"CANARY-redis"_s);
        QCOMPARE(named(u"stripe"_s).secret->text(), u"sk_test_CANARY99"_s);
        QCOMPARE(named(u"paypal"_s).url, u"https://api-m.sandbox.paypal.com"_s);
        QCOMPARE(notes.size(), 1);
        QVERIFY(notes.first().contains(u"KEYCLOAK_URL"_s));
        for (const Endpoint &one : all)
            QVERIFY(!(one.key() + one.url + one.place()).contains(u"CANARY"_s));
        QVERIFY(!redact(u"x CANARY-redis y"_s).contains(u"CANARY"_s)); // registered
        const auto gateway = endpointsOf(system(u"don-research"_s), {{u"PORT"_s, u"9999"_s}});
        QCOMPARE(gateway.front().url, u"http://localhost:9999"_s);
    }

    void variablesAlone()
    {
        const auto all = endpointsOf({{u"OLLAMA_HOST"_s, u"box:11500"_s},
            {u"DATABASE_URL"_s, u"postgresql+asyncpg://u:CANARY-pw@db:5432/app"_s},
            {u"LEMONSQUEEZY_API_KEY"_s, u"CANARY-lemon"_s}, {u"SECRET_KEY"_s, u"x"_s}});
        QCOMPARE(all.size(), 3);
        QCOMPARE(all[0].place(), u"box:11500"_s);
        QCOMPARE(all[1].kind, u"postgres"_s);
        QCOMPARE(all[1].user, u"u"_s);
        QVERIFY(!all[1].url.contains(u"CANARY"_s));
        QCOMPARE(all[2].kind, u"lemon-squeezy"_s);
    }

    void filesAreRead()
    {
        const auto read = parseEndpoints("{\"endpoints\":["
            "            {\"kind\":\"ollama\",\"url\":\"http://localhost:11434/\",\"expectedModel\":\"m\",\"intervalSeconds\":5},"
            "            {\"id\":\"s\",\"title\":\"Pay\",\"kind\":\"stripe\",\"url\":\"https://api.stripe.com\",\"secretVariable\":\"K\",\"liveKeys\":true}]}",
            {{u"K"_s, u"sk_test_filecanary"_s}});
        QVERIFY2(read, read ? "" : qPrintable(read.error().text));
        QCOMPARE(read.value()[0].title, u"Ollama :11434"_s);
        QCOMPARE(read.value()[0].url, u"http://localhost:11434"_s);
        QCOMPARE(read.value()[0].intervalSeconds, 5);
        QCOMPARE(read.value()[1].secret->text(), u"sk_test_filecanary"_s);
    }

    void badFilesNameThePlace_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says");
        const auto one = [](const QByteArray &members) {
            return "{\"endpoints\":[{\"kind\":\"ollama\",\"url\":\"http://h:1\"},{" + members + "}]}";
        };
        const QByteArray good = "\"kind\":\"ollama\",\"url\":\"http://h:2\"";
        QTest::addRow("no json") << QByteArray("{") << u"no JSON"_s;
        QTest::addRow("a list") << QByteArray("[]") << u"one object"_s;
        QTest::addRow("none") << QByteArray("{\"endpoints\":[]}") << u"0 entries"_s;
        QTest::addRow("no object") << QByteArray("{\"endpoints\":[3]}") << u"endpoints[0]"_s;
        QTest::addRow("kind") << one("\"kind\":\"gopher\",\"url\":\"http://h:2\"")
                              << u"endpoints[1].kind: it must be one of ollama"_s;
        QTest::addRow("no url") << one("\"kind\":\"ollama\"") << u"endpoints[1].url"_s;
        QTest::addRow("file url") << one("\"kind\":\"ollama\",\"url\":\"file:///etc/passwd\"")
                                  << u"endpoints[1].url"_s;
        QTest::addRow("other scheme") << one("\"kind\":\"redis\",\"url\":\"http://h\"")
                                      << u"not asked by such an address"_s;
        QTest::addRow("secret in it") << one("\"kind\":\"ollama\",\"url\":\"http://u:CANARYfile@h:2\"")
                                      << u"secrets do not belong"_s;
        QTest::addRow("key in it") << one(good + ",\"apiKey\":\"CANARYfile\"")
                                   << u"secrets do not belong"_s;
        QTest::addRow("unknown member") << one(good + ",\"intervall\":3") << u"is not known"_s;
        QTest::addRow("type") << one(good + ",\"title\":3") << u"endpoints[1].title"_s;
        QTest::addRow("range") << one(good + ",\"intervalSeconds\":0") << u"from 1 to 86400"_s;
        QTest::addRow("fraction") << one(good + ",\"connectMs\":12.5") << u"whole number"_s;
        QTest::addRow("path") << one(good + ",\"path\":\"x\"") << u"must begin with /"_s;
        QTest::addRow("depth") << one(good + ",\"depth\":\"completion\"") << u"endpoints[1].depth"_s;
        QTest::addRow("twice") << one("\"kind\":\"ollama\",\"url\":\"http://h:1/\"") << u"there already"_s;
    }
    void badFilesNameThePlace()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        const auto read = parseEndpoints(json, {});
        QVERIFY(!read);
        QVERIFY2(read.error().text.contains(says), qPrintable(read.error().text));
        QVERIFY(!read.error().text.contains(u"CANARY"_s));
    }
};

QTEST_GUILESS_MAIN(HealthTest)
#include "health.moc"
