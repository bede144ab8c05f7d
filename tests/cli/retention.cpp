// gatehousectl retention, database partition and database rollup, as a user runs them; killed at
// every step of a move.
#include "support/ctlprocess.h"
#include "support/testcluster.h"

#include "systems/description.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace gatehouse;
using namespace gatehouse::test;

class RetentionCommandTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<Ctl> m_ctl;
    QTemporaryDir m_folder;
    QString m_url;

    Outcome ctl(QStringList arguments, const std::map<QString, QString> &variables = {})
    {
        arguments << u"--url"_s << m_url;
        return m_ctl->run(arguments, variables);
    }
    static QJsonObject json(const Outcome &outcome)
    {
        return QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    }
    QString value(const QString &text)
    {
        auto session = m_server->open(u"research"_s);
        return cell(*session, text);
    }
    QString content() { return value(u"SELECT count(*)::text || ' ' || sum(hashtextextended(t::text, 0)::numeric) FROM usage_logs AS t"_s); }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_ctl = std::make_unique<Ctl>();
        auto postgres = m_server->open();
        (void)cell(*postgres, u"CREATE DATABASE research"_s);
        auto session = m_server->open(u"research"_s);
        const auto done = run(*session, [](db::Sql &sql) -> Result<> {
            const auto schema = systems::schemaSql(u"don-research"_s);
            if (!schema)
                return schema.error();
            return sql.script(schema.value()
                + u"INSERT INTO usage_logs (institution, endpoint, trace_id, response_time_ms, \"timestamp\") SELECT CASE WHEN n = 1 "
                  "THEN 'kept' ELSE 'uni' END, '/a', d || '-' || n, n, (now() AT TIME ZONE 'UTC') - make_interval(days => d) - "
                  "interval '1 hour' FROM generate_series(0, 119) d, generate_series(1, 20) n; ANALYZE;"_s);
        });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + done.error().detail));
        const db::ConnInfo info = (*m_server)->info(u"research"_s);
        m_url = socketUrl(info.host, info.port, info.database, info.user);
    }

    void rulesChoicePreviewRunAndRestore()
    {
        const Outcome rules = ctl({u"retention"_s, u"rules"_s});
        QVERIFY2(rules.exit == 0 && rules.out.contains(u"guide: 7 d, docstring: 2 d, code: 2 d"_s), rules.all().constData());
        Ctl::isPlain(ctl({u"retention"_s, u"run"_s, u"usage_logs"_s, u"--yes"_s}), 2, u"Nothing is chosen"_s);
        const QString archive = m_folder.filePath(u"archive"_s);
        const Outcome chosen = ctl({u"retention"_s, u"choose"_s, u"usage_logs"_s, u"--source"_s, u"guide"_s, u"--archive"_s, archive,
            u"--hold"_s, u"institution=kept"_s});
        QVERIFY2(chosen.exit == 0, chosen.all().constData());
        const Outcome seen = ctl({u"retention"_s, u"preview"_s, u"usage_logs"_s, u"--json"_s, u"--free-gb"_s, u"0"_s});
        const QJsonObject preview = json(seen).value(u"rules"_s)[0].toObject();
        QVERIFY2(preview.value(u"rows"_s).toInt() == 570 && preview.value(u"held"_s).toInt() == 30, seen.all().constData());
        QCOMPARE(preview.value(u"byDay"_s).toArray().size(), 30);
        QVERIFY(!preview.value(u"growth"_s)[u"fullOn"_s].toString().isEmpty());
        const QString before = content();
        QCOMPARE(ctl({u"retention"_s, u"run"_s, u"--dry-run"_s}).exit, 0);
        Ctl::isPlain(ctl({u"retention"_s, u"run"_s, u"--yes"_s, u"--record"_s, u"create"_s, u"--expect"_s, u"571"_s}), 2, u"570"_s);
        QCOMPARE(content(), before);
        const Outcome done = ctl({u"retention"_s, u"run"_s, u"--yes"_s, u"--json"_s});
        const QJsonObject outcome = json(done).value(u"rules"_s)[0].toObject();
        QVERIFY2(done.exit == 0 && outcome.value(u"gone"_s).toInt() == 570, done.all().constData());
        QCOMPARE(value(u"SELECT count(*)::text FROM usage_logs"_s), u"1830"_s);
        const QString file = outcome.value(u"archive"_s)[u"file"_s].toString();
        QCOMPARE(ctl({u"retention"_s, u"verify"_s, file}).exit, 0);
        QCOMPARE(ctl({u"retention"_s, u"restore"_s, file, u"--yes"_s}).exit, 0);
        QCOMPARE(content(), before);
        const Outcome timer = ctl({u"retention"_s, u"schedule"_s, u"--at"_s, u"daily 03:15"_s, u"--target"_s, u"Prod"_s, u"--print"_s});
        QVERIFY2(timer.out.contains(u"retention run --yes"_s), timer.all().constData());
    }

    // Whatever step it dies at: nothing is lost, the state is told, and it goes on or is undone.
    void killedItGoesOnOrIsUndone_data()
    {
        QTest::addColumn<QString>("fail");
        QTest::addColumn<QString>("state"); // empty: no move is on record
        QTest::addColumn<bool>("goesOn");
        QTest::addRow("make") << u"partition.make:1"_s << QString() << true;
        QTest::addRow("follow") << u"partition.follow:1"_s << u"made"_s << true;
        QTest::addRow("batch") << u"partition.batch:1"_s << u"copying"_s << true;
        QTest::addRow("batch, undone") << u"partition.batch:2"_s << u"copying"_s << false;
        QTest::addRow("verify") << u"partition.verify:1"_s << u"copied"_s << true;
        QTest::addRow("swap") << u"partition.swap:1"_s << u"verified"_s << true;
    }
    void killedItGoesOnOrIsUndone()
    {
        QFETCH(QString, fail);
        QFETCH(QString, state);
        QFETCH(bool, goesOn);
        const QString before = content();
        const QStringList move{u"database"_s, u"partition"_s, u"run"_s, u"usage_logs"_s, u"--yes"_s};
        const Outcome died = ctl(move, {{u"GATEHOUSE_FAIL"_s, fail + u":exit"_s}});
        QVERIFY2(died.exit == 86, died.all().constData());
        QCOMPARE(content(), before);
        QVERIFY(value(u"INSERT INTO usage_logs (institution, endpoint, trace_id, \"timestamp\") VALUES ('x', '/', 't', now()) RETURNING 'in'"_s) == u"in"_s);
        const QString now = content();
        const Outcome told = ctl({u"database"_s, u"partition"_s, u"status"_s, u"--json"_s});
        const QJsonArray moves = json(told).value(u"moves"_s).toArray();
        const QString last = moves.isEmpty() ? QString() : moves[0][u"state"_s].toString();
        QVERIFY2(last == state || (state.isEmpty() && last == "undone"_L1), told.all().constData());
        if (goesOn) {
            const Outcome done = ctl(move);
            QVERIFY2(done.exit == 0, done.all().constData());
            QCOMPARE(value(u"SELECT relkind::text FROM pg_class WHERE oid = 'public.usage_logs'::regclass"_s), u"p"_s);
            QCOMPARE(content(), now);
            const Outcome killed = ctl({u"database"_s, u"partition"_s, u"undo"_s, u"usage_logs"_s, u"--yes"_s},
                {{u"GATEHOUSE_FAIL"_s, u"partition.undo:1:exit"_s}});
            QVERIFY2(killed.exit == 86, killed.all().constData());
            QCOMPARE(content(), now);
        }
        const Outcome undone = ctl({u"database"_s, u"partition"_s, u"undo"_s, u"usage_logs"_s, u"--yes"_s});
        QVERIFY2(undone.exit == 0, undone.all().constData());
        QCOMPARE(content(), now);
        QCOMPARE(value(u"SELECT count(*)::text FROM pg_class WHERE relname LIKE 'usage\\_logs\\_gh%'"_s), u"0"_s);
    }

    void thePlanIsEveryStatement()
    {
        const Outcome plan = ctl({u"database"_s, u"partition"_s, u"plan"_s, u"usage_logs"_s});
        QVERIFY2(plan.exit == 0, plan.all().constData());
        for (const QString &part : {u"PARTITION BY RANGE (\"timestamp\")"_s, u"FOR SHARE OF t"_s, u"CREATE TRIGGER"_s,
                 u"IN ACCESS EXCLUSIVE MODE"_s, u"RENAME TO"_s, u"DROP TABLE"_s})
            QVERIFY2(plan.out.contains(part), qPrintable(part));
    }

    void rollups()
    {
        const Outcome made = ctl({u"database"_s, u"rollup"_s, u"create"_s, u"--yes"_s, u"--json"_s});
        QVERIFY2(made.exit == 0 && json(made).value(u"rows"_s).toInt() > 2000, made.all().constData());
        const Outcome again = ctl({u"database"_s, u"rollup"_s, u"refresh"_s, u"--json"_s});
        QVERIFY2(again.exit == 0 && json(again).value(u"late"_s).toInt() == 0, again.all().constData());
        QVERIFY(ctl({u"database"_s, u"rollup"_s, u"status"_s}).out.contains(u"2 % off"_s));
        QCOMPARE(ctl({u"database"_s, u"rollup"_s, u"remove"_s, u"--yes"_s}).exit, 0);
    }
};

QTEST_GUILESS_MAIN(RetentionCommandTest)
#include "retention.moc"
