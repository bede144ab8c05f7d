// gatehousectl schema upgrade and downgrade as a user runs them, and killed at every statement.
#include "support/ctlprocess.h"
#include "support/opentransaction.h"
#include "support/testcluster.h"
#include "systems/description.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace gatehouse;
using namespace gatehouse::test;

class SchemaUpgradeCliTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    Ctl m_ctl;
    QTemporaryDir m_data;

    QString url(const QString &database) const
    {
        return socketUrl((*m_server)->socketDir(), (*m_server)->info().port, database);
    }
    Outcome schema(const QString &database, const QStringList &arguments,
        const std::map<QString, QString> &variables = {}) const
    {
        return m_ctl.run(
            QStringList{u"--url"_s, url(database), u"schema"_s} + arguments, variables);
    }
    QJsonObject json(const QString &database, const QStringList &arguments) const
    {
        const Outcome outcome = m_ctl.run(
            QStringList{u"--json"_s, u"--url"_s, url(database), u"schema"_s} + arguments);
        return QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    }
    void make(const QString &database, const QString &system, const QString &after = {}) const
    {
        auto session = m_server->open();
        sql(*session, u"DROP DATABASE IF EXISTS "_s + database);
        sql(*session, u"CREATE DATABASE "_s + database);
        auto own = m_server->open(database);
        sql(*own, systems::schemaSql(system).value());
        if (!after.isEmpty())
            sql(*own, after);
    }
    static void sql(db::Session &session, const QString &script)
    {
        const auto done = run(session, [&](db::Sql &on) { return on.script(script); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + done.error().detail));
    }
    // To the end, whatever was rehearsed.
    static QStringList up(const QStringList &more = {})
    {
        return QStringList{u"upgrade"_s, u"--yes"_s, u"--without-rehearsal"_s, u"--record"_s, u"skip"_s}
            + more;
    }
    QStringList states(const QString &database) const
    {
        QStringList all;
        for (const QJsonValue &one :
            json(database, {u"upgrade"_s, u"--dry-run"_s}).value("steps"_L1).toArray())
            all.append(one.toObject().value("state"_L1).toString());
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("GATEHOUSE_DATA_DIR", m_data.path().toLocal8Bit());
        qputenv("GATEHOUSE_STATE_DIR", m_data.path().toLocal8Bit());
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }

    void upAndDown()
    {
        make(u"shop"_s, u"ollama-gateway"_s);
        Outcome outcome = schema(u"shop"_s, {u"upgrade"_s, u"--dry-run"_s});
        QCOMPARE(outcome.exit, 0);
        for (const char *says : {"VALIDATE CONSTRAINT", "lock: ACCESS EXCLUSIVE", "only the catalog",
                 "Table api_keys", "gatehouse.schema_steps", "in place, not recorded"})
            QVERIFY2(outcome.out.contains(QLatin1StringView(says)), outcome.all().constData());
        Ctl::isPlain(schema(u"shop"_s, {u"upgrade"_s, u"--yes"_s}), 2, u"was not rehearsed"_s);
        const QStringList bold{u"upgrade"_s, u"--without-rehearsal"_s};
        Ctl::isPlain(schema(u"shop"_s, bold), 2, u"--yes"_s);
        Ctl::isPlain(schema(u"shop"_s, bold + QStringList{u"--yes"_s}), 2, u"could not be recorded"_s);
        outcome = schema(u"shop"_s, bold + QStringList{u"--yes"_s, u"--record"_s, u"create"_s});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QVERIFY2(outcome.out.contains(u"Done: 4 steps."_s), outcome.all().constData());
        outcome = schema(u"shop"_s, {u"upgrade"_s, u"--yes"_s});
        QVERIFY2(outcome.out.contains(u"nothing to do"_s), outcome.all().constData());
        outcome = schema(u"shop"_s, {u"diff"_s}); // what our own steps added is no difference
        QVERIFY2(outcome.exit == 0 && outcome.out.contains(u"003_key_lifecycle"_s),
            outcome.all().constData());
        Ctl::isPlain(schema(u"shop"_s, {u"downgrade"_s, u"--yes"_s}), 2, u"no proven backup"_s);
        outcome = schema(u"shop"_s,
            {u"downgrade"_s, u"--yes"_s, u"--no-backup"_s, u"--to"_s, u"003_key_lifecycle"_s});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(states(u"shop"_s),
            (QStringList{u"applied"_s, u"applied"_s, u"pending"_s, u"pending"_s}));
    }

    // All five on a copy of their own tables; what is remembered is told by the next preview.
    void rehearse_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("from");
        QTest::addRow("ollama-gateway") << u"ollama-gateway"_s << u""_s << u"schema"_s;
        QTest::addRow("ai-pal") << u"ai-pal"_s << u"DROP TABLE audit_logs"_s << u"data"_s;
        QTest::addRow("don-research") << u"don-research"_s << u""_s << u"schema"_s;
        QTest::addRow("flux-rag") << u"flux-rag"_s
                                  << u"DROP INDEX idx_sessions_user; ALTER TABLE sessions DROP "
                                     "user_id, ALTER created_at TYPE timestamp, ALTER updated_at "
                                     "TYPE timestamp; ALTER TABLE messages ALTER created_at TYPE "
                                     "timestamp"_s
                                  << u"data"_s;
    }
    void rehearse()
    {
        QFETCH(QString, system);
        QFETCH(QString, after);
        QFETCH(QString, from);
        make(u"play"_s, system, after);
        Outcome outcome = schema(u"play"_s, {u"upgrade"_s, u"--dry-run"_s});
        QVERIFY2(outcome.out.contains(u"not rehearsed on this layout yet"_s), outcome.all().constData());
        outcome = schema(u"play"_s, {u"rehearse"_s, u"--from"_s, from});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QVERIFY2(outcome.out.contains(u"came out the same"_s), outcome.all().constData());
        QVERIFY(json(u"play"_s, {u"upgrade"_s, u"--dry-run"_s}).value("rehearsal"_L1).toBool());
        outcome = schema(u"play"_s, {u"upgrade"_s, u"--yes"_s, u"--record"_s, u"skip"_s});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
    }

    void badInput_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("says");
        QTest::addRow("no system here") << QStringList{u"upgrade"_s} << 2 << u"was recognised"_s;
        QTest::addRow("unknown system")
            << QStringList{u"upgrade"_s, u"--system"_s, u"x"_s} << 2 << u"no upgrade steps"_s;
        QTest::addRow("unknown step")
            << QStringList{u"upgrade"_s, u"--system"_s, u"don-research"_s, u"--to"_s, u"x"_s} << 2
            << u"There is no step x"_s;
        QTest::addRow("no folder")
            << QStringList{u"upgrade"_s, u"--system"_s, u"x"_s, u"--steps"_s, u"/nowhere"_s} << 2
            << u"no folder /nowhere"_s;
        QTest::addRow("no number")
            << QStringList{u"upgrade"_s, u"--system"_s, u"don-research"_s, u"--lock-timeout"_s, u"x"_s}
            << 2 << u"--lock-timeout"_s;
    }
    void badInput()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exit);
        QFETCH(QString, says);
        Ctl::isPlain(schema(u"postgres"_s, arguments), exit, says);
    }

    // An empty database gets the tables by the first step, as Alembic would make them.
    void fromNothing()
    {
        auto session = m_server->open();
        sql(*session, u"CREATE DATABASE empty"_s);
        const Outcome outcome = schema(u"empty"_s,
            up({u"--system"_s, u"don-research"_s}));
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        auto own = m_server->open(u"empty"_s);
        QCOMPARE(cell(*own, u"SELECT version_num FROM alembic_version"_s), u"001_initial"_s);
    }

    // Kill -9 (the fail point ends the program on the spot): the truth is shown, both ways out work.
    void killed_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("point");
        QTest::addColumn<int>("count");
        const QString types = u"ALTER TABLE agent_interactions DROP CONSTRAINT "
                              "interactions_type_check; DELETE FROM schema_migrations WHERE "
                              "length(version) > 2"_s;
        for (int i = 2; i <= 4; ++i)
            QTest::addRow("before statement %d", i)
                << u"onelastai"_s << types << u"upgrade.before_statement"_s << i;
        for (int i : {2})
            QTest::addRow("in statement %d", i)
                << u"onelastai"_s << types << u"upgrade.in_statement"_s << i;
        QTest::addRow("before the end") << u"onelastai"_s << types << u"upgrade.before_commit"_s << 1;
        const QString owner = u"DROP INDEX idx_sessions_user; ALTER TABLE sessions DROP user_id"_s;
        QTest::addRow("index, before it is begun")
            << u"flux-rag"_s << owner << u"upgrade.in_statement"_s << 2;
        QTest::addRow("index, built and not recorded")
            << u"flux-rag"_s << owner << u"upgrade.ran_beside"_s << 1;
    }
    void killed()
    {
        QFETCH(QString, system);
        QFETCH(QString, after);
        QFETCH(QString, point);
        QFETCH(int, count);
        make(u"killed"_s, system, after);
        auto session = m_server->open(u"killed"_s);
        const QString print = u"SELECT md5(string_agg(x, ' ' ORDER BY x)) FROM (SELECT relname || "
                              "attname AS x FROM pg_attribute a JOIN pg_class c ON c.oid = "
                              "attrelid WHERE relnamespace = 'public'::regnamespace AND NOT "
                              "attisdropped UNION ALL SELECT conname || pg_get_constraintdef(oid) "
                              "FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conname <> "
                              "'interactions_type_check') y"_s;
        const QString before = cell(*session, print);
        const QStringList begin = up({u"--to"_s,
            system == "onelastai"_L1 ? u"001_interaction_types"_s : u"001_session_owner"_s});
        QStringList finish = begin; // which is asked for no rehearsal
        finish.removeOne(u"--without-rehearsal"_s);
        const std::map<QString, QString> kill{
            {u"GATEHOUSE_FAIL"_s, point + u':' + QString::number(count) + u":exit"_s}};

        QCOMPARE(schema(u"killed"_s, begin, kill).exit, 86);
        QCOMPARE(states(u"killed"_s).first(), u"half-up"_s);
        Outcome outcome = schema(u"killed"_s, {u"upgrade"_s, u"--dry-run"_s});
        QVERIFY2(outcome.out.contains(u"Finish the step, or undo"_s), outcome.all().constData());
        outcome = schema(u"killed"_s, {u"downgrade"_s, u"--yes"_s, u"--record"_s, u"skip"_s,
                                         u"--no-backup"_s});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(states(u"killed"_s).first(), u"pending"_s);
        QCOMPARE(cell(*session, print), before);

        QCOMPARE(schema(u"killed"_s, begin, kill).exit, 86);
        outcome = schema(u"killed"_s, finish);
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(states(u"killed"_s).first(), u"applied"_s);
        QCOMPARE(cell(*session, u"SELECT count(*)::text FROM pg_index WHERE NOT indisvalid"_s),
            u"0"_s);
        QCOMPARE(cell(*session,
                     u"SELECT count(*)::text FROM gatehouse.schema_statements WHERE state <> 'done'"_s),
            u"0"_s);
    }

    // The program is killed while the server builds, then the server's process dies as well: the
    // invalid index is said and built anew.
    void killedWhileAnIndexIsBuilt()
    {
        make(u"building"_s, u"don-research"_s);
        QCOMPARE(schema(u"building"_s, up({u"--to"_s, u"002_value_checks"_s})).exit, 0);
        auto session = m_server->open(u"building"_s);
        OpenTransaction other(
            *m_server, u"building"_s, u"LOCK TABLE usage_logs IN ROW EXCLUSIVE MODE"_s);
        const auto begun =
            m_ctl.begin(QStringList{u"--url"_s, url(u"building"_s), u"schema"_s} + up());
        const QString building = u"SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE "
                                 "'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'"_s;
        QTRY_COMPARE_WITH_TIMEOUT(cell(*session, building), u"1"_s, 20000);
        begun->kill();
        begun->waitForFinished();
        Outcome outcome = schema(u"building"_s, {u"upgrade"_s, u"--dry-run"_s});
        QVERIFY2(outcome.out.contains(u"another program is at it"_s)
                && outcome.err.contains(u"is being built"_s),
            outcome.all().constData());
        Ctl::isPlain(schema(u"building"_s, up({u"--turn"_s, u"1"_s})), 3, u"another upgrade"_s);
        (void)cell(*session, u"SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE query LIKE "
                       "'CREATE INDEX CONCURRENTLY%'"_s);
        QTRY_COMPARE_WITH_TIMEOUT(cell(*session, building), u"0"_s, 20000);
        outcome = schema(u"building"_s, {u"upgrade"_s, u"--dry-run"_s});
        QVERIFY2(outcome.out.contains(u"Finish the step"_s) && outcome.err.contains(u"is invalid"_s),
            outcome.all().constData());
        QVERIFY(other.rollback());
        outcome = schema(u"building"_s, {u"upgrade"_s, u"--yes"_s, u"--record"_s, u"skip"_s});
        QVERIFY2(outcome.exit == 0 && outcome.out.contains(u"built anew"_s), outcome.all().constData());
        QCOMPARE(cell(*session, u"SELECT count(*)::text FROM pg_index WHERE NOT indisvalid"_s), u"0"_s);
    }

    // What diff found is rehearsed, run in an order in which it can, and compared again.
    void mends()
    {
        make(u"bent"_s, u"onelastai"_s,
            u"DROP TABLE users, conversations CASCADE; DROP INDEX index_messages_on_role; ALTER TABLE "
            "agents ADD COLUMN \"ev%2il\" int; DO $$ DECLARE d text := (SELECT "
            "pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'messages_role_check'); "
            "BEGIN ALTER TABLE messages DROP CONSTRAINT messages_role_check; EXECUTE 'ALTER TABLE "
            "messages ADD CONSTRAINT messages_role_check ' || d; END $$"_s);
        const QJsonObject found = json(u"bent"_s, {u"diff"_s});
        const QString all = QString::fromUtf8(QJsonDocument(found).toJson());
        QVERIFY2(!all.contains(u"messages_role_check"_s), all.toUtf8()); // printed anew, the same rule
        const QStringList mend{u"mend"_s, u"--yes"_s, u"--record"_s, u"skip"_s};
        Ctl::isPlain(schema(u"bent"_s, mend), 2, u"schema mend --rehearse"_s);
        Ctl::isPlain(schema(u"bent"_s, {u"mend"_s, u"--only"_s, u"nowhere"_s}), 2, u"none of the"_s);
        Outcome outcome = schema(u"bent"_s, {u"mend"_s, u"--rehearse"_s});
        QVERIFY2(outcome.exit == 0 && outcome.out.contains(u"no way back"_s), outcome.all().constData());
        outcome = schema(u"bent"_s, mend + QStringList{u"--without-rehearsal"_s, u"--only"_s,
                                        u"messages: index_messages_on_role"_s});
        QVERIFY2(outcome.exit == 3, outcome.all().constData());
        QVERIFY2(outcome.out.contains(u"CONCURRENTLY"_s), outcome.all().constData());
        outcome = schema(u"bent"_s, {u"mend"_s, u"--rehearse"_s});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        outcome = schema(u"bent"_s, mend);
        QVERIFY2(outcome.exit == 3 && outcome.out.contains(u"Left alone: column agents.ev%2il"_s),
            outcome.all().constData());
        QCOMPARE(json(u"bent"_s, {u"diff"_s}).value("errors"_L1).toInt(), 0);
        QCOMPARE(json(u"bent"_s, {u"diff"_s}).value("warnings"_L1).toInt(), 0);
        QVERIFY(schema(u"bent"_s, mend).out.contains(u"nothing to mend"_s));
    }

    // A row stands against it: the rehearsal on the rows says so, and production is not touched.
    void mendThatRowsForbid()
    {
        make(u"rows"_s, u"onelastai"_s,
            u"ALTER TABLE messages DROP CONSTRAINT messages_role_check; ALTER TABLE messages DROP "
            "CONSTRAINT messages_conversation_id_fkey; INSERT INTO messages (conversation_id, role, "
            "content, created_at, updated_at) VALUES (gen_random_uuid(), 'wizard', 'x', now(), now())"_s);
        Outcome outcome = schema(u"rows"_s, {u"mend"_s, u"--rehearse"_s, u"--from"_s, u"data"_s});
        QVERIFY2(outcome.exit == 3, outcome.all().constData());
        Ctl::isPlain(schema(u"rows"_s, {u"mend"_s, u"--yes"_s, u"--record"_s, u"skip"_s}), 2,
            u"the rehearsal of this failed"_s);
        QVERIFY(json(u"rows"_s, {u"diff"_s}).value("warnings"_L1).toInt() >= 2);
    }

    // A statement that fails: the step stays half applied, and says at which statement.
    void fails()
    {
        make(u"wrong"_s, u"ollama-gateway"_s,
            u"INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active) VALUES ('k', "
            "'n', 'wizard', 1, now(), true)"_s);
        Outcome outcome = schema(u"wrong"_s, up());
        QVERIFY2(outcome.exit == 3, outcome.all().constData());
        QVERIFY2(outcome.err.contains(u"1 of 4 statements ran"_s), outcome.all().constData());
        QVERIFY2(outcome.err.contains(u"api_keys_role_check"_s), outcome.all().constData());
        auto session = m_server->open(u"wrong"_s);
        sql(*session, u"UPDATE api_keys SET role = 'user'"_s);
        outcome = schema(u"wrong"_s, up());
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
    }

    void ownSteps()
    {
        make(u"own"_s, u"flux-rag"_s);
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"001_mine"_s));
        const auto write = [&](const char *name, const char *text) {
            QFile file(folder.filePath(u"001_mine/"_s + QLatin1StringView(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write("step.json", R"({"title": "Mine", "mode": "together"})");
        write("up.sql", "CREATE INDEX mine ON messages (role);");
        write("down.sql", "DROP INDEX CONCURRENTLY IF EXISTS mine;");
        write("verify.sql", "SELECT 'mine', to_regclass('mine') IS NOT NULL");
        const QStringList own = up({u"--steps"_s, folder.path()});
        Ctl::isPlain(schema(u"own"_s, own), 2, u"one transaction"_s);
        write("step.json", R"({"title": "Mine", "mode": "apart"})");
        Ctl::isPlain(schema(u"own"_s, own), 2, u"--safe"_s);
        const Outcome outcome = schema(u"own"_s, own + QStringList{u"--safe"_s});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QVERIFY2(outcome.out.contains(u"CONCURRENTLY"_s), outcome.all().constData());
    }
};

QTEST_GUILESS_MAIN(SchemaUpgradeCliTest)
#include "schemaupgrade.moc"
