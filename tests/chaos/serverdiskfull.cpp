// The server's disk is full: nothing is half done, a sentence says what to do, and once there is
// room again the same work succeeds.
#include "db/sqlstate.h"
#include "support/keybed.h"

#include <QDir>

#include <sys/mount.h>
#include <sys/stat.h>

using namespace gatehouse;
using namespace gatehouse::test;

class ServerDiskFull : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<KeyBed> m_bed;
    QString m_disk;
    bool m_mounted = false;

    QString count(const QString &table) { return m_bed->cell(u"SELECT count(*) FROM "_s + table); }
    Result<keys::Created> createKey(const QString &name)
    {
        const keys::Keys engine = m_bed->engine(trail::Policy::Required);
        keys::Draft draft = engine.newDraft();
        draft.name = name;
        return run(m_bed->session(), [&](db::Sql &sql) { return engine.create(sql, draft); });
    }

private Q_SLOTS:
    // A tablespace on a disk of 4 MB, as a volume that has run full.
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble());
        m_disk = (*m_server)->dir() + u"/small"_s;
        QVERIFY(QDir().mkpath(m_disk));
        struct stat data = {};
        QCOMPARE(::stat(qPrintable((*m_server)->dir() + u"/data"_s), &data), 0);
        const QByteArray options = "mode=0700,size=4m,uid=" + QByteArray::number(data.st_uid)
            + ",gid=" + QByteArray::number(data.st_gid);
        m_mounted =
            ::mount("tmpfs", qPrintable(m_disk), "tmpfs", MS_NOSUID | MS_NODEV, options.constData())
            == 0;
        if (!m_mounted)
            QSKIP("a small disk can be mounted by root only");
        m_bed = std::make_unique<KeyBed>(*m_server, u"crowded"_s, u"ollama-gateway"_s);
        m_bed->createTrail();
        // Not one script: that would be one transaction.
        QVERIFY(m_bed->cell(u"CREATE TABLESPACE small LOCATION '%1'"_s.arg(m_disk))
                    .startsWith(u"error: "_s));
        m_bed->sql(u"ALTER TABLE api_keys SET TABLESPACE small"_s);
    }
    void cleanupTestCase()
    {
        m_bed.reset();
        m_server.reset();
        if (m_mounted)
            QCOMPARE(::umount2(qPrintable(m_disk), MNT_DETACH), 0);
    }

    void nothingIsHalfDoneAndASentenceSaysIt()
    {
        const QString entries = count(u"gatehouse.audit_trail"_s);
        m_bed->sql(u"CREATE TABLE filler (t text) TABLESPACE small"_s);
        const auto filled = run(m_bed->session(), [](db::Sql &sql) {
            return sql.execute(
                u"INSERT INTO filler SELECT repeat('x', 1000) FROM generate_series(1, 9000)"_s);
        });
        QVERIFY(!filled);
        QCOMPARE(filled.error().sqlState, u"53100"_s);
        QCOMPARE(filled.error().kind, Error::Kind::Sql);
        QVERIFY2(filled.error().text.contains(u"disk is full"_s), words(filled.error()));
        QVERIFY(!filled.error().retryable);

        const auto created = createKey(u"mobile-app"_s);
        QVERIFY(!created);
        QCOMPARE(created.error().sqlState, u"53100"_s);
        QVERIFY2(
            created.error().text.contains(u"Free space there first."_s), words(created.error()));
        QCOMPARE(count(u"api_keys"_s), u"0"_s);
        QCOMPARE(count(u"gatehouse.audit_trail"_s), entries);

        m_bed->sql(u"DROP TABLE filler"_s);
        const auto again = createKey(u"mobile-app"_s);
        QVERIFY2(bool(again), again ? "" : words(again.error()).constData());
        QCOMPARE(count(u"api_keys"_s), u"1"_s);
        QCOMPARE(count(u"gatehouse.audit_trail"_s), QString::number(entries.toInt() + 1));
    }
};

QTEST_GUILESS_MAIN(ServerDiskFull)
#include "serverdiskfull.moc"
