// The target's disk runs full while a migration copies, or builds its keys: a sentence says so,
// nothing is exchanged, and with room again it goes on to the same content.
#include "support/ctlprocess.h"
#include "support/migrationbed.h"

#include <sys/mount.h>
#include <sys/stat.h>

using namespace gatehouse;
using test::cell;

class MigrateDiskFull : public QObject
{
    Q_OBJECT

    static constexpr int kRows = 30'000;
    QTemporaryDir m_dir;
    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    test::Ctl m_ctl;
    QString m_source, m_disk, m_wanted;
    bool m_mounted = false;

    QString url() const
    {
        const db::ConnInfo info = (*m_server)->info();
        return test::socketUrl(info.host, info.port, u"postgres"_s, info.user);
    }
    QStringList move(const QString &schema) const
    {
        return {u"--url"_s, url(), u"migrate"_s, u"run"_s, u"--source"_s, m_source,
            u"--schema"_s, schema, u"--batch"_s, u"128"_s};
    }
    bool mount(unsigned long flags, const QByteArray &size)
    {
        struct stat data = {};
        if (::stat(qPrintable((*m_server)->dir() + u"/data"_s), &data) != 0)
            return false;
        const QByteArray options = "mode=0700,size=" + size + ",uid=" + QByteArray::number(data.st_uid)
            + ",gid=" + QByteArray::number(data.st_gid);
        return ::mount("tmpfs", qPrintable(m_disk), "tmpfs", MS_NOSUID | MS_NODEV | flags,
                   options.constData())
            == 0;
    }
    QString content(const QString &schema)
    {
        return test::contentOf(*m_session, schema + u".sessions"_s) + u' '
            + test::contentOf(*m_session, schema + u".messages"_s) + u' '
            + cell(*m_session,
                u"SELECT count(*) || ' ' || bool_and(convalidated) FROM pg_constraint WHERE connamespace = '%1'::regnamespace"_s
                    .arg(schema));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble());
        m_session = m_server->open();
        m_source = m_dir.filePath(u"big.db"_s);
        sandbox::SqliteFile file(m_source);
        file.script("CREATE TABLE sessions (id TEXT PRIMARY KEY, title TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, metadata TEXT, user_id TEXT);"
                    "CREATE TABLE messages (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, role TEXT, content TEXT, metadata TEXT, created_at TEXT NOT NULL)");
        const QString at = u"2026-03-09T12:00:00.000001"_s;
        for (int i = 0; i < 100; ++i)
            file.insert("INSERT INTO sessions VALUES (?,?,?,?,'{}','')",
                {sandbox::sampleUuid("session", i), u"제목"_s, at, at});
        for (int i = 0; i < kRows; ++i)
            file.insert("INSERT INTO messages VALUES (?,?,'user',?,'{}',?)",
                {sandbox::sampleUuid("message", i), sandbox::sampleUuid("session", i % 100),
                    u"내용 %1 "_s.arg(i).repeated(8), at});
        QVERIFY(bool(file.finish()));
        const test::Outcome undisturbed = m_ctl.run(move(u"wanted"_s));
        QVERIFY2(undisturbed.exit == 0, undisturbed.all().constData());
        m_wanted = content(u"wanted"_s);
        m_disk = (*m_server)->dir() + u"/small"_s;
        QVERIFY(QDir().mkpath(m_disk));
        m_mounted = mount(0, "64m");
        if (!m_mounted)
            QSKIP("a small disk can be mounted by root only");
        QCOMPARE(cell(*m_session, u"CREATE TABLESPACE small LOCATION '%1'"_s.arg(m_disk)).left(6), u"error:"_s);
        QVERIFY(bool(test::run(*m_session, [](db::Sql &sql) { // of each later session
            return sql.script(u"ALTER ROLE CURRENT_USER SET default_tablespace = small"_s);
        })));
    }
    void cleanupTestCase()
    {
        m_session.reset();
        m_server.reset();
        if (m_mounted)
            QCOMPARE(::umount2(qPrintable(m_disk), MNT_DETACH), 0);
    }

    void itStopsWithASentenceAndGoesOn_data()
    {
        QTest::addColumn<int>("rows"); // percent of what they take that there is room for
        QTest::addColumn<int>("keys");
        QTest::addRow("at the first rows") << 5 << 0;
        QTest::addRow("while it copies") << 60 << 0;
        QTest::addRow("while it builds keys") << 105 << 20;
    }
    void itStopsWithASentenceAndGoesOn()
    {
        QFETCH(int, rows);
        QFETCH(int, keys);
        const QString schema = u"s%1"_s.arg(rows);
        QVERIFY(mount(MS_REMOUNT, "64m"));
        // What the bookkeeping and empty tables take is there before the disk is full.
        const test::Outcome held = m_ctl.run(move(schema + u"_before"_s)
            + QStringList{u"--table"_s, u"sessions"_s});
        QVERIFY2(held.exit == 0, held.all().constData());
        const qint64 used = cell(*m_session, u"SELECT pg_tablespace_size('small')::text"_s).toLongLong();
        const qint64 room = used
            + cell(*m_session, u"SELECT (pg_table_size('wanted.messages') * %1 / 100 + pg_indexes_size('wanted.messages') * %2 / 100)::text"_s
                    .arg(rows).arg(keys)).toLongLong();
        QVERIFY(mount(MS_REMOUNT, QByteArray::number(room)));
        const test::Outcome full = m_ctl.run(move(schema));
        QVERIFY2(full.exit == 2, full.all().constData());
        QVERIFY2(full.all().contains("disk is full"), full.all().constData());
        QVERIFY2(full.all().contains("Free space there first."), full.all().constData());
        const QString state = cell(*m_session, u"SELECT coalesce(max(state), 'none') FROM gatehouse_migrate.run WHERE plan::jsonb #>> '{target,schema}' = '%1'"_s.arg(schema));
        QVERIFY2(state != u"done"_s, qPrintable(state));
        if (keys > 0)
            QCOMPARE(state, u"keys"_s);
        if (state != u"none"_s) { // the live tables are as they were: empty
            QVERIFY2(full.all().contains("migrate resume"), full.all().constData());
            QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM %1.messages"_s.arg(schema)), u"0"_s);
        }
        QVERIFY(mount(MS_REMOUNT, "64m"));
        const test::Outcome on = m_ctl.run(state == u"none"_s
                ? move(schema)
                : QStringList{u"--url"_s, url(), u"migrate"_s, u"resume"_s});
        QVERIFY2(on.exit == 0, on.all().constData());
        QCOMPARE(content(schema), m_wanted);
        QVERIFY(bool(test::run(*m_session, [&schema](db::Sql &sql) {
            return sql.script(u"DROP SCHEMA \"%1\" CASCADE; DROP SCHEMA \"%1_before\" CASCADE"_s.arg(schema));
        })));
    }
};

QTEST_GUILESS_MAIN(MigrateDiskFull)
#include "migratediskfull.moc"
