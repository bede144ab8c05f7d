// gatehousectl recognise, as a user runs it.
#include "places.h"
#include "support/testcluster.h"
#include "systems/description.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

using namespace gatehouse;
using test::TestCluster;

class RecogniseTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int exit = -1;
        QString out, err;
        QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
    };

    std::unique_ptr<TestCluster> m_server;
    QTemporaryDir m_config;

    QString url(const QString &database) const
    {
        const db::ConnInfo info = (*m_server)->info(database);
        return u"postgresql://%1@/%2?host=%3&port=%4"_s.arg(
            info.user, database, info.host, info.port.isEmpty() ? u"5432"_s : info.port);
    }
    Outcome ctl(const QStringList &arguments) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GATEHOUSE_CONFIG_DIR"_s, m_config.path());
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"), arguments);
        process.waitForFinished();
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
    }
    void database(const QString &name, const QString &sql)
    {
        auto admin = m_server->open();
        const auto made = test::run(
            *admin, [name](db::Sql &to) { return to.script(u"CREATE DATABASE "_s + name); });
        QVERIFY2(made, made ? "" : qPrintable(made.error().detail));
        auto session = m_server->open(name);
        const auto done = test::run(*session, [sql](db::Sql &to) { return to.script(sql); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        database(u"gateway"_s, systems::schemaSql(u"ollama-gateway"_s).value());
        database(u"research"_s,
            systems::schemaSql(u"don-research"_s).value() + u"DROP TABLE qac_models"_s);
        database(u"nothing"_s, u"SELECT 1"_s);
        QFile file(QStringLiteral(GATEHOUSE_TEST_DATA "/shapes/unknown.gateway.sql"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        database(u"unknown"_s, QString::fromUtf8(file.readAll()));
    }

    void forPeople_data()
    {
        QTest::addColumn<QString>("database");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QStringList>("says");
        QTest::addRow("a whole system")
            << u"gateway"_s << 0
            << QStringList{u"Ollama API Service in schema public: As the migration guide has it"_s,
                   u"No versions are kept"_s, u"api_keys"_s, u"Reveal whole keys"_s,
                   u"no audit trail"_s};
        QTest::addRow("a partial one")
            << u"research"_s << 3
            << QStringList{u"DON Research API"_s, u"Missing tables: qac_models"_s,
                   u"001_initial, the newest"_s};
        QTest::addRow("an empty database") << u"nothing"_s << 3 << QStringList{u"no tables yet"_s};
        QTest::addRow("an unknown back end") << u"unknown"_s << 3 << QStringList{u"Describe this back end"_s};
    }
    void forPeople()
    {
        QFETCH(QString, database);
        QFETCH(int, exit);
        QFETCH(QStringList, says);
        const Outcome outcome = ctl({u"--url"_s, url(database), u"recognise"_s});
        QCOMPARE(outcome.exit, exit);
        for (const QString &text : says)
            QVERIFY2(outcome.out.contains(text),
                qPrintable(text + u"\n---\n"_s + outcome.out + outcome.err));
    }

    void asJson()
    {
        const Outcome outcome = ctl({u"--json"_s, u"--url"_s, url(u"gateway"_s), u"recognise"_s});
        QCOMPARE(outcome.exit, 0);
        const QJsonObject system = outcome.json()[u"systems"_s][0].toObject();
        QCOMPARE(system[u"id"_s].toString(), u"ollama-gateway"_s);
        QCOMPARE(system[u"shape"_s].toString(), u"guide"_s);
        QCOMPARE(system[u"version"_s][u"state"_s].toString(), u"none"_s);
        QCOMPARE(system[u"domains"_s][u"usage"_s][u"table"_s].toString(), u"usage_logs"_s);
        QCOMPARE(system[u"domains"_s][u"audit"_s][u"available"_s].toBool(), false);
        bool reveal = false;
        const QJsonArray capabilities = system[u"capabilities"_s].toArray();
        for (const QJsonValue each : capabilities)
            reveal |= each[u"id"_s].toString() == u"keys.reveal"_s && each[u"available"_s].toBool();
        QVERIFY(reveal);
    }

    void aDraft()
    {
        const Outcome outcome =
            ctl({u"--url"_s, url(u"unknown"_s), u"recognise"_s, u"--draft"_s, u"public"_s});
        QCOMPARE(outcome.exit, 0);
        const auto description = systems::parseDescription(outcome.json());
        QVERIFY2(description, description ? "" : qPrintable(description.error().detail));
        QCOMPARE(description.value().shapes.front().keys->table, u"api_tokens"_s);
        QVERIFY(outcome.err.contains(u"looks like"_s));
        QCOMPARE(
            ctl({u"--url"_s, url(u"nothing"_s), u"recognise"_s, u"--draft"_s, u"public"_s}).exit,
            2);
    }

    void nobodyAnswers()
    {
        const Outcome outcome =
            ctl({u"--url"_s, u"postgresql://x@/y?host=/nowhere"_s, u"recognise"_s});
        QCOMPARE(outcome.exit, 5);
        QVERIFY(outcome.out.isEmpty());
        QVERIFY(!outcome.err.isEmpty());
    }
};

QTEST_GUILESS_MAIN(RecogniseTest)
#include "recognise.moc"
