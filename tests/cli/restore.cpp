// gatehousectl backup restore and undo-restore on a real PostgreSQL, and killed at each of its
// steps.
#include "support/ctlprocess.h"
#include "support/testcluster.h"

#include "backup/manifest.h"
#include "base/securefile.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace gatehouse;
using namespace gatehouse::test;

class RestoreCliTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    Ctl m_ctl;
    QTemporaryDir m_folder, m_state;
    QString m_backup;

    QString url(const QString &database = u"shop"_s) const
    {
        return socketUrl((*m_server)->socketDir(), (*m_server)->info().port, database);
    }
    Outcome backup(const QStringList &arguments, const QString &fail = {},
        const QString &database = u"shop"_s) const
    {
        std::map<QString, QString> variables{{u"GATEHOUSE_STATE_DIR"_s, m_state.path()}};
        if (!fail.isEmpty())
            variables.insert({u"GATEHOUSE_FAIL"_s, fail});
        return m_ctl.run(
            QStringList{u"--json"_s, u"--url"_s, url(database), u"backup"_s} + arguments,
            variables);
    }
    Outcome restore(const QStringList &more = {}, const QString &fail = {}) const
    {
        return backup(
            QStringList{u"restore"_s, m_backup, u"--folder"_s, m_folder.path(), u"--yes"_s} + more,
            fail);
    }
    static QJsonObject json(const Outcome &outcome)
    {
        return QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    }
    QString sql(const QString &database, const QString &statement) const
    {
        auto session = m_server->open(database);
        return cell(*session, statement);
    }
    // What the program that uses the database sees: 100 rows before, 40 as restored, nothing
    // between.
    QString rows() const { return sql(u"shop"_s, u"SELECT count(*) FROM orders"_s); }
    QStringList others() const
    {
        return sql(u"postgres"_s,
            u"SELECT coalesce(string_agg(datname, ',' ORDER BY datname), '') FROM pg_database "
            "WHERE datname LIKE 'shop\\_%'"_s)
            .split(u',', Qt::SkipEmptyParts);
    }
    QString barred() const
    {
        return sql(u"postgres"_s,
            u"SELECT count(*) FROM pg_database WHERE NOT datallowconn AND datname <> 'template0'"_s);
    }
    void dropOthers() const
    {
        for (const QString &name : others())
            sql(u"postgres"_s, u"DROP DATABASE \"%1\" WITH (FORCE)"_s.arg(name));
        QDir(m_state.filePath(u"restores"_s)).removeRecursively();
    }

    // One row of killedAtEachStep().
    void killOnce()
    {
        QFETCH(bool, swapped);
        const QString point = QString::fromLatin1(QTest::currentDataTag());
        const Outcome outcome = restore(withoutSafety(point), point + u":1:exit"_s);
        QCOMPARE(outcome.exit, 86); // it was reached
        QCOMPARE(barred(), u"0"_s); // the service goes on, with or without a repair
        QTRY_COMPARE(rows(), swapped ? u"40"_s : u"100"_s);
        QElapsedTimer repair;
        repair.start();
        const Outcome repaired = backup({u"undo-restore"_s, u"--list"_s}, {}, u"postgres"_s);
        QVERIFY2(repaired.exit == 0, repaired.all().constData());
        QVERIFY2(json(repaired)[u"repaired"_s].toArray().size() == 1, repaired.all().constData());
        QCOMPARE(barred(), u"0"_s);
        QCOMPARE(rows(), swapped ? u"40"_s : u"100"_s);
        for (const QString &name : others())
            QVERIFY2(!name.contains(u"_new_"_s), qPrintable(name));
        if (swapped) {
            const Outcome undone = backup({u"undo-restore"_s, u"--yes"_s});
            QVERIFY2(undone.exit == 0, undone.all().constData());
            QCOMPARE(rows(), u"100"_s);
        }
        dropOthers();
        const QStringList left = QDir(m_folder.path()).entryList({u"*.partial-*"_s}, QDir::Dirs);
        for (const QString &name : left) // of the safety backup; the next one clears it away
            QVERIFY(!name.endsWith(u".backup"_s));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        sql(u"postgres"_s, u"CREATE DATABASE shop"_s);
        auto session = m_server->open(u"shop"_s);
        const auto made = run(*session, [](db::Sql &on) {
            return on.script(
                u"CREATE ROLE clerk; CREATE TABLE orders (id serial PRIMARY KEY, text text);"
                "INSERT INTO orders(text) SELECT 'order ' || i FROM generate_series(1, 40) i;"
                "ALTER TABLE orders OWNER TO clerk; GRANT SELECT ON orders TO PUBLIC"_s);
        });
        QVERIFY2(made, made ? "" : qPrintable(made.error().detail));
        const Outcome outcome = backup({u"create"_s, u"--folder"_s, m_folder.path()});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        m_backup = json(outcome)[u"path"_s].toString();
        sql(u"shop"_s, u"INSERT INTO orders(text) SELECT 'later' FROM generate_series(41, 100)"_s);
        QCOMPARE(rows(), u"100"_s);
    }

    void restoredAndTakenBack()
    {
        sql(u"postgres"_s, u"ALTER DATABASE shop SET work_mem = '7MB'"_s);
        sql(u"postgres"_s, u"REVOKE ALL ON DATABASE shop FROM PUBLIC"_s);
        const Outcome outcome = restore();
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(rows(), u"40"_s);
        QCOMPARE(sql(u"shop"_s, u"SHOW work_mem"_s), u"7MB"_s);
        QCOMPARE(
            sql(u"shop"_s, u"SELECT has_database_privilege('clerk', 'shop', 'CONNECT')"_s), u"f"_s);
        QCOMPARE(sql(u"shop"_s, u"SELECT tableowner FROM pg_tables WHERE tablename = 'orders'"_s),
            u"clerk"_s);
        const QString before = json(outcome)[u"before"_s].toString();
        QCOMPARE(others(), QStringList{before});
        QVERIFY(QDir(json(outcome)[u"safety"_s].toString()).exists());
        const Outcome undone = backup({u"undo-restore"_s, u"--yes"_s});
        QVERIFY2(undone.exit == 0, undone.all().constData());
        QCOMPARE(rows(), u"100"_s);
        const Outcome again = backup({u"undo-restore"_s, u"--yes"_s});
        QCOMPARE(again.exit, 2);
        const Outcome forgotten = backup({u"undo-restore"_s, u"--forget"_s, u"0"_s, u"--yes"_s});
        QCOMPARE(json(forgotten)[u"dropped"_s].toArray().size(), 1);
        QCOMPARE(others(), QStringList());
        QCOMPARE(barred(), u"0"_s);
    }

    void intoANewName()
    {
        const Outcome outcome = restore({u"--into"_s, u"shop_copy"_s});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(sql(u"shop_copy"_s, u"SELECT count(*) FROM orders"_s), u"40"_s);
        QCOMPARE(rows(), u"100"_s);
        dropOthers();
    }

    void singleTablesIntoTheirOwnSchema()
    {
        const Outcome outcome =
            restore({u"--table"_s, u"public.orders"_s, u"--schema"_s, u"as was"_s});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(json(outcome)[u"rows"_s].toInt(), 40);
        QCOMPARE(sql(u"shop"_s, u"SELECT count(*) FROM \"as was\".orders"_s), u"40"_s);
        QCOMPARE(rows(), u"100"_s);
        const Outcome again =
            restore({u"--table"_s, u"public.orders"_s, u"--schema"_s, u"as was"_s});
        QCOMPARE(again.exit, 2); // the schema is there
        QCOMPARE(restore({u"--table"_s, u"nix"_s}).exit, 2);
        QCOMPARE(sql(u"postgres"_s,
                     u"SELECT count(*) FROM pg_database WHERE datname LIKE 'gatehouse%'"_s),
            u"0"_s);
        sql(u"shop"_s, u"DROP SCHEMA \"as was\" CASCADE"_s);
    }

    // The safety backup is made before the names change; its own places are rows below.
    static QStringList withoutSafety(const QString &point)
    {
        return point.startsWith("backup."_L1) ? QStringList() : QStringList{u"--no-safety-backup"_s};
    }

    // _exit at each named place: the name always means the whole old or the whole new database, and
    // the next command repairs the rest.
    void killedAtEachStep_data()
    {
        QTest::addColumn<bool>("swapped");
        for (const char *name :
            {"restore.created", "restore.loaded", "restore.compared", "backup.after_sums",
                "backup.before_read", "backup.before_name", "restore.swapping", "restore.ended",
                "restore.renamed_one", "restore.renamed_two"})
            QTest::addRow("%s", name) << false;
        QTest::addRow("restore.committed") << true;
        QTest::addRow("restore.swapped") << true;
    }
    void killedAtEachStep()
    {
        const int rounds = qEnvironmentVariableIsSet("GATEHOUSE_FULL") ? 20 : 1;
        for (int i = 0; i < rounds && !QTest::currentTestFailed(); ++i)
            killOnce();
    }
    // An Error at the same places, without a crash: all is as it was at once, nothing to repair.
    void failedAtEachStep_data() { killedAtEachStep_data(); }
    void failedAtEachStep()
    {
        QFETCH(bool, swapped);
        const QString point = QString::fromLatin1(QTest::currentDataTag());
        const Outcome outcome = restore(withoutSafety(point), point + u":1:error"_s);
        QCOMPARE(outcome.exit, 2);
        QCOMPARE(barred(), u"0"_s);
        QCOMPARE(rows(), swapped ? u"40"_s : u"100"_s);
        if (swapped) {
            backup({u"undo-restore"_s, u"--list"_s}, {}, u"postgres"_s);
            QCOMPARE(backup({u"undo-restore"_s, u"--yes"_s}).exit, 0);
        } else {
            QCOMPARE(others(), QStringList());
        }
        QCOMPARE(rows(), u"100"_s);
        dropOthers();
    }

    // Names and encodings that trip over quoting, each from its database to a restored copy of it.
    void oddDatabases_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("encoding");
        QTest::addRow("quotes, newline, = and an elephant") << u"-a\"b'c\nd = e🐘"_s << u"UTF8"_s;
        QTest::addRow("63 bytes") << QString(59, u'x') + u"🐘"_s << u"UTF8"_s;
        QTest::addRow("conninfo") << u"host=evil dbname=no"_s << u"LATIN1"_s;
        QTest::addRow("EUC_JP") << u"nihon"_s << u"EUC_JP"_s;
    }
    void oddDatabases()
    {
        QFETCH(QString, name);
        QFETCH(QString, encoding);
        const auto quoted = [](QString text) { return u'"' + text.replace(u'"', u"\"\""_s) + u'"'; };
        sql(u"postgres"_s,
            u"CREATE DATABASE %1 TEMPLATE template0 ENCODING '%2' LOCALE 'C'"_s.arg(
                quoted(name), encoding));
        sql(name, u"CREATE TABLE t AS SELECT 1 AS \"= '\n-\", '%1'::text AS t"_s.arg(
                      encoding == "LATIN1"_L1 ? u"é"_s : u"日"_s));
        const Outcome made =
            backup({u"create"_s, u"--folder"_s, m_folder.path()}, {}, name);
        QVERIFY2(made.exit == 0, made.all().constData());
        const Outcome outcome = backup(
            {u"restore"_s, json(made)[u"path"_s].toString(), u"--folder"_s, m_folder.path(),
                u"--yes"_s},
            {}, name);
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(sql(name, u"SELECT count(*) || pg_encoding_to_char(encoding) FROM t, pg_database "
                           "WHERE datname = current_database() GROUP BY encoding"_s),
            u'1' + encoding);
        const Outcome undone =
            backup({u"undo-restore"_s, u"--database"_s, name, u"--yes"_s}, {}, u"postgres"_s);
        QVERIFY2(undone.exit == 0, undone.all().constData());
        backup({u"undo-restore"_s, u"--forget"_s, u"0"_s, u"--yes"_s});
        sql(u"postgres"_s, u"DROP DATABASE %1"_s.arg(quoted(name)));
    }

    // A backup of roles that this server does not have: each is created, mapped or left out.
    void missingRoles()
    {
        sql(u"postgres"_s, u"CREATE ROLE \"old = boss\""_s);
        sql(u"postgres"_s, u"CREATE ROLE reader"_s);
        sql(u"postgres"_s, u"CREATE ROLE boss"_s);
        auto session = m_server->open(u"shop"_s);
        const auto made = run(*session, [](db::Sql &on) {
            return on.script(
                u"CREATE TABLE owned (id int, secret text); ALTER TABLE owned OWNER TO \"old = boss\";"
                "GRANT SELECT (id) ON owned TO reader WITH GRANT OPTION; "
                "GRANT INSERT ON orders TO \"old = boss\"; GRANT USAGE ON SCHEMA public TO reader;"
                "ALTER TABLE owned ENABLE ROW LEVEL SECURITY;"
                "CREATE POLICY p ON owned TO \"old = boss\", clerk USING (id > 1)"_s);
        });
        QVERIFY2(made, made ? "" : qPrintable(made.error().detail));
        const Outcome taken = backup({u"create"_s, u"--folder"_s, m_folder.path()});
        QVERIFY2(taken.exit == 0, taken.all().constData());
        const auto gone = run(*session, [](db::Sql &on) {
            return on.script(
                u"DROP TABLE owned; DROP OWNED BY \"old = boss\", reader; DROP ROLE \"old = boss\", reader"_s);
        });
        QVERIFY2(gone, gone ? "" : qPrintable(gone.error().detail));
        session.reset();
        const auto copy = [&](const QStringList &more) {
            return backup(QStringList{u"restore"_s, json(taken)[u"path"_s].toString(), u"--folder"_s,
                              m_folder.path(), u"--into"_s, u"shop_roles"_s, u"--yes"_s}
                + more);
        };
        Ctl::isPlain(copy({}), 2, u"cannot be restored"_s);
        Ctl::isPlain(copy({u"--map-role"_s, u"old = boss=nix"_s, u"--skip-role"_s, u"reader"_s}), 2,
            u"cannot be restored"_s);
        Ctl::isPlain(copy({u"--map-role"_s, u"nix=boss"_s}), 1, u"old = boss"_s);
        const QStringList fates{
            u"--map-role"_s, u"old = boss=boss"_s, u"--skip-role"_s, u"reader"_s};
        // Killed in the middle: no stand-in stays behind.
        QCOMPARE(backup(QStringList{u"restore"_s, json(taken)[u"path"_s].toString(), u"--folder"_s,
                            m_folder.path(), u"--into"_s, u"shop_roles"_s, u"--yes"_s}
                     + fates,
                     u"restore.loaded:1:exit"_s)
                     .exit,
            86);
        QCOMPARE(sql(u"postgres"_s, u"SELECT count(*) FROM pg_roles WHERE rolname = 'reader'"_s), u"1"_s);
        const Outcome done = copy(fates);
        QVERIFY2(done.exit == 0, done.all().constData());
        QCOMPARE(sql(u"postgres"_s,
                     u"SELECT count(*) FROM pg_roles WHERE rolname IN ('reader', 'old = boss')"_s),
            u"0"_s);
        QCOMPARE(sql(u"shop_roles"_s,
                     u"SELECT tableowner FROM pg_tables WHERE tablename = 'owned'"_s),
            u"boss"_s);
        QCOMPARE(sql(u"shop_roles"_s,
                     u"SELECT has_table_privilege('boss', 'orders', 'INSERT') || ' ' || "
                     "(SELECT roles::text FROM pg_policies WHERE policyname = 'p')"_s),
            u"true {boss,clerk}"_s);
        dropOthers();
        QCOMPARE(copy({u"--create-roles"_s}).exit, 0);
        QCOMPARE(sql(u"shop_roles"_s,
                     u"SELECT has_column_privilege('reader', 'owned', 'id', 'SELECT WITH GRANT OPTION')"_s),
            u"t"_s);
        dropOthers();
    }

    void rightsAndExtensionsAreAskedBefore()
    {
        sql(u"postgres"_s, u"CREATE ROLE modest LOGIN PASSWORD 'horse'"_s);
        sql(u"postgres"_s, u"GRANT CONNECT ON DATABASE shop TO modest"_s); // taken from PUBLIC above
        const Outcome modest = m_ctl.run(
            {u"--url"_s,
                socketUrl((*m_server)->socketDir(), (*m_server)->info().port, u"shop"_s, u"modest"_s),
                u"backup"_s, u"restore"_s, m_backup, u"--into"_s, u"shop_new"_s, u"--yes"_s,
                u"--folder"_s, m_folder.path()},
            {{u"PGPASSWORD"_s, u"horse"_s}, {u"GATEHOUSE_STATE_DIR"_s, m_state.path()}});
        QCOMPARE(modest.exit, 2);
        QVERIFY2(modest.out.contains(u"CREATEDB"_s), modest.all().constData());
        const QString manifest = m_backup + u"/manifest.json"_s;
        const QByteArray before = readFile(manifest, 1 << 20).value();
        gatehouse::backup::Manifest wants = gatehouse::backup::readManifest(before).value();
        wants.extensions = QStringList{u"no such extension"_s};
        QVERIFY(writeSecureFile(manifest, gatehouse::backup::toJson(wants)));
        const Outcome outcome = restore();
        QVERIFY(writeSecureFile(manifest, before));
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.all().contains("no such extension"), outcome.all().constData());
        wants.extensions.clear();
        wants.collate = wants.ctype = u"xx_XX"_s;
        QVERIFY(writeSecureFile(manifest, gatehouse::backup::toJson(wants)));
        const Outcome strange = restore();
        QVERIFY(writeSecureFile(manifest, before));
        Ctl::isPlain(strange, 2, u"The locale xx_XX of the backup is not known"_s);
        QCOMPARE(others(), QStringList());
    }

    void badInputIsOnePlainSentence()
    {
        const QString plain = m_folder.filePath(u"plain.sql"_s);
        QFile file(plain);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("--\n-- PostgreSQL database dump\n--\n\\! touch /tmp/owned\n");
        file.close();
        Ctl::isPlain(backup({u"restore"_s, plain, u"--yes"_s}), 2, u"plain SQL"_s);
        QFile archive(m_folder.filePath(u"their.dump"_s));
        QVERIFY(archive.open(QIODevice::WriteOnly));
        archive.write("PGDMP\1\16\0", 8);
        archive.close();
        Ctl::isPlain(backup({u"restore"_s, archive.fileName(), u"--yes"_s}), 2, u"manifest"_s);
        sql(u"shop"_s, u"ALTER TABLE orders OWNER TO gatehouse"_s);
        sql(u"shop"_s, u"DROP ROLE clerk"_s);
        const Outcome outcome = restore();
        QCOMPARE(outcome.exit, 2);
        QVERIFY(outcome.all().contains("clerk"));
        QCOMPARE(rows(), u"100"_s);
        QCOMPARE(restore({u"--create-roles"_s}).exit, 0);
        QCOMPARE(sql(u"shop"_s, u"SELECT tableowner FROM pg_tables WHERE tablename = 'orders'"_s),
            u"clerk"_s);
    }
};

QTEST_GUILESS_MAIN(RestoreCliTest)
#include "restore.moc"
