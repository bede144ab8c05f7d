// gatehousectl backup ..., as a user runs it, on a real PostgreSQL.
#include "support/ctlprocess.h"
#include "support/testcluster.h"

#include "backup/manifest.h"
#include "base/securefile.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <sys/stat.h>

using namespace gatehouse;
using namespace gatehouse::test;

class BackupCliTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    Ctl m_ctl;
    QTemporaryDir m_folder, m_keys;

    QString url(const QString &database) const
    {
        return socketUrl((*m_server)->socketDir(), (*m_server)->info().port, database);
    }
    Outcome backup(const QString &database, const QStringList &arguments) const
    {
        return m_ctl.run(QStringList{u"--url"_s, url(database), u"backup"_s} + arguments
            + QStringList{u"--folder"_s, m_folder.path()});
    }
    QJsonObject json(const QString &database, const QStringList &arguments, int exit = 0) const
    {
        const Outcome outcome =
            m_ctl.run(QStringList{u"--json"_s, u"--url"_s, url(database), u"backup"_s} + arguments
                + QStringList{u"--folder"_s, m_folder.path()});
        [&] { QVERIFY2(outcome.exit == exit, outcome.all().constData()); }();
        return QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    }
    void sql(const QString &database, const QString &script) const
    {
        auto session = m_server->open(database);
        const auto done = run(*session, [&](db::Sql &on) { return on.script(script); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
    }
    QStringList entries() const
    {
        return QDir(m_folder.path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    int sessionsOfOurs() const
    {
        auto session = m_server->open();
        return cell(*session,
            u"SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL AND "
            "application_name LIKE 'gatehouse _%'"_s)
            .toInt();
    }

    // gatehousectl with a line on its standard input.
    Outcome typed(const QByteArray &line, const QStringList &arguments) const
    {
        QFile input(m_folder.filePath(u"typed"_s));
        [&] { QVERIFY(input.open(QIODevice::WriteOnly)); }();
        input.write(line + '\n');
        input.close();
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GATEHOUSE_CONFIG_DIR"_s, m_keys.path());
        environment.insert(u"GATEHOUSE_DATA_DIR"_s, m_keys.path());
        process.setProcessEnvironment(environment);
        process.setStandardInputFile(input.fileName());
        process.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"),
            QStringList{u"--json"_s, u"--url"_s, url(u"shop"_s), u"backup"_s} + arguments
                + QStringList{u"--folder"_s, m_folder.path()});
        const Outcome outcome = Ctl::end(process);
        input.remove();
        return outcome;
    }
    bool holds(const QByteArray &plain) const // in any file of the folder
    {
        QDirIterator walk(m_folder.path(), QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            QFile file(walk.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(plain))
                return true;
        }
        return false;
    }
    // Somebody who may write the folder changes a file and makes the checksums fit again.
    void forgedIsFound(const QString &path, const QByteArray &recovery) const
    {
        const QString manifest = path + u"/manifest.json"_s;
        auto read = gatehouse::backup::readManifest(readFile(manifest, 1 << 20).value());
        QVERIFY(read);
        gatehouse::backup::Manifest forged = read.value();
        forged.tables.front().rows += 1;
        QVERIFY(writeSecureFile(manifest, gatehouse::backup::toJson(forged)));
        const QStringList by{u"--recovery-key"_s, u"-"_s};
        QCOMPARE(typed({}, {u"verify"_s, u"--level"_s, u"hash"_s, path}).exit, 0); // without a key
        const Outcome outcome = typed(recovery, QStringList{u"verify"_s, path} + by);
        QVERIFY2(outcome.exit == 3 && outcome.out.contains(u"did not have the key"_s),
            outcome.all().constData());
        Ctl::isPlain(typed(recovery,
                         QStringList{u"restore"_s, path, u"--into"_s, u"no"_s, u"--yes"_s} + by),
            2, u"cannot be restored"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        sql(u"postgres"_s, u"CREATE DATABASE shop"_s);
        sql(u"shop"_s,
            u"CREATE ROLE seller; CREATE SCHEMA \"My = Schema\"; CREATE TYPE mood AS ENUM "
            u"('ok','bad');"
            "CREATE TABLE \"My = Schema\".\"-t\n\"\"🐘\" (id serial PRIMARY KEY, name varchar(20) "
            "NOT NULL "
            " CHECK (name IN ('a','b','c')), doc jsonb, raw bytea, at timestamptz, m mood, "
            " twice int GENERATED ALWAYS AS (id * 2) STORED);"
            "INSERT INTO \"My = Schema\".\"-t\n\"\"🐘\"(name, doc, raw, at, m) SELECT 'a', "
            "'{\"x\":1}', "
            " '\\x00ff', now(), 'ok' FROM generate_series(1, 1000);"
            "ALTER TABLE \"My = Schema\".\"-t\n\"\"🐘\" OWNER TO seller;"
            "CREATE TABLE logs (id bigint PRIMARY KEY, text text); "
            "INSERT INTO logs SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 5000) i;"
            "CREATE TABLE empty (); CREATE VIEW v AS SELECT id FROM logs WHERE text LIKE '%a%';"
            "CREATE TABLE parts (day date, n int) PARTITION BY RANGE (day);"
            "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO "
            "('2027-01-01');"
            "CREATE MATERIALIZED VIEW few AS SELECT id FROM logs WHERE id < 10; "
            "CREATE MATERIALIZED VIEW unfilled AS SELECT 1 AS one WITH NO DATA;"
            "CREATE MATERIALIZED VIEW old AS SELECT id FROM logs WHERE id > 100000;"
            "INSERT INTO logs VALUES (100001, 'later'); "
            "SELECT lo_from_bytea(4711, convert_to(repeat('large', 500000), 'UTF8'));"
            "SELECT lo_create(4712);"
            "INSERT INTO parts VALUES ('2026-02-02', 1), ('2026-02-02', 1);"
            "ALTER TABLE logs ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON logs TO seller USING (id < 5);"_s);
    }
    void init()
    {
        for (const QString &name : entries())
            QDir(m_folder.filePath(name)).removeRecursively();
    }

    void createListVerifyDrill_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addRow("custom") << QStringList{};
        QTest::addRow("directory, two jobs, roles")
            << QStringList{u"--jobs"_s, u"2"_s, u"--globals"_s};
        QTest::addRow("uncompressed") << QStringList{u"--compress"_s, u"none"_s};
    }
    void createListVerifyDrill()
    {
        QFETCH(QStringList, options);
        const QJsonObject made = json(u"shop"_s, QStringList{u"create"_s} + options);
        QCOMPARE(made[u"tables"_s].toInt(), 4);
        QCOMPARE(made[u"rows"_s].toInt(), 6003);
        QCOMPARE(made[u"proven"_s].toString(), u"read"_s);
        QCOMPARE(entries().size(), 1);
        QVERIFY(entries().first().endsWith(u".backup"_s));
        QDirIterator walk(
            m_folder.path(), QDir::AllEntries | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            struct stat info = {};
            QVERIFY(::lstat(walk.next().toUtf8().constData(), &info) == 0);
            QCOMPARE(info.st_mode & 0777, S_ISDIR(info.st_mode) ? 0700u : 0600u);
        }
        QCOMPARE(json(u"shop"_s, {u"verify"_s})[u"good"_s].toBool(), true);
        const QJsonObject drill = json(u"shop"_s, {u"drill"_s, u"--on-server"_s});
        QCOMPARE(drill[u"findings"_s].toArray(), QJsonArray());
        QVERIFY(drill[u"restoreMs"_s].toInt() > 0);
        const QString said = drill[u"sentence"_s].toString();
        QVERIFY2(said.contains(u"old"_s) && !said.contains(u"few"_s), qPrintable(said));
        const QJsonArray all = json(u"shop"_s, {u"list"_s})[u"backups"_s].toArray();
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0][u"proven"_s].toString(), u"drill"_s);
        auto session = m_server->open();
        QCOMPARE(
            cell(*session, u"SELECT count(*) FROM pg_database WHERE datname LIKE 'gatehouse%'"_s),
            u"0"_s);
        QTRY_COMPARE(sessionsOfOurs(), 0);
    }

    void aBaseBackupOfTheServer()
    {
        const Outcome outcome = backup(u"postgres"_s, {u"create"_s, u"--base"_s});
        if (outcome.err.contains(u"no pg_hba.conf entry"_s))
            QSKIP("the cluster of the tests lets nobody replicate");
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(json(u"shop"_s, {u"verify"_s})[u"good"_s].toBool(), true);
        Ctl::isPlain(backup(u"shop"_s, {u"drill"_s}), 2, u"data directory"_s);
        Ctl::isPlain(backup(u"shop"_s, {u"restore"_s, u"--yes"_s}), 2, u"data directory"_s);
        QFile one(m_folder.filePath(entries().first()) + u"/base/PG_VERSION"_s);
        QVERIFY(one.open(QIODevice::WriteOnly));
        one.write("99\n");
        one.close();
        QCOMPARE(json(u"shop"_s, {u"verify"_s}, 3)[u"good"_s].toBool(true), false);
        const QJsonObject list = json(u"shop"_s, {u"list"_s, u"--recovery"_s}, 3);
        QVERIFY(list[u"window"_s].toString().contains(u"does not archive"_s));
    }

    void chosenTablesOnly()
    {
        const QJsonObject made = json(
            u"shop"_s, {u"create"_s, u"--table"_s, u"logs"_s, u"--table"_s, u"public.parts_1"_s});
        QCOMPARE(made[u"tables"_s].toInt(), 2);
        QCOMPARE(made[u"whole"_s].toBool(true), false);
        const QJsonObject bare = json(u"shop"_s, {u"create"_s, u"--exclude-data"_s, u"logs"_s});
        QCOMPARE(bare[u"rows"_s].toInt(), 1002);
        QCOMPARE(
            json(u"shop"_s, {u"drill"_s, u"--on-server"_s, bare[u"name"_s].toString()})[u"good"_s]
                .toBool(),
            true);
    }

    void badInputIsOnePlainSentence_data()
    {
        QTest::addColumn<QString>("database");
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("says");
        QTest::addRow("no such table")
            << u"shop"_s << QStringList{u"create"_s, u"--table"_s, u"nix"_s} << 2
            << u"no table nix"_s;
        QTest::addRow("not a name")
            << u"shop"_s << QStringList{u"create"_s, u"--table"_s, u"a\"b"_s} << 2 << u"no table"_s;
        QTest::addRow("no such schema")
            << u"shop"_s << QStringList{u"create"_s, u"--schema"_s, u"nix"_s} << 2
            << u"no schema nix"_s;
        QTest::addRow("compression")
            << u"shop"_s << QStringList{u"create"_s, u"--compress"_s, u"zip"_s} << 2
            << u"compression is none"_s;
        QTest::addRow("jobs in one file")
            << u"shop"_s
            << QStringList{u"create"_s, u"--format"_s, u"custom"_s, u"--jobs"_s, u"2"_s} << 1
            << u"directory"_s;
        QTest::addRow("no such database") << u"nix"_s << QStringList{u"create"_s} << 5 << u"nix"_s;
        QTest::addRow("no backup") << u"shop"_s << QStringList{u"verify"_s} << 2 << u"no backup"_s;
        QTest::addRow("unknown backup")
            << u"shop"_s << QStringList{u"drill"_s, u"x"_s} << 2 << u"no backup \"x\""_s;
    }
    void badInputIsOnePlainSentence()
    {
        QFETCH(QString, database);
        QFETCH(QStringList, arguments);
        QFETCH(int, exit);
        QFETCH(QString, says);
        Ctl::isPlain(backup(database, arguments), exit, says);
        QCOMPARE(entries(), QStringList());
    }

    void aRoleThatMayNotReadAllIsRefusedBefore()
    {
        sql(u"shop"_s,
            u"CREATE ROLE half LOGIN PASSWORD 'horse battery'; GRANT SELECT ON logs TO half"_s);
        QTemporaryDir config;
        const Outcome outcome = m_ctl.run(
            {u"--url"_s,
                socketUrl((*m_server)->socketDir(), (*m_server)->info().port, u"shop"_s, u"half"_s),
                u"backup"_s, u"create"_s, u"--folder"_s, m_folder.path()},
            {{u"PGPASSWORD"_s, u"horse battery"_s}});
        Ctl::isPlain(outcome, 2, u"may not read"_s);
        const Outcome hidden = m_ctl.run(
            {u"--url"_s,
                socketUrl((*m_server)->socketDir(), (*m_server)->info().port, u"shop"_s, u"half"_s),
                u"backup"_s, u"create"_s, u"--table"_s, u"logs"_s, u"--folder"_s, m_folder.path()},
            {{u"PGPASSWORD"_s, u"horse battery"_s}});
        Ctl::isPlain(hidden, 2, u"Row security"_s);
        QCOMPARE(entries(), QStringList());
    }

    void aPasswordGoesByAPassFile()
    {
        sql(u"shop"_s,
            u"CREATE ROLE backup LOGIN BYPASSRLS PASSWORD 'horse: \\battery'; GRANT pg_read_all_data TO backup"_s);
        const auto attempt = [&] {
            return m_ctl.run({u"--url"_s,
                                 socketUrl((*m_server)->socketDir(), (*m_server)->info().port,
                                     u"shop"_s, u"backup"_s),
                                 u"backup"_s, u"create"_s, u"--folder"_s, m_folder.path()},
                {{u"PGPASSWORD"_s, u"horse: \\battery"_s}});
        };
        Ctl::isPlain(attempt(), 2, u"large object"_s); // which that role does not cover
        QCOMPARE(entries(), QStringList());
        sql(u"shop"_s, u"GRANT SELECT ON LARGE OBJECT 4711, 4712 TO backup"_s);
        const Outcome outcome = attempt();
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QVERIFY(!outcome.all().contains("horse"));
    }

    void encrypted()
    {
        // Uncompressed, so that a byte in the clear would be found.
        const Outcome made = typed("correct horse",
            {u"create"_s, u"--encrypt"_s, u"--passphrase"_s, u"--compress"_s, u"none"_s,
                u"--globals"_s});
        QVERIFY2(made.exit == 0, made.all().constData());
        const QJsonObject one = QJsonDocument::fromJson(made.out.toUtf8()).object();
        const QString recovery = one[u"newRecoveryKey"_s].toString();
        QCOMPARE(recovery.size(), 41);
        const QByteArray sample = "CREATE TABLE public.logs", row = "c4ca4238a0b923820dcc509a6f75849b";
        QVERIFY(!holds(sample));
        QVERIFY(!holds(row));
        QVERIFY(!holds("PGDMP"));
        QVERIFY(!holds("CREATE ROLE"));
        const QString path = one[u"path"_s].toString();
        const Outcome second =
            typed({}, {u"create"_s, u"--encrypt"_s, u"--table"_s, u"parts_1"_s});
        QVERIFY2(second.exit == 0, second.all().constData());
        QVERIFY(!second.out.contains(u"newRecoveryKey"_s)); // shown once
        QVERIFY(!second.out.contains(recovery));
        // The kept key opens it by itself, the passphrase as well.
        for (const QStringList &how : {QStringList{u"verify"_s}, {u"drill"_s, u"--on-server"_s},
                 {u"verify"_s, u"--passphrase"_s}}) {
            const Outcome proof = typed("correct horse", how + QStringList{path});
            QVERIFY2(proof.exit == 0, proof.all().constData());
        }
        // Another machine: nothing kept.
        QVERIFY(QFile::rename(m_keys.filePath(u"backup-recovery-key"_s), m_keys.filePath(u"away"_s)));
        Ctl::isPlain(typed({}, {u"verify"_s, path}), 2, u"--recovery-key FILE"_s);
        QCOMPARE(typed({}, {u"verify"_s, u"--level"_s, u"hash"_s, path}).exit, 0);
        Ctl::isPlain(typed("correct house", {u"drill"_s, u"--passphrase"_s, path}), 2,
            u"does not open the backup"_s);
        const QStringList by{u"--recovery-key"_s, u"-"_s};
        const QByteArray slipped = (recovery[0] == u'0' ? "1" : "0") + recovery.toUtf8().mid(1);
        Ctl::isPlain(typed(slipped, QStringList{u"verify"_s, path} + by), 2, u"slip"_s);
        Ctl::isPlain(typed("000000-000000-000000-000000-000000-00004G", QStringList{u"verify"_s, path} + by), 2,
            u"slip"_s);
        const Outcome restored = typed(recovery.toUtf8(),
            QStringList{u"restore"_s, path, u"--into"_s, u"unsealed"_s, u"--yes"_s} + by);
        QVERIFY2(restored.exit == 0, restored.all().constData());
        auto session = m_server->open(u"unsealed"_s);
        QCOMPARE(cell(*session, u"SELECT count(*) FROM logs"_s), u"5001"_s);
        QCOMPARE(cell(*session, u"SELECT length(lo_get(4711))"_s), u"2500000"_s);
        session.reset();
        sql(u"postgres"_s, u"DROP DATABASE unsealed"_s);
        const Outcome tables = typed(recovery.toUtf8(),
            QStringList{u"restore"_s, path, u"--table"_s, u"public.logs"_s, u"--schema"_s,
                u"unsealed"_s, u"--yes"_s}
                + by);
        QVERIFY2(tables.exit == 0, tables.all().constData());
        sql(u"shop"_s, u"DROP SCHEMA unsealed CASCADE"_s);
        Ctl::isPlain(typed({}, {u"create"_s, u"--encrypt"_s, u"--jobs"_s, u"2"_s}), 1,
            u"custom format"_s);
        forgedIsFound(path, recovery.toUtf8());
    }
    void damageIsFound()
    {
        const QString path = json(u"shop"_s, {u"create"_s})[u"path"_s].toString();
        QFile dump(path + u"/database.dump"_s);
        QVERIFY(dump.open(QIODevice::ReadWrite));
        dump.seek(dump.size() / 2);
        char byte = 0;
        dump.peek(&byte, 1);
        byte = char(byte ^ 4);
        dump.write(&byte, 1);
        dump.close();
        const QJsonObject proof = json(u"shop"_s, {u"verify"_s, u"--level"_s, u"hash"_s}, 3);
        QCOMPARE(proof[u"good"_s].toBool(true), false);
        QVERIFY(proof[u"findings"_s][0].toString().contains(u"database.dump"_s));
        QCOMPARE(json(u"shop"_s, {u"drill"_s}, 3)[u"good"_s].toBool(true), false);
        QCOMPARE(
            json(u"shop"_s, {u"list"_s}, 3)[u"backups"_s][0][u"proven"_s].toString(), u"none"_s);
    }

    void aDrillComparesLargeObjects()
    {
        const QString path = json(u"shop"_s, {u"create"_s})[u"path"_s].toString();
        const QString manifest = path + u"/manifest.json"_s;
        gatehouse::backup::Manifest other =
            gatehouse::backup::readManifest(readFile(manifest, 1 << 20).value()).value();
        QCOMPARE(other.largeObjects->count, 2);
        other.largeObjects->sum[5] = other.largeObjects->sum[5] == '7' ? '8' : '7';
        QVERIFY(writeSecureFile(manifest, gatehouse::backup::toJson(other)));
        const QJsonObject drill = json(u"shop"_s, {u"drill"_s, u"--on-server"_s, path}, 3);
        QVERIFY(drill[u"findings"_s][0].toString().contains(u"large objects"_s));
    }

    // The drill finds what checksums of files cannot: the manifest of another state of the
    // database.
    void aDrillComparesContents()
    {
        const QString before = json(u"shop"_s, {u"create"_s})[u"path"_s].toString();
        sql(u"shop"_s, u"UPDATE logs SET text = 'x' || text WHERE id = 77"_s);
        const QString after = json(u"shop"_s, {u"create"_s})[u"path"_s].toString();
        QFile::remove(before + u"/manifest.json"_s);
        QVERIFY(QFile::copy(after + u"/manifest.json"_s, before + u"/manifest.json"_s));
        const QJsonObject swapped = json(u"shop"_s, {u"verify"_s, before}, 3);
        QVERIFY(swapped[u"findings"_s].toArray().size() > 0);
    }
};

QTEST_GUILESS_MAIN(BackupCliTest)
#include "backup.moc"
