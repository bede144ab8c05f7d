// What a restored database has beside its tables: the rules that order its texts, its owner, default
// rights of roles that are gone; and clients that do not want to leave it.
#include "support/ctlprocess.h"
#include "support/testcluster.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <atomic>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::test;

class RestoreBesideTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    Ctl m_ctl;
    QTemporaryDir m_folder, m_state;

    Outcome backup(const QString &database, const QStringList &arguments) const
    {
        return m_ctl.run(
            QStringList{u"--json"_s, u"--url"_s,
                socketUrl((*m_server)->socketDir(), (*m_server)->info().port, database),
                u"backup"_s}
                + arguments,
            {{u"GATEHOUSE_STATE_DIR"_s, m_state.path()}});
    }
    QString made(const QString &database) const
    {
        const Outcome outcome =
            backup(database, {u"create"_s, u"--folder"_s, m_folder.path()});
        return outcome.exit != 0 ? QString()
                                 : QJsonDocument::fromJson(outcome.out.toUtf8())
                                       .object()[u"path"_s]
                                       .toString();
    }
    Outcome restore(
        const QString &path, const QString &over, const QStringList &more = {}) const
    {
        return backup(
            over, QStringList{u"restore"_s, path, u"--folder"_s, m_folder.path(), u"--yes"_s} + more);
    }
    QString sql(const QString &database, const QString &statement) const
    {
        auto session = m_server->open(database);
        return cell(*session, statement);
    }
    void all(const QString &database, const std::vector<const char *> &statements) const
    {
        auto session = m_server->open(database);
        for (const char *statement : statements) {
            const auto done = run(*session,
                [&](db::Sql &on) { return on.execute(QString::fromUtf8(statement)); });
            QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }

    // A service that connects anew as soon as it is thrown out; afterwards it sees the restored one.
    void clientsThatComeBackAtOnce()
    {
        all(u"postgres"_s, {"CREATE DATABASE shop"});
        all(u"shop"_s, {"CREATE TABLE orders AS SELECT * FROM generate_series(1, 40) i"});
        const QString path = made(u"shop"_s);
        QVERIFY(!path.isEmpty());
        all(u"shop"_s, {"INSERT INTO orders SELECT * FROM generate_series(1, 60)"});
        std::atomic<bool> leave = false;
        std::atomic<int> seen = 0;
        std::thread clients([&] {
            while (!leave) {
                auto session = m_server->open(u"shop"_s);
                for (QString rows = u"?"_s; !leave && !rows.isEmpty();) {
                    const auto asked = run(*session, [](db::Sql &on) {
                        return on.fetchOne<QString>(u"SELECT count(*)::text FROM orders"_s);
                    });
                    rows = asked ? asked.value() : QString();
                    seen += rows == "40"_L1 ? 1 : 0;
                }
            }
        });
        const Outcome outcome = restore(path, u"shop"_s);
        const bool found = QTest::qWaitFor([&] { return seen > 0; }, 5000);
        const Outcome undone = backup(u"shop"_s, {u"undo-restore"_s, u"--yes"_s});
        leave = true;
        clients.join();
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QVERIFY(found);
        QVERIFY2(undone.exit == 0, undone.all().constData());
        QCOMPARE(sql(u"shop"_s, u"SELECT count(*)::text FROM orders"_s), u"100"_s);
    }

    // A property of the database, not of the server. A database that is new gets its old owner.
    void theLocaleProviderComesBack()
    {
        if (sql(u"postgres"_s,
                u"SELECT (current_setting('server_version_num')::int < 150000 OR NOT EXISTS (SELECT "
                "1 FROM pg_collation WHERE collprovider = 'i'))::text"_s)
            == "true"_L1)
            QSKIP("This PostgreSQL has no databases with ICU.");
        all(u"postgres"_s,
            {"CREATE ROLE keeper",
                "CREATE DATABASE icu TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de' LOCALE "
                "'C.UTF-8' OWNER keeper"});
        all(u"icu"_s, {"CREATE TABLE t AS SELECT 'a'::text AS t"});
        const QString path = made(u"icu"_s);
        QVERIFY(!path.isEmpty());
        all(u"postgres"_s, {"DROP DATABASE icu"});
        const Outcome outcome = restore(path, u"postgres"_s);
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(sql(u"postgres"_s,
                     u"SELECT concat_ws(' ', datlocprovider, to_jsonb(d) ->> 'datlocale', "
                     "to_jsonb(d) ->> 'daticulocale', datcollate, datdba::regrole) FROM "
                     "pg_database d WHERE datname = 'icu'"_s),
            u"i de C.UTF-8 keeper"_s);
    }

    // What a role that is gone would have given by itself later on, its heir gives.
    void defaultRightsGoToTheHeir()
    {
        all(u"postgres"_s,
            {"CREATE ROLE maker", "CREATE ROLE viewer", "CREATE ROLE heir", "CREATE ROLE guest",
                "CREATE DATABASE rights OWNER maker"});
        all(u"rights"_s,
            {"CREATE SCHEMA s AUTHORIZATION maker",
                "ALTER DEFAULT PRIVILEGES FOR ROLE maker IN SCHEMA s GRANT SELECT ON TABLES TO viewer",
                "ALTER DEFAULT PRIVILEGES FOR ROLE maker REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
                "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO viewer WITH GRANT OPTION"});
        const QString path = made(u"rights"_s);
        QVERIFY(!path.isEmpty());
        all(u"postgres"_s, {"DROP DATABASE rights", "DROP ROLE maker", "DROP ROLE viewer"});
        const Outcome outcome = restore(path, u"postgres"_s,
            {u"--map-role"_s, u"maker=heir"_s, u"--map-role"_s, u"viewer=guest"_s});
        QVERIFY2(outcome.exit == 0, outcome.all().constData());
        QCOMPARE(sql(u"rights"_s,
                     u"SELECT string_agg(concat_ws(' ', defaclrole::regrole, "
                     "defaclnamespace::regnamespace, defaclobjtype, array_to_string(defaclacl, "
                     "'+')), ', ' ORDER BY defaclobjtype) FROM pg_default_acl"_s),
            u"gatehouse - S gatehouse=rwU/gatehouse+guest=U*/gatehouse, heir - f heir=X/heir, heir s r "
            "guest=r/heir"_s);
        QCOMPARE(sql(u"postgres"_s,
                     u"SELECT datdba::regrole || ' ' || (SELECT count(*) FROM pg_roles WHERE rolname "
                     "IN ('maker', 'viewer')) FROM pg_database WHERE datname = 'rights'"_s),
            u"heir 0"_s);
    }
};

QTEST_GUILESS_MAIN(RestoreBesideTest)
#include "restorebeside.moc"
