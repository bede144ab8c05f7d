// gatehousectl schema, as a user runs it; the real Alembic reads what was stamped.
#include "places.h"
#include "support/clusterdir.h"
#include "support/ctlprocess.h"
#include "support/testcluster.h"
#include "systems/description.h"
#include "versions/stamp.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

using namespace gatehouse;
using test::Outcome;

class SchemaCommandTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    test::Ctl m_ctl;
    QString m_database;
    int m_made = 0;

    static QString shapeSql(const QString &name)
    {
        QFile file(QStringLiteral(GATEHOUSE_TEST_DATA "/shapes/%1.sql").arg(name));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    void sql(const QString &text)
    {
        const auto done = test::run(*m_session, [text](db::Sql &s) { return s.script(text); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + u' ' + done.error().detail));
    }
    QString cell(const QString &text) { return test::cell(*m_session, text); }
    void database(const QString &content)
    {
        m_database = u"d%1"_s.arg(++m_made);
        auto admin = m_server->open();
        const auto made = test::run(*admin, [this](db::Sql &s) {
            return s.execute(db::Statement(u"CREATE DATABASE %1"_s, {db::Identifier(m_database)}));
        });
        QVERIFY(made);
        m_session = m_server->open(m_database);
        if (!content.isEmpty())
            sql(content);
    }
    QString url(const QString &user = {}) const
    {
        const db::ConnInfo info = (*m_server)->info(m_database);
        return u"postgresql://%1@/%2?host=%3&port=%4"_s.arg(user.isEmpty() ? info.user : user,
            m_database, info.host, info.port.isEmpty() ? u"5432"_s : info.port);
    }
    Outcome ctl(const QStringList &arguments, const QString &user = {})
    {
        std::map<QString, QString> variables{{u"GATEHOUSE_URL"_s, url(user)}};
        if (!user.isEmpty())
            variables[u"PGPASSWORD"_s] = u"p"_s;
        return m_ctl.run(QStringList{u"schema"_s} + arguments, variables);
    }
    static QJsonObject json(const Outcome &outcome)
    {
        return QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    }
    static void write(const QString &path, const QByteArray &text)
    {
        QDir().mkpath(path.section(u'/', 0, -2));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    // A project of Alembic with these revisions in a line.
    static void project(const QString &folder, const QStringList &revisions)
    {
        write(folder + u"/alembic.ini"_s, "[alembic]\nscript_location = alembic\n");
        write(folder + u"/alembic/env.py"_s,
            "import os\nfrom alembic import context\nfrom sqlalchemy import create_engine\n"
            "engine = create_engine('postgresql+psycopg2:///?' + os.environ['DSN'])\n"
            "with engine.connect() as connection:\n"
            "    context.configure(connection=connection)\n"
            "    with context.begin_transaction():\n        context.run_migrations()\n");
        write(folder + u"/alembic/script.py.mako"_s, "");
        QString before = u"None"_s;
        for (const QString &id : revisions) {
            write(folder + u"/alembic/versions/%1.py"_s.arg(id),
                u"revision = '%1'\ndown_revision = %2\nfrom alembic import op\n"
                "def upgrade():\n    op.execute('CREATE TABLE t_%1 (id int)')\n"
                "def downgrade():\n    op.execute('DROP TABLE t_%1')\n"_s.arg(id, before)
                    .toUtf8());
            before = u'\'' + id + u'\'';
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void cleanupTestCase()
    {
        m_session.reset();
        m_server.reset();
    }

    // The trap of the guide: tables made at start-up, no stamp. Verified, then stamped.
    void anUnstampedDatabaseIsCured()
    {
        database(shapeSql(u"don-research.create-all"_s));
        const Outcome status = ctl({u"status"_s, u"--json"_s});
        QVERIFY2(status.exit == 3, status.all().constData());
        const QJsonObject state = json(status).value(u"states"_s).toArray().first().toObject();
        QCOMPARE(state.value(u"state"_s).toString(), u"unstamped"_s);
        QVERIFY(state.value(u"sentence"_s).toString().contains(u"a downgrade would drop them"_s));

        const Outcome diff = ctl({u"diff"_s});
        QVERIFY2(diff.exit == 3, diff.all().constData());
        QVERIFY2(diff.out.contains(u"It is exactly the layout \"As the service creates it at "
                                   "start-up\"."_s)
                && diff.out.contains(u"! column jobs.status: default is nothing"_s)
                && !diff.out.contains(u"  X "_s),
            diff.all().constData());

        const Outcome dry = ctl({u"stamp"_s, u"--dry-run"_s});
        QVERIFY2(dry.exit == 0, dry.all().constData());
        QVERIFY2(dry.out.contains(u"CREATE TABLE \"public\".\"alembic_version\""_s)
                && dry.out.contains(u"INSERT INTO \"public\".\"alembic_version\" (version_num) "
                                    "VALUES ('001_initial');"_s),
            dry.all().constData());
        QCOMPARE(cell(u"SELECT to_regclass('alembic_version') IS NULL"_s), u"t"_s);

        auto tool = m_server->open(m_database); // as a migration tool at work does
        (void)test::cell(*tool, u"SELECT pg_advisory_lock(4711)"_s);
        const Outcome busy = ctl({u"stamp"_s, u"--dry-run"_s});
        QVERIFY2(
            busy.err.contains(u"may be at work in another session"_s), busy.all().constData());
        tool.reset();

        test::Ctl::isPlain(ctl({u"stamp"_s}), 2, u"--yes"_s);
        test::Ctl::isPlain(ctl({u"stamp"_s, u"--yes"_s}), 2, u"audit trail"_s);
        QCOMPARE(cell(u"SELECT to_regclass('alembic_version') IS NULL"_s), u"t"_s);
        const Outcome done = ctl({u"stamp"_s, u"--yes"_s, u"--record"_s, u"create"_s});
        QVERIFY2(done.exit == 0, done.all().constData());
        QCOMPARE(
            cell(u"SELECT string_agg(version_num, ',') FROM alembic_version"_s), u"001_initial"_s);
        QCOMPARE(cell(u"SELECT string_agg(action || ' ' || object_id, ',' ORDER BY seq) FROM "
                      "gatehouse.audit_trail WHERE action LIKE 'schema%'"_s),
            u"schema.stamp public"_s);
        QCOMPARE(ctl({u"status"_s}).exit, 0);
        test::Ctl::isPlain(ctl({u"stamp"_s, u"--yes"_s}), 2, u"nothing to stamp"_s);
    }

    void aBrokenStructureIsNotStamped()
    {
        database(shapeSql(u"don-research.create-all"_s) + u"ALTER TABLE jobs DROP COLUMN error"_s);
        const Outcome refused = ctl({u"stamp"_s, u"--yes"_s, u"--record"_s, u"skip"_s});
        test::Ctl::isPlain(refused, 2, u"Mend them first"_s);
        QCOMPARE(cell(u"SELECT to_regclass('alembic_version') IS NULL"_s), u"t"_s);
        const Outcome diff = ctl({u"diff"_s, u"--sql"_s});
        QVERIFY2(diff.out.contains(u"ALTER TABLE \"jobs\" ADD COLUMN \"error\" text;"_s),
            diff.all().constData());
        const Outcome all =
            ctl({u"stamp"_s, u"--yes"_s, u"--record"_s, u"skip"_s, u"--unverified"_s});
        QVERIFY2(all.exit == 0 && all.err.contains(u"all the same"_s), all.all().constData());
    }

    void otherRolesAndServers()
    {
        database(systems::schemaSql(u"don-research"_s).value());
        QCOMPARE(ctl({u"status"_s}).exit, 0);
        QCOMPARE(ctl({u"diff"_s}).exit, 0);
        sql(u"CREATE ROLE owner_of_it; CREATE ROLE looker LOGIN PASSWORD 'p'; CREATE ROLE deployer "
            u"LOGIN PASSWORD 'p' IN "
            u"ROLE "
            "owner_of_it; GRANT USAGE, CREATE ON SCHEMA public TO deployer, owner_of_it; ALTER "
            "TABLE jobs OWNER TO "
            "owner_of_it; ALTER TABLE audit_logs OWNER TO owner_of_it; ALTER TABLE usage_logs "
            "OWNER "
            "TO owner_of_it; ALTER TABLE qac_models OWNER TO owner_of_it"_s);
        const Outcome shut = ctl({u"status"_s}, u"looker"_s);
        QVERIFY2(shut.exit == 3 && shut.out.contains(u"may not read it"_s), shut.all().constData());
        sql(u"DROP TABLE alembic_version"_s);
        const Outcome poor = ctl({u"stamp"_s, u"--dry-run"_s}, u"looker"_s);
        test::Ctl::isPlain(poor, 2, u"may not make tables in the schema public"_s);
        const Outcome done = ctl({u"stamp"_s, u"--yes"_s, u"--record"_s, u"skip"_s}, u"deployer"_s);
        QVERIFY2(done.exit == 0, done.all().constData());
        // The service itself must be able to move it on.
        QCOMPARE(cell(u"SELECT tableowner FROM pg_tables WHERE tablename = 'alembic_version'"_s),
            u"owner_of_it"_s);
    }

    void changedMeanwhileIsRefused()
    {
        database(shapeSql(u"don-research.create-all"_s));
        const auto plan = test::run(*m_session, [](db::Sql &s) -> Result<versions::StampPlan> {
            auto found = systems::recognise(s, systems::allDescriptions());
            if (!found)
                return found.error();
            auto readings = versions::readVersions(s);
            auto drift = versions::readDrift(s, found.value(), found.value().matches.front());
            if (!readings || !drift)
                return drift.error();
            return versions::planStamp(s,
                {versions::states(found.value(), readings.value(), {}).front(), {}, drift.value()});
        });
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text));
        QCOMPARE(plan.value().refusal, QString());
        sql(u"ALTER TABLE jobs ADD COLUMN meanwhile int"_s);
        const auto stamped = test::run(*m_session, [&plan](db::Sql &s) -> Result<bool> {
            auto recorder = trail::Recorder::open(s, trail::Policy::Optional, {});
            return recorder ? versions::stamp(s, plan.value(), recorder.value()) : recorder.error();
        });
        QVERIFY(!stamped);
        QVERIFY2(stamped.error().text.contains(u"changed since the preview"_s),
            qPrintable(stamped.error().text));
        QCOMPARE(cell(u"SELECT to_regclass('alembic_version') IS NULL"_s), u"t"_s);
    }

    void everyToolsTableIsReadInOneStatement()
    {
        database(
            u"CREATE SCHEMA a; CREATE SCHEMA b; CREATE SCHEMA \"c d\"; CREATE SCHEMA e;"
            "CREATE TABLE a.schema_migrations (version varchar PRIMARY KEY);"
            "INSERT INTO a.schema_migrations SELECT g::text FROM generate_series(1, 500) g;"
            "CREATE TABLE a.ar_internal_metadata (key varchar PRIMARY KEY, value varchar);"
            "INSERT INTO a.ar_internal_metadata VALUES ('environment', 'produc<tion>&');"
            "CREATE TABLE b.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);"
            "INSERT INTO b.schema_migrations VALUES (7, true);"
            "CREATE TABLE \"c d\".flyway_schema_history (installed_rank int PRIMARY KEY, version "
            " varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL, script "
            " varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL, "
            " installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL, success "
            " boolean NOT NULL);"
            "INSERT INTO \"c d\".flyway_schema_history VALUES (1, '1', 'x', 'SQL', 'V1__x.sql', 5, "
            " 'me', '2026-01-02 03:04:05.6', 1, true);"
            "CREATE TABLE e.alembic_version (id int); CREATE TABLE public.alembic_version "
            "(version_num varchar(32) PRIMARY KEY)"_s);
        const auto readings =
            test::run(*m_session, [](db::Sql &s) { return versions::readVersions(s); });
        QVERIFY2(readings, readings ? "" : qPrintable(readings.error().detail));
        QStringList tools;
        for (const versions::Reading &one : readings.value())
            tools << u"%1:%2:%3"_s.arg(one.schema, one.tool).arg(one.rows.size());
        QCOMPARE(tools.join(u' '),
            u"a::1 a:rails:500 b:golang-migrate:1 c d:flyway:1 public:alembic:0"_s);
        const Outcome status = ctl({u"status"_s});
        QVERIFY2(status.out.contains(u"golang-migrate is dirty: the step 7 began"_s)
                && status.out.contains(u"environment produc<tion>&"_s),
            status.all().constData());
    }

    void realAlembicAgrees()
    {
        const QString alembic = QStandardPaths::findExecutable(u"alembic"_s);
        if (alembic.isEmpty())
            QSKIP("Alembic is not installed: package alembic");
        database({});
        QTemporaryDir folder;
        project(folder.path(), {u"one"_s, u"two"_s});
        const db::ConnInfo info = (*m_server)->info(m_database);
        const auto run = [&](const QStringList &arguments) {
            QProcess process;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"DSN"_s,
                u"host=%1&port=%2&dbname=%3&user=%4"_s.arg(
                    info.host, info.port.isEmpty() ? u"5432"_s : info.port, m_database, info.user));
            process.setProcessEnvironment(environment);
            process.setWorkingDirectory(folder.path());
            process.start(alembic, arguments);
            process.waitForFinished();
            return QString::fromUtf8(
                process.readAllStandardOutput() + process.readAllStandardError());
        };
        const QStringList here{u"--project"_s, folder.path()};
        const QString up = run({u"upgrade"_s, u"one"_s});
        Outcome status = ctl(QStringList{u"status"_s} + here);
        QVERIFY2(status.exit == 3 && status.out.contains(u"Alembic is at one; "_s)
                && status.out.contains(u"pending: two."_s),
            (up.toUtf8() + status.all()).constData());
        (void)run({u"upgrade"_s, u"head"_s});
        QVERIFY(run({u"current"_s}).contains(u"two (head)"_s));
        status = ctl(QStringList{u"status"_s} + here);
        QVERIFY2(status.exit == 0 && status.out.contains(u"Alembic is at two, the newest"_s),
            status.all().constData());
        // Nothing of its own project stands there any more; ours stamps, Alembic reads it.
        sql(u"DROP TABLE alembic_version"_s);
        QVERIFY(run({u"upgrade"_s, u"head"_s}).contains(u"already exists"_s));
        status = ctl(QStringList{u"status"_s} + here);
        QVERIFY2(status.out.contains(u"Not stamped"_s), status.all().constData());
        const Outcome stamp =
            ctl(QStringList{u"stamp"_s, u"--yes"_s, u"--record"_s, u"skip"_s, u"--unverified"_s}
                + here);
        QVERIFY2(stamp.exit == 0, stamp.all().constData());
        QVERIFY(run({u"current"_s}).contains(u"two (head)"_s));
        QVERIFY(!run({u"upgrade"_s, u"head"_s}).contains(u"Error"_s));
    }

    void layoutsAreComparedFromFiles()
    {
        database(u"CREATE TABLE t (id int PRIMARY KEY, name text DEFAULT 'x')"_s);
        const Outcome layout = ctl({u"layout"_s});
        QVERIFY2(layout.exit == 0, layout.all().constData());
        QTemporaryDir folder;
        const QString file = folder.filePath(u"layout.json"_s);
        write(file, layout.out.toUtf8());
        QCOMPARE(ctl({u"diff"_s, u"--against"_s, file}).exit, 0);
        sql(u"ALTER TABLE t DROP COLUMN name"_s);
        const Outcome diff = ctl({u"diff"_s, u"--against"_s, file});
        QVERIFY2(diff.exit == 3 && diff.out.contains(u"X column t.name is missing."_s),
            diff.all().constData());
        write(file, "[]");
        test::Ctl::isPlain(ctl({u"diff"_s, u"--against"_s, file}), 2, u"no JSON"_s);
        test::Ctl::isPlain(ctl({u"diff"_s}), 2, u"No known system"_s);
        test::Ctl::isPlain(ctl({u"status"_s, u"--project"_s, folder.filePath(u"none"_s)}), 2,
            u"There is no folder"_s);
        test::Ctl::isPlain(
            ctl({u"status"_s, u"--project"_s, folder.path()}), 2, u"No migration tool has files"_s);
    }
};

QTEST_GUILESS_MAIN(SchemaCommandTest)
#include "schema.moc"
