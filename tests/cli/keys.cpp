// gatehousectl keys, as a user runs it.
#include "places.h"
#include "support/keybed.h"
#include "trail/chain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryFile>

using namespace gatehouse;
using test::KeyBed;
using test::TestCluster;

namespace {

const QString kWeb = u"edgellm-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa7412"_s;
const QString kApp = u"ollama-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2c0f"_s;

} // namespace

class KeysCommandTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int exit = -1;
        QString out, err;
        QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
        QByteArray all() const { return (out + u" | "_s + err).toUtf8(); }
    };

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<KeyBed> m_bed;
    QTemporaryDir m_config;

    Outcome ctl(const QStringList &arguments, const QByteArray &input = {})
    {
        const db::ConnInfo info = (*m_server)->info(m_bed->database());
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GATEHOUSE_CONFIG_DIR"_s, m_config.path());
        environment.insert(u"GATEHOUSE_URL"_s,
            u"postgresql://%1@/%2?host=%3&port=%4"_s.arg(
                info.user, info.database, info.host, info.port.isEmpty() ? u"5432"_s : info.port));
        process.setProcessEnvironment(environment);
        process.start(
            QStringLiteral(GATEHOUSE_BIN "/gatehousectl"), QStringList{u"keys"_s} + arguments);
        process.write(input);
        process.closeWriteChannel();
        process.waitForFinished();
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
    }
    QString accepted(const QString &secret)
    {
        return m_bed->cell(
            u"SELECT coalesce((SELECT name FROM api_keys WHERE key = '%1' AND is_active), '-')"_s
                .arg(secret));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init()
    {
        m_bed = std::make_unique<KeyBed>(*m_server, u"gateway"_s, u"ollama-gateway"_s);
        m_bed->addPlain(u"web"_s, kWeb, 1000);
        m_bed->addPlain(u"mobile app"_s, kApp, 5);
        m_bed->addUse(kApp, {5, 10, 50000});
    }
    void cleanup() { m_bed.reset(); }

    void listsForPeopleAndForScripts()
    {
        const Outcome people = ctl({u"list"_s});
        QCOMPARE(people.exit, 0);
        QVERIFY2(people.out.contains(u"mobile app"_s) && people.out.contains(u"2/5"_s),
            people.all().constData());
        QVERIFY2(!people.all().contains("bbbbbbbb"), people.all().constData());
        const Outcome script = ctl({u"list"_s, u"--json"_s});
        QCOMPARE(script.exit, 0);
        const QJsonArray keys = script.json().value(u"keys"_s).toArray();
        QCOMPARE(keys.size(), 2);
        const QJsonObject app = keys.at(1).toObject();
        QCOMPARE(app.value(u"name"_s).toString(), u"mobile app"_s);
        QCOMPARE(app.value(u"requests24h"_s).toInt(), 3);
        QCOMPARE(app.value(u"limitUse"_s).toArray().first().toObject().value(u"used"_s).toInt(), 2);
        QVERIFY(!script.all().contains("bbbbbbbb"));
    }

    void createPrintsTheKeyOnceAndTheServiceTakesIt()
    {
        const Outcome made = ctl(
            {u"create"_s, u"--name"_s, u"ci"_s, u"--limit"_s, u"50"_s, u"--record"_s, u"create"_s});
        QVERIFY2(made.exit == 0, made.all().constData());
        const QString secret = made.out.trimmed();
        QVERIFY2(
            secret.startsWith(u"edgellm-"_s) && !secret.contains(u'\n'), made.all().constData());
        QCOMPARE(accepted(secret), u"ci"_s);
        QVERIFY(!made.err.contains(secret));
        QCOMPARE(m_bed->cell(
                     u"SELECT string_agg(action, ' ' ORDER BY seq) FROM gatehouse.audit_trail"_s),
            u"trail.create key.create"_s);
        QVERIFY(!m_bed->cell(u"SELECT string_agg(t::text, ' ') FROM gatehouse.audit_trail AS t"_s)
                     .contains(secret));
        const Outcome json = ctl({u"create"_s, u"--name"_s, u"ci2"_s, u"--json"_s});
        QCOMPARE(accepted(json.json().value(u"key"_s).toString()), u"ci2"_s);
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("says");
        QTest::addRow("no trail") << QStringList{u"create"_s, u"--name"_s, u"x"_s} << 2
                                  << u"could not be recorded"_s;
        QTest::addRow("taken name")
            << QStringList{u"create"_s, u"--name"_s, u"web"_s, u"--record"_s, u"skip"_s} << 2
            << u"exists already"_s;
        QTest::addRow("limit 0") << QStringList{u"create"_s, u"--name"_s, u"x"_s, u"--limit"_s,
            u"0"_s, u"--record"_s, u"skip"_s}
                                 << 2 << u"refuses every request"_s;
        QTest::addRow("limit is no number") << QStringList{u"create"_s, u"--name"_s, u"x"_s,
            u"--limit"_s, u"many"_s} << 1 << u"--limit"_s;
        QTest::addRow("no name") << QStringList{u"create"_s} << 1 << u"--name"_s;
        QTest::addRow("unknown key")
            << QStringList{u"revoke"_s, u"nobody"_s, u"--record"_s, u"skip"_s} << 1 << u"nobody"_s;
        QTest::addRow("without --yes")
            << QStringList{u"revoke"_s, u"web"_s, u"--record"_s, u"skip"_s} << 2 << u"--yes"_s;
        QTest::addRow("past expiry")
            << QStringList{u"edit"_s, u"web"_s, u"--expires"_s, u"soon"_s} << 1 << u"--expires"_s;
        QTest::addRow("no such schema")
            << QStringList{u"list"_s, u"--schema"_s, u"nowhere"_s} << 2 << u""_s;
    }
    void refusals()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exit);
        QFETCH(QString, says);
        const QString before = m_bed->cell(u"SELECT string_agg(t::text, '') FROM api_keys AS t"_s);
        const Outcome outcome = ctl(arguments);
        QVERIFY2(outcome.exit == exit, outcome.all().constData());
        QVERIFY2(outcome.err.contains(says), outcome.all().constData());
        QCOMPARE(m_bed->cell(u"SELECT string_agg(t::text, '') FROM api_keys AS t"_s), before);
    }

    void dryRunsShowAndChangeNothing()
    {
        const Outcome revoke = ctl({u"revoke"_s, u"web"_s, u"mobile app"_s, u"--dry-run"_s});
        QVERIFY2(revoke.exit == 0, revoke.all().constData());
        QVERIFY(revoke.out.contains(u"revoked"_s));
        const Outcome rotate = ctl({u"rotate"_s, u"mobile app"_s, u"--dry-run"_s, u"--json"_s});
        QCOMPARE(rotate.json().value(u"usageRows"_s).toInt(), 3);
        QCOMPARE(rotate.json().value(u"inWindow"_s).toInt(), 2);
        QCOMPARE(accepted(kApp), u"mobile app"_s);
    }

    void revokesByNameIdAndFingerprint()
    {
        const QString mark = ctl({u"list"_s, u"--json"_s})
                                 .json()
                                 .value(u"keys"_s)
                                 .toArray()
                                 .first()
                                 .toObject()
                                 .value(u"fingerprint"_s)
                                 .toString();
        const Outcome done = ctl({u"revoke"_s, mark, u"2"_s, u"mobile app"_s, u"--yes"_s,
            u"--record"_s, u"skip"_s, u"--json"_s});
        QVERIFY2(done.exit == 0, done.all().constData());
        QCOMPARE(done.json().value(u"changed"_s).toInt(), 2);
        QCOMPARE(done.json().value(u"recorded"_s).toBool(), false);
        QCOMPARE(accepted(kWeb) + accepted(kApp), u"--"_s);
        QCOMPARE(ctl({u"reactivate"_s, u"web"_s, u"--record"_s, u"skip"_s}).exit, 0);
        QCOMPARE(accepted(kWeb), u"web"_s);
    }

    void saysWhatAnotherLimitWouldHaveRefused()
    {
        const Outcome people = ctl({u"what-if"_s, u"--limit"_s, u"1"_s, u"--window"_s, u"1h"_s});
        QVERIFY2(people.exit == 0, people.all().constData());
        QVERIFY2(people.out.contains(u"1 of 3 requests would have been refused"_s)
                && people.out.contains(u"add up"_s),
            people.all().constData());
        const Outcome json = ctl({u"what-if"_s, u"--limit"_s, u"1"_s, u"--window"_s, u"1d"_s,
            u"--key"_s, u"mobile app"_s, u"--json"_s});
        QVERIFY2(json.exit == 0, json.all().constData());
        const QJsonObject total = json.json().value(u"total"_s).toObject();
        QCOMPARE(total.value(u"requests"_s).toInt(), 3);
        QCOMPARE(total.value(u"refused"_s).toInt(), 2);
        QVERIFY(total.value(u"holds"_s).toBool());
        QCOMPARE(json.json().value(u"keys"_s).toArray().size(), 1);
        QVERIFY(!json.all().contains("bbbbbbbb"));
        QCOMPARE(ctl({u"what-if"_s}).exit, 1);
        QCOMPARE(ctl({u"what-if"_s, u"--limit"_s, u"-1"_s}).exit, 1);
        QCOMPARE(ctl({u"what-if"_s, u"--limit"_s, u"1"_s, u"--window"_s, u"soon"_s}).exit, 1);
        QCOMPARE(ctl({u"what-if"_s, u"--limit"_s, u"1"_s, u"--key"_s, u"nobody"_s}).exit, 1);
    }

    void findsAKeyByItsText()
    {
        const Outcome found = ctl({u"find"_s}, kApp.toUtf8() + '\n');
        QVERIFY2(found.exit == 0, found.all().constData());
        QVERIFY2(found.out.contains(u"mobile app"_s)
                && found.out.contains(u"public.usage_logs.api_key"_s),
            found.all().constData());
        QVERIFY2(!found.all().contains("bbbbbbbb"), found.all().constData());
        const Outcome json = ctl({u"find"_s, u"--json"_s}, kApp.toUtf8()); // no end of line
        QVERIFY2(json.exit == 0, json.all().constData());
        QCOMPARE(
            json.json().value(u"keys"_s).toArray().first().toObject().value(u"name"_s).toString(),
            u"mobile app"_s);
        QCOMPARE(json.json().value(u"places"_s).toArray().size(), 2);
        QVERIFY(!json.all().contains("bbbbbbbb"));
        const Outcome none = ctl({u"find"_s}, "edgellm-this-is-not-one-of-ours\n");
        QVERIFY2(none.exit == 3, none.all().constData());
        QVERIFY2(!none.all().contains("not-one-of"), none.all().constData());
        QCOMPARE(ctl({u"find"_s}).exit, 1);
        QCOMPARE(ctl({u"find"_s}, QByteArray(1000000, 'x')).exit, 1);
        QCOMPARE(ctl({u"find"_s, kApp}).exit, 1); // never an argument
    }

    void saysWhoUsesAKeyBeforeItEnds()
    {
        const Outcome people = ctl({u"revoke"_s, u"mobile app"_s, u"--dry-run"_s});
        QVERIFY2(people.out.contains(u"Quietest hour: "_s)
                && people.out.contains(u"Clients: not recorded"_s)
                && people.out.contains(u"llama3.2 (3)"_s),
            people.all().constData());
        const Outcome json = ctl({u"rotate"_s, u"mobile app"_s, u"--dry-run"_s, u"--json"_s});
        const QJsonObject blast = json.json().value(u"lastThirtyDays"_s).toObject();
        QCOMPARE(blast.value(u"requests"_s).toInt(), 3);
        QVERIFY(blast.value(u"holds"_s).toBool());
        QVERIFY(blast.value(u"quietestHour"_s).isObject());
        QVERIFY(!blast.value(u"knowsClients"_s).toBool());
    }

    void rotatesWithItsHistory()
    {
        const Outcome done = ctl(
            {u"rotate"_s, u"mobile app"_s, u"--yes"_s, u"--record"_s, u"create"_s, u"--json"_s});
        QVERIFY2(done.exit == 0, done.all().constData());
        QCOMPARE(done.json().value(u"movedRows"_s).toInt(), 3);
        QCOMPARE(accepted(done.json().value(u"key"_s).toString()), u"mobile app"_s);
        QCOMPARE(accepted(kApp), u"-"_s);
    }

    void editsAndReports()
    {
        QCOMPARE(ctl({u"edit"_s, u"mobile app"_s, u"--limit"_s, u"2"_s, u"--name"_s, u"app"_s,
                         u"--record"_s, u"skip"_s})
                     .exit,
            0);
        QCOMPARE(
            m_bed->cell(u"SELECT rate_limit::text FROM api_keys WHERE name = 'app'"_s), u"2"_s);
        const Outcome report = ctl({u"report"_s});
        QCOMPARE(report.exit, 0);
        QVERIFY2(report.out.contains(u"At their limit now (1)"_s), report.all().constData());
        const Outcome plan = ctl({u"hash-plan"_s});
        QVERIFY2(plan.out.contains(u"2 keys as plain text"_s), plan.all().constData());
    }

    void importsAFile()
    {
        QTemporaryFile file(m_config.filePath(u"XXXXXX.env"_s));
        QVERIFY(file.open());
        file.write(
            "DEMO_ADMIN_KEY=demo-admin-key-12345\nAPP_KEY=" + kApp.toUtf8() + "\nBAD_KEY=ab\n");
        file.close();
        const Outcome dry = ctl({u"import"_s, file.fileName(), u"--dry-run"_s});
        QCOMPARE(dry.exit, 3); // one row cannot be taken
        QVERIFY2(!dry.all().contains("key-12345") && !dry.all().contains("bbbbbbb"),
            dry.all().constData());
        QCOMPARE(accepted(u"demo-admin-key-12345"_s), u"-"_s);
        const Outcome done =
            ctl({u"import"_s, file.fileName(), u"--yes"_s, u"--record"_s, u"skip"_s});
        QVERIFY2(done.exit == 3, done.all().constData());
        QCOMPARE(accepted(u"demo-admin-key-12345"_s), u"Demo Admin Key"_s);
        QCOMPARE(ctl({u"import"_s, m_config.filePath(u"nowhere.env"_s), u"--dry-run"_s}).exit, 2);
    }
};

QTEST_GUILESS_MAIN(KeysCommandTest)
#include "keys.moc"
