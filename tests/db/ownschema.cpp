// A login named gatehouse has a schema of its own name first in its search path ("$user"), and that
// is where our trail lies: the back end's tables beside it are still the back end's.
#include "support/keybed.h"

using namespace gatehouse;
using namespace gatehouse::test;

class OwnSchema : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;

    static Result<systems::Recognition> recognise(db::Session &session)
    {
        return run(session,
            [](db::Sql &sql) { return systems::recognise(sql, systems::allDescriptions()); });
    }
    static QStringList schemas(const systems::Recognition &found)
    {
        QStringList list;
        for (const systems::Match &match : found.matches)
            list.append(match.schema);
        return list;
    }
    // As the service does at its start, logged in as gatehouse: names without a schema.
    static void serviceStarts(KeyBed &bed)
    {
        bed.sql(systems::schemaSql(u"ollama-gateway"_s).value());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble());
        QCOMPARE((*m_server)->info().user, u"gatehouse"_s);
    }

    void ourOwnTablesAreNobodysBackEnd()
    {
        KeyBed bed(*m_server, u"ours"_s, u"ollama-gateway"_s);
        const auto before = recognise(bed.session());
        bed.createTrail();
        const auto after = recognise(bed.session());
        QVERIFY(before && after);
        QCOMPARE(schemas(after.value()), QStringList{u"public"_s});
        QCOMPARE(after.value().tables.size(), before.value().tables.size());
    }

    void theBackEndsTablesBesideTheTrailAreFound()
    {
        KeyBed bed(*m_server, u"beside"_s, u"flux-rag"_s);
        bed.createTrail();
        serviceStarts(bed);
        QCOMPARE(bed.cell(u"SELECT to_regclass('gatehouse.api_keys')::text"_s), u"api_keys"_s);
        const auto found = recognise(bed.session());
        QVERIFY(found);
        QCOMPARE(schemas(found.value()), (QStringList{u"gatehouse"_s, u"public"_s}));
        QVERIFY(!found.value().table(u"gatehouse"_s, u"audit_trail"_s));
        QVERIFY(!found.value().table(u"gatehouse"_s, u"schema_version"_s));
    }

    // What the service reads and what is shown are the same table, for whoever is logged in.
    void anUnqualifiedNameMeansTheSameToUs_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("schema");
        QTest::addRow("its own schema first") << u"gatehouse"_s << u"gatehouse"_s;
        QTest::addRow("no schema of its name") << u"ada"_s << u"public"_s;
    }
    void anUnqualifiedNameMeansTheSameToUs()
    {
        QFETCH(QString, user);
        QFETCH(QString, schema);
        KeyBed bed(*m_server, u"twice"_s, u"ollama-gateway"_s);
        bed.createTrail();
        serviceStarts(bed);
        bed.sql(
            u"DO $$BEGIN CREATE ROLE ada LOGIN SUPERUSER PASSWORD 'horse'; EXCEPTION WHEN OTHERS THEN END$$"_s);
        db::ConnInfo info = (*m_server)->info(bed.database());
        info.user = user;
        db::Session session(
            {info, std::make_shared<const Secret>(u"horse"_s), db::SessionKind::Job, false});
        const auto found = recognise(session);
        QVERIFY(found);
        QCOMPARE(found.value().matches.front().schema, schema);
        const auto engine = bed.engine(session, trail::Policy::Required);
        QVERIFY(engine);
        keys::Draft draft = engine.value().newDraft();
        draft.name = u"mobile-app"_s;
        const auto created =
            run(session, [&](db::Sql &sql) { return engine.value().create(sql, draft); });
        QVERIFY2(bool(created), created ? "" : words(created.error()).constData());
        QCOMPARE(KeyBed::cell(session, u"SELECT name FROM api_keys"_s), u"mobile-app"_s);
        const QString other = schema == u"public"_s ? u"gatehouse"_s : u"public"_s;
        QCOMPARE(bed.cell(u"SELECT count(*) FROM %1.api_keys"_s.arg(schema)), u"1"_s);
        QCOMPARE(bed.cell(u"SELECT count(*) FROM %1.api_keys"_s.arg(other)), u"0"_s);
    }

    void removingTheTrailLeavesTheBackEnd()
    {
        KeyBed bed(*m_server, u"leaves"_s, u"flux-rag"_s);
        bed.createTrail();
        serviceStarts(bed);
        const auto removed = run(bed.session(), [](db::Sql &sql) { return trail::remove(sql); });
        QVERIFY2(bool(removed), removed ? "" : words(removed.error()).constData());
        QCOMPARE(bed.cell(u"SELECT count(*) FROM gatehouse.api_keys"_s), u"0"_s);
        const auto found = recognise(bed.session());
        QVERIFY(found);
        QCOMPARE(schemas(found.value()).first(), u"gatehouse"_s);
    }
};

QTEST_GUILESS_MAIN(OwnSchema)
#include "ownschema.moc"
