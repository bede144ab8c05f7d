// Each kind of endpoint against each way it can fail (facts 2.1 to 2.8): the state and the sentence.
#include "health/httpreader.h"
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

    void answersAreReadInAnyPieces_data()
    {
        using Reading = HttpReader::State;
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("state"); // after the end of the connection
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, const QByteArray &bytes, Reading state,
                             const QByteArray &body = {}) {
            QTest::addRow("%s", name) << bytes << int(state) << body;
        };
        const QByteArray head("HTTP/1.1 200 OK\r\ncontent-TYPE:  text/x \r\n");
        row("a length", head + "Content-Length: 2\r\n\r\n{}more", Reading::Done, "{}");
        row("to the end", head + "\r\n{}\n", Reading::Done, "{}\n");
        row("bare ends of lines", "HTTP/1.0 200\ncontent-type: text/x\n\n{}", Reading::Done, "{}");
        row("an interim answer", "HTTP/1.1 100 Continue\r\n\r\n" + head + "\r\n{}", Reading::Done, "{}");
        row("no content", "HTTP/1.1 204 No\r\ncontent-type:text/x\r\nContent-Length: 9\r\n\r\n",
            Reading::Done);
        row("chunks", head + "Transfer-Encoding: gzip, Chunked\r\n\r\n2;x=1\r\n{}\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\nrest",
            Reading::Done, "{}0123456789");
        row("chunks cut", head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{}", Reading::More, "{}");
        row("no last chunk", head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", Reading::More, "{}");
        row("a chunk too long", head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n", Reading::NotHttp);
        row("a chunk of no number", head + "Transfer-Encoding: chunked\r\n\r\n-1\r\n", Reading::NotHttp);
        row("shorter than said", head + "Content-Length: 9\r\n\r\n{}", Reading::More, "{}");
        row("a length of no number", head + "Content-Length: -5\r\n\r\n{}", Reading::Done, "{}");
        row("an absurd length", head + "Content-Length: 99999999999999999999\r\n\r\n{}", Reading::Done, "{}");
        row("half a head", head, Reading::More);
        row("nothing", {}, Reading::More);
        row("another protocol", "-ERR unknown command\r\n", Reading::NotHttp);
        row("no status", "HTTP/1.1 fine\r\n\r\n", Reading::NotHttp);
        row("too large", head + "\r\n" + QByteArray(3000, 'x'), Reading::TooLarge);
        row("too much head", head + QByteArray("X: y\r\n").repeated(500), Reading::TooLarge);
        row("too many interim answers", QByteArray("HTTP/1.1 102 Wait\r\n\r\n").repeated(200),
            Reading::TooLarge);
    }
    void answersAreReadInAnyPieces()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, state);
        QFETCH(QByteArray, body);
        for (const qsizetype piece : {qsizetype(1), qsizetype(7), qsizetype(100'000)}) {
            HttpReader reader(2000);
            auto reached = HttpReader::State::More;
            for (qsizetype at = 0; at < bytes.size() && reached == HttpReader::State::More; at += piece)
                reached = reader.feed(QByteArrayView(bytes).sliced(at).first(
                    std::min(piece, bytes.size() - at)));
            if (reached == HttpReader::State::More)
                reached = reader.end();
            QCOMPARE(int(reached), state);
            if (reached != HttpReader::State::Done && reached != HttpReader::State::More)
                continue;
            QCOMPARE(reader.body(), body);
            if (reader.hasHead())
                QCOMPARE(reader.header("Content-Type"), "text/x");
        }
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
