// gatehousectl migrate when the source, the target or the rules are not as they should be: one plain
// sentence, the exit status of the contract, the source byte by byte as before and the target untouched.
// GATEHOUSE_BAD_INPUT_TABLE=FILE writes what was said as a table.
#include "support/bouncer.h"
#include "support/ctlprocess.h"
#include "support/dirtysources.h"
#include "support/migrationbed.h"
#include "support/relay.h"

#include <QCryptographicHash>
#include <QDirIterator>

#include <sqlite3.h>
#include <sys/stat.h>

using namespace gatehouse;
using namespace gatehouse::test;

namespace {

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly)
        && file.write(content) == content.size();
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Names and bytes of everything at a path; what lies beside a file belongs to it.
QByteArray hashOf(const QString &path)
{
    QStringList all;
    for (QDirIterator it(QFileInfo(path).path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
         it.hasNext();)
        all << it.next();
    all.sort();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &file : all) {
        hash.addData(file.toUtf8());
        hash.addData(read(file));
    }
    return hash.result();
}

bool makeDatabase(const QString &path, const char *more = "")
{
    sandbox::SqliteFile file(path);
    file.script("CREATE TABLE s (id INTEGER PRIMARY KEY, t TEXT); CREATE TABLE m (id INTEGER PRIMARY KEY, s INTEGER REFERENCES s(id), t TEXT);"
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO s SELECT i, 'title ' || i FROM n;"
                "INSERT INTO m SELECT id, id, t || t || t FROM s");
    file.script(more);
    return bool(file.finish());
}

QByteArray documents(int count)
{
    DirtyGrid grid{{u"_id"_s, u"v"_s}, {}, {}};
    for (int n = 1; n <= count; ++n)
        grid.rows.push_back({bsonNumber(n), bsonText(u"x"_s)});
    return dirtyBson(grid);
}

QByteArray archive()
{
    DirtyGrid grid{{u"_id"_s, u"v"_s}, {}, {}};
    for (int n = 1; n <= 4000; ++n)
        grid.rows.push_back({bsonNumber(n), bsonText(QString::number(n * 7919 % 104729))});
    return dirtyArchive(grid);
}

constexpr char kMetadata[] = "{\"options\":{},\"indexes\":[],\"type\":\"collection\"}";

} // namespace

class MigrateBadInput : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    Relay m_relay;
    Ctl m_ctl;
    QStringList m_table;

    QString path(const QString &name) const { return m_dir.filePath(name); }
    QString url(const QString &user, const QString &database = u"postgres"_s) const
    {
        const db::ConnInfo info = (*m_server)->info();
        return socketUrl(info.host, info.port, database, user);
    }
    // Objects and rows of the target, bookkeeping and all.
    QString target()
    {
        return cell(*m_session,
            u"SELECT count(*) || md5(string_agg(relname, ',' ORDER BY oid)) || (SELECT count(*) FROM full_of_rows.s) || (SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables WHERE schemaname ~ 'rows|notmine|versioned') FROM pg_class"_s);
    }
    void sql(const QString &script)
    {
        const auto done = test::run(*m_session, [&](db::Sql &to) { return to.script(script); });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + done.error().detail));
    }
    Outcome migrate(const QString &url, const QStringList &arguments) const
    {
        return m_ctl.run(QStringList{u"--url"_s, url, u"migrate"_s, u"run"_s} + arguments,
            {{u"PGPASSWORD"_s, u"right horse"_s}});
    }
    void tell(const QString &input, const Outcome &outcome)
    {
        QString said = outcome.err.section(u'\n', 0, 0);
        if (said.isEmpty())
            for (const QString &line : outcome.out.split(u'\n'))
                if (line.contains(u"accounted for"_s) || line.contains(u"changed since this"_s))
                    said = line;
        m_table << u"| %1 | %2 | %3 |"_s.arg(input, said.replace(m_dir.path(), u"DIR"_s)).arg(outcome.exit);
    }
    void isRefused(const Outcome &outcome, const QString &says, const QString &input = {})
    {
        Ctl::isPlain(outcome, 2, says);
        tell(input.isEmpty() ? QString::fromUtf8(QTest::currentDataTag()) : input, outcome);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>(db::ClusterOptions{{}, {}, true, {}, m_relay.serverPort()});
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
        sql(u"CREATE ROLE maker LOGIN PASSWORD 'right horse'; CREATE ROLE guest LOGIN PASSWORD 'right horse';"
            "GRANT CREATE ON DATABASE postgres TO maker;"
            "CREATE SCHEMA full_of_rows; CREATE TABLE full_of_rows.s (id bigint PRIMARY KEY, t text); INSERT INTO full_of_rows.s VALUES (1, 'mine');"
            "CREATE SCHEMA notmine; CREATE TABLE notmine.s (id bigint PRIMARY KEY, t text); GRANT ALL ON SCHEMA notmine TO maker; GRANT ALL ON notmine.s TO maker;"
            "CREATE SCHEMA views; CREATE VIEW views.s AS SELECT 1::bigint AS id, ''::text AS t;"
            "CREATE SCHEMA versioned; CREATE TABLE versioned.alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO versioned.alembic_version VALUES ('7')"_s);
        QVERIFY(makeDatabase(path(u"good.db"_s)));
        QVERIFY(write(path(u"letter/letter.txt"_s), "Dear Sir or Madam\n\nGoodbye\n"));
        QVERIFY(write(path(u"picture/a.png"_s), QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)));
        QVERIFY(write(path(u"empty/empty.db"_s), {}));
        QVERIFY(write(path(u"encrypted/secret.db"_s), QByteArray(8192, char(0xa7)).replace(100, 1, QByteArray(1, '\0'))));
        const QByteArray whole = read(path(u"good.db"_s));
        QVERIFY(write(path(u"cut/cut.db"_s), whole.left(whole.size() / 8192 * 4096)));
        QVERIFY(write(path(u"torn/torn.db"_s), QByteArray(whole).replace(4096 * 5, 4096 * 4, QByteArray(4096 * 4, char(0xa7)))));
        const QByteArray bson = documents(500);
        QVERIFY(write(path(u"half/shop/users.bson"_s), bson));
        QVERIFY(write(path(u"half/shop/users.metadata.json"_s), kMetadata));
        QVERIFY(write(path(u"half/shop/orders.bson"_s), bson.chopped(7)));
        QVERIFY(write(path(u"lost/shop/users.bson"_s), bson));
        QVERIFY(write(path(u"lost/shop/orders.metadata.json"_s), kMetadata));
        QVERIFY(write(path(u"alone/shop/orders.metadata.json"_s), kMetadata));
        QVERIFY(write(path(u"gzip/t.archive.gz"_s), archive().chopped(2000)));
        QVERIFY(write(path(u"archive/t.archive"_s), QByteArray::fromHex("6de29981") + bson.left(3000)));
        QVERIFY(write(path(u"json/half.json"_s), "[{\"id\":1},{\"id\":2},{\"id\""));
        sandbox::SqliteFile versioned(path(u"versioned.db"_s));
        versioned.script("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('8')");
        QVERIFY(bool(versioned.finish()));
        const Outcome plan = m_ctl.run({u"--url"_s, url(u"gatehouse"_s), u"migrate"_s, u"plan"_s, u"--source"_s,
            path(u"good.db"_s), u"--output"_s, path(u"rules.json"_s)});
        QVERIFY2(plan.exit == 0, plan.all().constData());
    }
    void cleanupTestCase()
    {
        QFile file(qEnvironmentVariable("GATEHOUSE_BAD_INPUT_TABLE"));
        if (m_table.isEmpty() || file.fileName().isEmpty())
            return;
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("| input | what is said | exit |\n|---|---|---|\n" + m_table.join(u'\n').toUtf8() + '\n');
    }

    void sources_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("says");
        QTest::addRow("nothing there") << u"none.db"_s << u"does not exist"_s;
        QTest::addRow("a letter") << u"letter/letter.txt"_s << u"is no source that can be read"_s;
        QTest::addRow("a picture") << u"picture/a.png"_s << u"is no source that can be read"_s;
        QTest::addRow("an empty file") << u"empty/empty.db"_s << u"is empty"_s;
        QTest::addRow("encrypted SQLite") << u"encrypted/secret.db"_s << u"or it is encrypted"_s;
        QTest::addRow("SQLite, cut in half") << u"cut/cut.db"_s << u"is damaged"_s;
        QTest::addRow("SQLite, torn pages") << u"torn/torn.db"_s << u"is damaged"_s;
        QTest::addRow("half a mongodump: a file ends early") << u"half/shop"_s << u"orders.bson ends within a document"_s;
        QTest::addRow("half a mongodump: a file is missing") << u"lost/shop"_s << u"orders.bson is missing"_s;
        QTest::addRow("half a mongodump: no rows at all") << u"alone/shop"_s << u"orders.bson is missing"_s;
        QTest::addRow("gzip archive, cut") << u"gzip/t.archive.gz"_s << u"ends too early"_s;
        QTest::addRow("archive, cut") << u"archive/t.archive"_s << u"the rest of it is missing"_s;
        QTest::addRow("JSON, cut") << u"json/half.json"_s << u"ends too early"_s;
    }
    void sources()
    {
        QFETCH(QString, file);
        QFETCH(QString, says);
        const QByteArray before = hashOf(path(file));
        const QString untouched = target();
        isRefused(migrate(url(u"gatehouse"_s), {u"--source"_s, path(file), u"--schema"_s, u"fresh"_s}), says);
        QCOMPARE(hashOf(path(file)), before);
        QCOMPARE(target(), untouched);
    }

    void targets_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("says");
        const QString good = u"good.db"_s;
        QTest::addRow("no right to create") << u"guest"_s << u"fresh"_s << good << u"no right to do that"_s;
        QTest::addRow("not the owner") << u"maker"_s << u"notmine"_s << good << u"does not own the table s"_s;
        QTest::addRow("rows already") << u"gatehouse"_s << u"full_of_rows"_s << good << u"has rows already"_s;
        QTest::addRow("a view") << u"gatehouse"_s << u"views"_s << good << u"s is no plain table"_s;
        QTest::addRow("version table on both sides") << u"gatehouse"_s << u"versioned"_s << u"versioned.db"_s
                                                     << u"alembic_version has rows already"_s;
    }
    void targets()
    {
        QFETCH(QString, user);
        QFETCH(QString, schema);
        QFETCH(QString, file);
        QFETCH(QString, says);
        const QString untouched = target();
        isRefused(migrate(url(user), {u"--source"_s, path(file), u"--schema"_s, schema}), says);
        QCOMPARE(target(), untouched);
    }

    void rules_data()
    {
        QTest::addColumn<QByteArray>("part");
        QTest::addColumn<QByteArray>("instead");
        QTest::addColumn<QString>("says");
        QTest::addRow("rules: unknown member") << QByteArray("\"tables\"") << QByteArray("\"tabels\"") << u"tabels is not known"_s;
        QTest::addRow("rules: wrong type") << QByteArray("\"to\": \"t\"") << QByteArray("\"to\": 5") << u"tables[0].columns[1].to is no text"_s;
        QTest::addRow("rules: another version") << QByteArray("\"version\": 1") << QByteArray("\"version\": 2") << u"\"version\" 1"_s;
        QTest::addRow("rules: no such table") << QByteArray("\"from\": \"m\"") << QByteArray("\"from\": \"gone\"") << u"no table “gone”"_s;
        QTest::addRow("rules: no such column") << QByteArray("\"from\": \"t\"") << QByteArray("\"from\": \"gone\"") << u"no column “gone”"_s;
        QTest::addRow("rules: no such conversion") << QByteArray("\"to\": \"t\"") << QByteArray("\"convert\": \"rot13\", \"to\": \"t\"") << u"“rot13”, which does not exist"_s;
        QTest::addRow("rules: no such choice") << QByteArray("\"to\": \"t\"") << QByteArray("\"onBad\": \"ignore\", \"to\": \"t\"") << u"known are: quarantine"_s;
        QTest::addRow("rules: cut") << QByteArray() << QByteArray() << u"is no JSON"_s;
    }
    void rules()
    {
        QFETCH(QByteArray, part);
        QFETCH(QByteArray, instead);
        QFETCH(QString, says);
        QByteArray content = read(path(u"rules.json"_s));
        content = part.isEmpty() ? content.left(100) : content.replace(part, instead);
        QVERIFY(write(path(u"wrong.json"_s), content));
        const QString untouched = target();
        isRefused(migrate(url(u"gatehouse"_s), {u"--rules"_s, path(u"wrong.json"_s), u"--schema"_s, u"fresh"_s}), says);
        QCOMPARE(target(), untouched);
    }

    void aLockedSource()
    {
        QVERIFY(QDir().mkpath(path(u"locked"_s)) && QFile::copy(path(u"good.db"_s), path(u"locked/l.db"_s)));
        sqlite3 *db = nullptr;
        QCOMPARE(sqlite3_open(QFile::encodeName(path(u"locked/l.db"_s)), &db), SQLITE_OK);
        const auto close = qScopeGuard([&] { sqlite3_close(db); });
        QCOMPARE(sqlite3_exec(db, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
        const QString untouched = target();
        isRefused(migrate(url(u"gatehouse"_s), {u"--source"_s, path(u"locked/l.db"_s), u"--schema"_s, u"fresh"_s}), u"is locked"_s, u"a locked source"_s);
        QCOMPARE(target(), untouched);
    }

    // Held half-way, the source grows, and it goes on: what differs is named and nothing is exchanged.
    void aSourceThatGrows()
    {
        QByteArray lines;
        for (int n = 0; n < 40'000; ++n)
            lines += "{\"id\":" + QByteArray::number(n) + ",\"v\":\"" + QByteArray(40, 'x') + "\"}\n";
        const QString file = path(u"grows/g.jsonl"_s);
        QVERIFY(write(file, lines));
        const Outcome held = m_ctl.run({u"--url"_s, url(u"gatehouse"_s), u"migrate"_s, u"run"_s, u"--no-exchange"_s, u"--source"_s, file, u"--schema"_s, u"grown"_s});
        QVERIFY2(held.exit == 0, held.all().constData());
        QFile more(file);
        QVERIFY(more.open(QIODevice::Append));
        more.write("{\"id\":40000,\"v\":\"late\"}\n");
        more.close();
        const Outcome compared = m_ctl.run({u"--url"_s, url(u"gatehouse"_s), u"migrate"_s, u"verify"_s});
        QVERIFY2(compared.exit == 3, compared.all().constData());
        QVERIFY2(compared.out.contains(u"The source changed since this migration began"_s), compared.all().constData());
        QVERIFY2(compared.out.contains(u"late"_s), compared.all().constData());
        tell(u"a source that grew, compared"_s, compared);
        isRefused(m_ctl.run({u"--url"_s, url(u"gatehouse"_s), u"migrate"_s, u"resume"_s}), u"The source changed since"_s, u"a source that grew, resumed"_s);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM grown.g"_s), u"0"_s);
        QCOMPARE(m_ctl.run({u"--url"_s, url(u"gatehouse"_s), u"migrate"_s, u"rollback"_s, u"--yes"_s}).exit, 0);
    }

    void referencesInCirclesAndToNowhere()
    {
        sandbox::SqliteFile file(path(u"cyclic.db"_s));
        file.script("CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b(id)); CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a(id), own INTEGER REFERENCES b(id));"
                    "INSERT INTO a VALUES (1, 1), (2, 99), (3, 3); INSERT INTO b VALUES (1, 1, 1), (2, 2, 1), (3, 3, NULL), (4, NULL, 2)");
        QVERIFY(bool(file.finish()));
        const QByteArray before = read(path(u"cyclic.db"_s));
        const Outcome outcome = migrate(url(u"gatehouse"_s), {u"--source"_s, path(u"cyclic.db"_s), u"--schema"_s, u"cyclic"_s});
        QVERIFY2(outcome.exit == 3, outcome.all().constData());
        tell(u"references in circles and to nowhere"_s, outcome);
        // a 2 refers to nowhere; b 2 goes with it, and b 4 with b 2.
        QCOMPARE(cell(*m_session, u"SELECT string_agg(t::text, '' ORDER BY t.id) || (SELECT string_agg(u::text, '' ORDER BY u.id) FROM cyclic.b u) FROM cyclic.a t"_s),
            u"(1,1)(3,3)(1,1,1)(3,3,)"_s);
        QCOMPARE(cell(*m_session, u"SELECT string_agg(reason || ' ' || column_name, ', ' ORDER BY q.id) FROM gatehouse_migrate.quarantine q"_s),
            u"orphan b, orphan a, orphan own"_s);
        QCOMPARE(cell(*m_session, u"SELECT count(*) || bool_and(convalidated)::text FROM pg_constraint WHERE contype = 'f' AND connamespace = 'cyclic'::regnamespace"_s), u"3true"_s);
        QCOMPARE(read(path(u"cyclic.db"_s)), before);
    }

    void anOldServer()
    {
        m_relay.older = true;
        const QString through = u"postgresql://maker@127.0.0.1:%1/postgres?sslmode=disable"_s.arg(m_relay.port());
        const QString untouched = target();
        isRefused(migrate(through, {u"--source"_s, path(u"good.db"_s), u"--schema"_s, u"fresh"_s}), u"needs 13 or newer"_s, u"a server before 13"_s);
        QCOMPARE(target(), untouched);
        m_relay.older = false;
    }

    void aPooler()
    {
        const QString dir = path(u"pool"_s);
        QVERIFY(QDir().mkpath(dir));
        sql(u"CREATE ROLE service SUPERUSER LOGIN PASSWORD 'service'"_s);
        QVERIFY(::chmod(qPrintable(m_dir.path()), 0711) == 0);
        Bouncer bouncer;
        const auto started = bouncer.start(**m_server, dir);
        QVERIFY2(bool(started), started ? "" : qPrintable(started.error().text));
        const db::ConnInfo info = bouncer.info(**m_server, u"postgres"_s);
        const QString untouched = target();
        isRefused(migrate(u"postgresql://%1@127.0.0.1:%2/postgres?sslmode=disable"_s.arg(info.user, info.port),
                      {u"--source"_s, path(u"good.db"_s), u"--schema"_s, u"fresh"_s}),
            u"goes through a pooler"_s, u"a pooler"_s);
        QCOMPARE(target(), untouched);
    }

    void aStandby()
    {
        TestCluster standby;
        QVERIFY2(standby.isUp(), standby.trouble().constData());
        const QString dir = standby->dir();
        QVERIFY(bool(standby->stop()));
        QVERIFY(write(dir + u"/data/standby.signal"_s, {}));
        auto again = db::Cluster::start({dir});
        QVERIFY2(bool(again), again ? "" : qPrintable(again.error().text + again.error().detail));
        const db::ConnInfo info = again.value()->info();
        isRefused(migrate(socketUrl(info.host, info.port, u"postgres"_s, info.user),
                      {u"--source"_s, path(u"good.db"_s), u"--schema"_s, u"fresh"_s}),
            u"is a standby"_s, u"a standby"_s);
    }
};

QTEST_GUILESS_MAIN(MigrateBadInput)
#include "migratebadinput.moc"
