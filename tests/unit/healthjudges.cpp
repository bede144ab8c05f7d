// Each kind of endpoint against each way it can fail (facts 2.1 to 2.8): the state and the sentence.
#include "health/models.h"
#include "support/healthcases.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::test::health;

class HealthJudgesTest : public QObject
{
    Q_OBJECT

    static void add(const std::vector<Case> &cases)
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < cases.size(); ++i)
            QTest::addRow("%s", cases[i].name) << int(i);
    }
    static void check(const std::vector<Case> &cases)
    {
        QFETCH(int, index);
        const Case &one = cases[size_t(index)];
        const Judgement judgement = judgeAnswers(one.endpoint, one.depth, one.answers);
        QCOMPARE(stateId(judgement.state), stateId(one.state));
        QCOMPARE(judgement.cause, QLatin1StringView(one.cause));
        QVERIFY2(judgement.reason.contains(QString::fromUtf8(one.says)), qPrintable(judgement.reason));
        QVERIFY2(judgement.reason.endsWith(u'.') || judgement.reason.endsWith(u')'),
            qPrintable(judgement.reason)); // a whole sentence
        QVERIFY(!judgement.reason.contains(u'\u202e'));
        QVERIFY(!judgement.reason.contains(u"CANARY"_s));
        QVERIFY(!judgement.reason.contains(u'%'));
    }

private Q_SLOTS:
    void ollamaIsJudged_data() { add(ollama()); }
    void ollamaIsJudged() { check(ollama()); }
    void modelServersAreJudged_data() { add(modelServers()); }
    void modelServersAreJudged() { check(modelServers()); }
    void pagesAreJudgedByTheirMembers_data() { add(pages()); }
    void pagesAreJudgedByTheirMembers() { check(pages()); }
    void servicesAreJudged_data() { add(services()); }
    void servicesAreJudged() { check(services()); }
    void paymentsAreJudged_data() { add(payments()); }
    void paymentsAreJudged() { check(payments()); }

    void everyKindIsThereOnce()
    {
        QStringList kinds;
        for (const ProbeSpec &spec : allProbes()) {
            QVERIFY(spec.judge);
            QVERIFY(spec.wire != Wire::Http || spec.next);
            kinds << QLatin1StringView(spec.id);
        }
        QCOMPARE(kinds.size(), 17);
        kinds.removeDuplicates();
        QCOMPARE(kinds.size(), 17);
        QCOMPARE(judgeAnswers(endpoint("gopher"), Depth::Models, {}).cause, u"unknown-kind"_s);
    }

    // A short generate would stop the loading that it waits for.
    void ollamaIsNeverAskedToGenerateUnlessWished()
    {
        const Endpoint llama = endpoint("ollama", "llama3.2:3b");
        const ProbeSpec *spec = probeSpec(u"ollama"_s);
        for (const Depth depth : {Depth::Version, Depth::Models, Depth::Completion}) {
            Answers answers;
            QStringList paths;
            while (const auto ask = spec->next(llama, depth, answers)) {
                paths << QUrl(ask->url).path();
                if (ask->id == u"completion"_s)
                    QVERIFY(ask->firstByteMs >= 300'000);
                answers.push_back(ok(qPrintable(ask->id), ask->id == u"tags"_s ? kTags : "{}"));
            }
            QCOMPARE(paths.contains(u"/api/generate"_s), depth == Depth::Completion);
        }
    }

    void aDeadServerIsAskedOnce()
    {
        const Answers refused{failed("version", Outcome::Refused)};
        QVERIFY(!probeSpec(u"ollama"_s)->next(endpoint("ollama"), Depth::Models, refused));
    }

    void liveKeysAreNotSent()
    {
        for (const Endpoint &one : {payment("stripe", "sk_live_x", "https://api.stripe.com"),
                 payment("lemon-squeezy", "x", "https://api.lemonsqueezy.com"),
                 payment("paypal", "x", "https://api-m.paypal.com")})
            QVERIFY(!probeSpec(one.kind)->next(one, Depth::Models, {}));
    }

    void modelNames_data()
    {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        QTest::addColumn<bool>("same");
        QTest::addRow("latest") << u"mistral"_s << u"mistral:latest"_s << true;
        QTest::addRow("case") << u"Mistral:7B"_s << u"mistral:7b"_s << true;
        QTest::addRow("tag") << u"mistral:7b"_s << u"mistral"_s << false;
        QTest::addRow("registry port") << u"host:5000/a/m"_s << u"host:5000/a/m:latest"_s << true;
        QTest::addRow("quantised") << u"phi3:14b-q4"_s << u"phi3:14b"_s << false;
    }
    void modelNames()
    {
        QFETCH(QString, one);
        QFETCH(QString, other);
        QTEST(sameModel(one, other), "same");
    }
};

QTEST_GUILESS_MAIN(HealthJudgesTest)
#include "healthjudges.moc"
