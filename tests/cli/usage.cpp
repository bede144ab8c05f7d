// gatehousectl usage ..., as a user runs it.
#include "places.h"
#include "support/testcluster.h"
#include "systems/description.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>

#include <csignal>
#include <sys/file.h>

using namespace gatehouse;
using test::TestCluster;

class UsageCliTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int exit = -1;
        QByteArray out, err;
        QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    };

    std::unique_ptr<TestCluster> m_server;
    QTemporaryDir m_config, m_out;

    QString url() const
    {
        const db::ConnInfo info = (*m_server)->info(u"gateway"_s);
        return u"postgresql://%1@/gateway?host=%2&port=%3"_s.arg(
            info.user, info.host, info.port.isEmpty() ? u"5432"_s : info.port);
    }
    void start(QProcess &process, const QStringList &arguments, const QString &to = {}) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GATEHOUSE_CONFIG_DIR"_s, m_config.path());
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"),
            QStringList{u"--url"_s, to.isEmpty() ? url() : to} + arguments);
    }
    Outcome ctl(const QStringList &arguments, const QString &to = {}) const
    {
        QProcess process;
        start(process, arguments, to);
        process.waitForFinished();
        return {
            process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    QString file(const QString &name) const { return m_out.filePath(name); }
    QByteArray content(const QString &name) const
    {
        QFile one(file(name));
        return one.open(QIODevice::ReadOnly) ? one.readAll() : QByteArray();
    }
    QByteArray sql(const QString &text)
    {
        auto session = m_server->open(u"gateway"_s);
        const auto done = test::run(*session, [text](db::Sql &to) { return to.script(text); });
        return done ? QByteArray() : (done.error().text + done.error().detail).toUtf8();
    }
    void insert(const char *endpoint, int rows)
    {
        const QByteArray trouble =
            sql(u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") "
                "SELECT 'edgellm-CANARYCANARYCANARY0001', '%1', 'mistral', 0.25, now() AT TIME "
                "ZONE 'UTC' FROM generate_series(1, %2)"_s.arg(
                    QLatin1StringView(endpoint), QString::number(rows)));
        QVERIFY2(trouble.isEmpty(), trouble.constData());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        {
            auto admin = m_server->open();
            const auto made = test::run(
                *admin, [](db::Sql &to) { return to.script(u"CREATE DATABASE gateway"_s); });
            QVERIFY(made);
        }
        QVERIFY(sql(systems::schemaSql(u"ollama-gateway"_s).value()).isEmpty());
        const QByteArray trouble = sql(uR"(
INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active) VALUES
 ('edgellm-CANARYCANARYCANARY0001', 'mobile', 'user', 100, '2026-01-01', true);
INSERT INTO usage_logs (api_key, endpoint, model, response_time, "timestamp")
SELECT 'edgellm-CANARYCANARYCANARY0001', '/api/chat', CASE WHEN n % 3 = 0 THEN 'llama3.2' ELSE E'a\u202e\nb' END, n / 100.0,
       now() AT TIME ZONE 'UTC' - n * interval '1 minute' FROM generate_series(1, 300) n;
INSERT INTO usage_logs (api_key, endpoint, model, response_time, "timestamp") VALUES ('gone-CANARYCANARYCANARY0002', '/old', 'x', 1, '2020-01-01');)"_s);
        QVERIFY2(trouble.isEmpty(), trouble.constData());
    }

    void listShowsTheNewest()
    {
        const Outcome people = ctl({u"usage"_s, u"list"_s, u"--rows"_s, u"5"_s});
        QCOMPARE(people.exit, 0);
        QVERIFY(people.out.contains("mobile"));
        QVERIFY(!people.out.contains("CANARY"));
        QVERIFY(!people.out.contains("\u202e")); // made visible
        const Outcome json = ctl({u"--json"_s, u"usage"_s, u"list"_s, u"--rows"_s, u"5"_s});
        QCOMPARE(json.json()[u"rows"_s].toArray().size(), 5);
        QCOMPARE(json.json()[u"complete"_s].toBool(), false);
        QCOMPARE(json.json()[u"rows"_s][0][u"durationMs"_s].toDouble(), 10.0);
    }

    void summaryChecksItsSums()
    {
        const Outcome json = ctl({u"--json"_s, u"usage"_s, u"summary"_s, u"--by"_s, u"model"_s,
            u"--by"_s, u"key"_s, u"--by"_s, u"hour"_s, u"--sql"_s});
        QCOMPARE(json.exit, 0);
        const QJsonObject summary = json.json();
        QCOMPARE(summary[u"totals"_s][u"requests"_s].toInt(), 300);
        QVERIFY(summary[u"totals"_s][u"failed"_s].isNull());
        QCOMPARE(summary[u"checked"_s].toBool(), true);
        for (const QJsonValue part : summary[u"parts"_s].toArray())
            QCOMPARE(part[u"sum"_s].toInt(), 300);
        QVERIFY(!summary[u"sql"_s].toArray().isEmpty());
        QVERIFY(!json.out.contains("CANARY"));
        const Outcome people = ctl({u"usage"_s, u"summary"_s, u"--all"_s, u"--filter"_s,
            u"keyState=gone"_s, u"--by"_s, u"key"_s});
        QCOMPARE(people.exit, 0);
        QVERIFY2(people.out.contains("not recorded by this back end"), people.out.constData());
        QVERIFY(people.out.contains("Checked: every sum is 1."));
    }

    // Rows that no range holds are not left out in silence.
    void infiniteTimesAreSaid()
    {
        QVERIFY(sql(u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, "
                    "\"timestamp\") VALUES ('x', '/never', 'x', 1, 'infinity'), ('x', '/never', "
                    "'x', 1, '-infinity')"_s)
                    .isEmpty());
        const QStringList never{u"--filter"_s, u"endpoint=/never"_s};
        const Outcome ever = ctl(QStringList{u"usage"_s, u"summary"_s, u"--all"_s} + never);
        const Outcome others =
            ctl({u"usage"_s, u"summary"_s, u"--all"_s, u"--filter"_s, u"endpoint=/api/chat"_s});
        const Outcome day = ctl(QStringList{u"usage"_s, u"summary"_s} + never);
        const Outcome rows = ctl(QStringList{u"usage"_s, u"export"_s, u"--all"_s} + never);
        QVERIFY(sql(u"DELETE FROM usage_logs WHERE endpoint = '/never'"_s).isEmpty());
        QCOMPARE(ever.exit, 0);
        QVERIFY2(ever.err.contains("2 rows are not among these"), ever.err.constData());
        QVERIFY2(rows.err.contains("2 rows are not among these"), rows.err.constData());
        QCOMPARE(rows.out.count('\n'), 1); // the header
        QVERIFY(!others.err.contains("not among"));
        QVERIFY(!day.err.contains("not among"));
    }

    void reportIsWritten()
    {
        const Outcome done = ctl({u"usage"_s, u"summary"_s, u"--report"_s, file(u"report.html"_s)});
        QCOMPARE(done.exit, 0);
        const QByteArray html = content(u"report.html"_s);
        QVERIFY(html.contains("<svg"));
        QVERIFY(html.contains("mobile"));
        QVERIFY(!html.contains("CANARY"));
        QVERIFY(!html.contains("<script"));
        QCOMPARE(ctl({u"usage"_s, u"summary"_s, u"--report"_s, file(u"report.html"_s)}).exit, 2);
    }

    void exportWritesFileAndManifest_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addRow("csv") << u"csv"_s;
        QTest::addRow("jsonl") << u"jsonl"_s;
        QTest::addRow("xlsx") << u"xlsx"_s;
    }
    void exportWritesFileAndManifest()
    {
        QFETCH(QString, format);
        const QString name = u"rows."_s + format;
        const Outcome done = ctl({u"--json"_s, u"usage"_s, u"export"_s, u"--format"_s, format,
            u"--output"_s, file(name), u"--filter"_s, u"model=llama3.2"_s});
        QCOMPARE(done.exit, 0);
        QCOMPARE(done.json()[u"rows"_s].toInt(), 100);
        QCOMPARE(done.json()[u"counted"_s].toInt(), 100);
        QVERIFY(!content(name).contains("CANARY"));
        const QJsonObject manifest =
            QJsonDocument::fromJson(content(name + u".manifest.json"_s)).object();
        QCOMPARE(manifest[u"rows"_s].toInt(), 100);
        QCOMPARE(manifest[u"filter"_s][u"chips"_s][0][u"field"_s].toString(), u"model"_s);
        const Outcome again =
            ctl({u"usage"_s, u"export"_s, u"--format"_s, format, u"--output"_s, file(name)});
        QCOMPARE(again.exit, 2);
        QVERIFY(again.err.contains("exists already"));
    }

    // What a killed export left goes with the next one; what somebody still writes stays.
    void strandedPartsAreRemoved()
    {
        const QStringList parts{u"s.csv.part-1abc"_s, u"s.csv.part-2abc"_s, u"s.csv.part-my copy"_s,
            u"other.csv.part-1abc"_s};
        for (const QString &part : parts) {
            QFile one(file(part));
            QVERIFY(one.open(QIODevice::WriteOnly));
        }
        QFile busy(file(parts[1]));
        QVERIFY(busy.open(QIODevice::ReadWrite));
        QCOMPARE(::flock(busy.handle(), LOCK_EX | LOCK_NB), 0);
        QCOMPARE(ctl({u"usage"_s, u"export"_s, u"--output"_s, file(u"s.csv"_s)}).exit, 0);
        QVERIFY(!QFile::exists(file(parts[0])));
        for (const QString &part : parts.mid(1))
            QVERIFY2(QFile::exists(file(part)), qPrintable(part));
        QVERIFY(content(u"s.csv"_s).size() > 1000);
    }

    void rowsGoToStandardOutput()
    {
        const Outcome csv = ctl({u"usage"_s, u"export"_s, u"--all"_s});
        QCOMPARE(csv.exit, 0);
        QVERIFY(csv.out.startsWith(
            "id,time,key_name,key,key_fingerprint,endpoint,model,duration_ms,data\n"));
        QVERIFY(csv.err.isEmpty());
        QVERIFY(!csv.out.contains("CANARY"));
    }

    void tailFollows()
    {
        QProcess process;
        start(process, {u"--json"_s, u"usage"_s, u"tail"_s, u"--rows"_s, u"1"_s});
        QTRY_VERIFY_WITH_TIMEOUT(process.bytesAvailable() > 0, 20000);
        insert("/live", 3);
        QByteArray out;
        QTRY_VERIFY_WITH_TIMEOUT(
            (out += process.readAllStandardOutput()).count("/live") == 3, 20000);
        QVERIFY(!out.contains("CANARY"));
        for (const QByteArray &line : out.trimmed().split('\n'))
            QVERIFY2(QJsonDocument::fromJson(line).isObject(), line.constData());
        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 4);
    }

    void wrongOptionsAreSaid_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const QStringList &arguments, int exit,
                             const char *says) {
            QTest::addRow("%s", name)
                << (QStringList{u"usage"_s} + arguments) << exit << QByteArray(says);
        };
        row("no length", {u"list"_s, u"--last"_s, u"soon"_s}, 1, "no length of time");
        row("no zone", {u"list"_s, u"--zone"_s, u"Mars/Olympus"_s}, 1, "no time zone");
        row("no time", {u"list"_s, u"--from"_s, u"yesterday"_s}, 1, "no time");
        row("backwards", {u"list"_s, u"--from"_s, u"2026-02-01"_s, u"--to"_s, u"2026-01-01"_s}, 1,
            "not after its beginning");
        row("two ranges", {u"list"_s, u"--all"_s, u"--last"_s, u"1h"_s}, 1, "not several");
        row("no filter", {u"list"_s, u"--filter"_s, u"model"_s}, 1, "is not a filter");
        row("not recorded", {u"list"_s, u"--filter"_s, u"status=200"_s}, 1,
            "not recorded by this back end");
        row("no number", {u"list"_s, u"--filter"_s, u"duration>fast"_s}, 1, "a number is wanted");
        row("no such table", {u"list"_s, u"--place"_s, u"nowhere"_s}, 2, "there is: usage_logs");
        row("no such system", {u"list"_s, u"--system"_s, u"x"_s}, 2, "was not found");
        row("split by what is not there", {u"summary"_s, u"--by"_s, u"status"_s}, 2,
            "not recorded");
        row("sheet without a file", {u"export"_s, u"--format"_s, u"xlsx"_s}, 1, "--output");
        row("no folder", {u"export"_s, u"--output"_s, u"/no/such/folder/x.csv"_s}, 2, "folder");
    }
    void wrongOptionsAreSaid()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exit);
        QFETCH(QByteArray, says);
        const Outcome outcome = ctl(arguments);
        QCOMPARE(outcome.exit, exit);
        QVERIFY2(outcome.err.contains(says), outcome.err.constData());
        QVERIFY(outcome.out.isEmpty());
    }

    void nobodyAnswers()
    {
        QCOMPARE(ctl({u"usage"_s, u"list"_s}, u"postgresql://x@/y?host=/nowhere"_s).exit, 5);
    }
};

QTEST_GUILESS_MAIN(UsageCliTest)
#include "usage.moc"
