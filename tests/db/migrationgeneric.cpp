// Sources that no recipe knows: names, types and references of the plan that is drafted, and what
// becomes of orphans by each choice.
#include "migration/applyrows.h"
#include "migration/survey.h"
#include "support/migrationbed.h"

#include <QFile>

using namespace gatehouse;
using namespace gatehouse::migration;
using test::cell;

class MigrationGenericTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    int m_schemas = 0;

    QString path(const QString &name) const { return m_dir.filePath(name); }
    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? path(name)
                                                                                         : QString();
    }
    QString freshSchema() { return u"g%1"_s.arg(++m_schemas); }
    Plan surveyed(const QString &file, const QString &schema)
    {
        SurveyRequest request{file};
        request.schema = schema;
        const auto found = survey(request);
        if (!found)
            qWarning("%s", qPrintable(found.error().text));
        return found ? found.value().plan : Plan{};
    }
    static QByteArray words(const Result<Outcome> &outcome)
    {
        return outcome ? QByteArray()
                       : (outcome.error().text + u' ' + outcome.error().detail).toUtf8();
    }
    QString types(const QString &schema, const QString &table)
    {
        return cell(*m_session,
            u"SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute "
            "WHERE attrelid = '%1.%2'::regclass AND attnum > 0"_s.arg(schema, table));
    }
    void makeFamily(const QString &name)
    {
        QFile::remove(path(name));
        sandbox::SqliteFile file(path(name));
        file.script("CREATE TABLE parent (id TEXT PRIMARY KEY, made TEXT);"
                    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id TEXT REFERENCES parent(id), at TEXT);"
                    "INSERT INTO parent VALUES ('a', '2026-01-01');"
                    "INSERT INTO child VALUES (1, 'a', '2026-01-02'), (2, 'gone', '2026-01-04'), (3, 'gone', '2026-01-03'), (4, NULL, '2026-01-05')");
        QVERIFY(bool(file.finish()));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
        makeFamily(u"family.db"_s);
    }

    void orphansByChoice_data()
    {
        QTest::addColumn<int>("choice");
        QTest::addColumn<QString>("parents");
        QTest::addColumn<QString>("children");
        QTest::addColumn<QString>("aside");
        QTest::addRow("quarantine") << int(OnOrphan::Quarantine) << u"a"_s << u"1a 4-"_s << u"2 orphan"_s;
        QTest::addRow("null") << int(OnOrphan::Null) << u"a"_s << u"1a 2- 3- 4-"_s << u"2 orphan"_s;
        QTest::addRow("stub") << int(OnOrphan::Stub) << u"a gone=2026-01-03"_s << u"1a 2gone 3gone 4-"_s << u"0 "_s;
        QTest::addRow("stop") << int(OnOrphan::Stop) << QString() << QString() << QString();
    }
    void orphansByChoice()
    {
        QFETCH(int, choice);
        QFETCH(QString, parents);
        QFETCH(QString, children);
        QFETCH(QString, aside);
        const QString schema = freshSchema();
        Plan plan = surveyed(path(u"family.db"_s), schema);
        for (TableRule &table : plan.tables)
            for (ReferenceRule &reference : table.references) {
                reference.onOrphan = OnOrphan(choice);
                if (reference.onOrphan == OnOrphan::Stub)
                    reference.stub = {{u"made"_s, u"=at"_s}};
            }
        const auto outcome = test::migrate(*m_session, plan, test::runOptions());
        if (parents.isEmpty()) {
            QVERIFY(!outcome);
            QVERIFY2(outcome.error().text.startsWith(u"2 "_s) && outcome.error().text.endsWith(u"the plan says to stop there."_s),
                words(outcome).constData());
            QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM %1.child"_s.arg(schema)), u"0"_s);
            return;
        }
        QVERIFY2(bool(outcome), words(outcome).constData());
        QVERIFY(!outcome.value().hasDifferences());
        QCOMPARE(outcome.value().isGreen(), OnOrphan(choice) != OnOrphan::Quarantine);
        QCOMPARE(cell(*m_session, u"SELECT string_agg(id || CASE WHEN id = 'gone' THEN '=' || made ELSE '' END, ' ' ORDER BY id) FROM %1.parent"_s.arg(schema)), parents);
        QCOMPARE(cell(*m_session, u"SELECT string_agg(id || coalesce(parent_id, '-'), ' ' ORDER BY id) FROM %1.child"_s.arg(schema)), children);
        QCOMPARE(cell(*m_session, u"SELECT count(*) || ' ' || coalesce(min(reason), '') FROM gatehouse_migrate.quarantine WHERE run = %1"_s.arg(outcome.value().run.id)), aside);
        QCOMPARE(cell(*m_session, u"SELECT bool_and(convalidated)::text FROM pg_constraint WHERE contype = 'f' AND connamespace = '%1'::regnamespace"_s.arg(schema)), u"true"_s);
    }

    // What came out of the quarantine is no part of the source's order any more.
    void aDeltaDoesNotFollowRowsOfTheQuarantine()
    {
        const QString schema = freshSchema();
        makeFamily(u"mended.db"_s);
        const Plan plan = surveyed(path(u"mended.db"_s), schema);
        const auto outcome = test::migrate(*m_session, plan, test::runOptions());
        QVERIFY2(bool(outcome), words(outcome).constData());
        RunOptions options = test::runOptions();
        options.delta = true;
        const auto before = test::migrate(*m_session, plan, options);
        QVERIFY2(bool(before), words(before).constData());
        Plan mended = plan;
        for (TableRule &table : mended.tables)
            for (ColumnRule &rule : table.columns)
                if (rule.to == u"parent_id"_s)
                    rule.map = {{u"gone"_s, u"a"_s}};
        const auto applied = test::run(*m_session, [&](db::Sql &sql) {
            return applyQuarantine(sql, before.value().run.id, mended, test::runOptions());
        });
        QVERIFY2(bool(applied), applied ? "" : qPrintable(applied.error().text));
        QCOMPARE(applied.value().applied, 2);
        QCOMPARE(applied.value().left, 0);
        const auto delta = test::migrate(*m_session, plan, options);
        QVERIFY(!delta);
        QCOMPARE(delta.error().kind, Error::Kind::Refused);
        QVERIFY2(delta.error().text.contains(u"from the quarantine"_s), words(delta).constData());
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM %1.child"_s.arg(schema)), u"4"_s);
    }

    void typesFollowFromValues_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("types");
        QTest::addColumn<QString>("first");
        QTest::addRow("csv") << u"t.csv"_s
                             << QByteArray("whole,zip,price,at,day,word,none\n12,00501,1.50,2026-01-02T03:04:05,2026-01-02,x,\n-7,10115,-0.25,2026-01-03 00:00:00,2026-01-03,y,\n")
                             << u"whole bigint, zip text, price numeric, at timestamp without time zone, day date, word text, none text"_s
                             << u"(12,00501,1.50,\"2026-01-02 03:04:05\",2026-01-02,x,)"_s;
        QTest::addRow("json") << u"t.json"_s
                              << QByteArray(R"([{"n": 3, "r": 0.5, "b": true, "mixed": 1, "big": 9007199254740993, "d": "1e5"}, {"n": 4, "r": 2, "b": false, "mixed": "x", "big": 0.5, "d": "2"}])")
                              << u"n bigint, r double precision, b boolean, mixed text, big numeric, d text"_s
                              << u"(3,0.5,t,1,9007199254740993,1e5)"_s;
    }
    void typesFollowFromValues()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, types);
        QFETCH(QString, first);
        const QString schema = freshSchema();
        const Plan plan = surveyed(write(name, content), schema);
        const auto outcome = test::migrate(*m_session, plan, test::runOptions());
        QVERIFY2(bool(outcome), words(outcome).constData());
        QVERIFY(outcome.value().isGreen());
        QCOMPARE(this->types(schema, u"t"_s), types);
        QCOMPARE(cell(*m_session, u"SELECT t::text FROM %1.t LIMIT 1"_s.arg(schema)), first);
    }

    void namesAreToldApart()
    {
        sandbox::SqliteFile file(path(u"names.db"_s));
        const QByteArray longName(80, 'n');
        file.script(("CREATE TABLE \"a.b\" (id INTEGER PRIMARY KEY, \"x.y\" TEXT, x_y TEXT);"
                     "CREATE TABLE a_b (id INTEGER PRIMARY KEY, \"" + longName + "1\" TEXT, \"" + longName + "2\" TEXT);"
                     "CREATE TABLE \"drop table \"\"x\"\"; --\" (\"%1 {now}\" TEXT);"
                     "INSERT INTO \"a.b\" VALUES (1, 'dot', 'line'); INSERT INTO a_b VALUES (2, 'one', 'two');"
                     "INSERT INTO \"drop table \"\"x\"\"; --\" VALUES ('%1')").constData());
        QVERIFY(bool(file.finish()));
        const QString schema = freshSchema();
        const auto outcome = test::migrate(*m_session, surveyed(path(u"names.db"_s), schema), test::runOptions());
        QVERIFY2(bool(outcome), words(outcome).constData());
        QVERIFY(outcome.value().isGreen());
        QCOMPARE(cell(*m_session, u"SELECT t::text FROM %1.a_b t"_s.arg(schema)), u"(1,dot,line)"_s);
        QCOMPARE(cell(*m_session, u"SELECT t::text FROM %1.a_b_2 t"_s.arg(schema)), u"(2,one,two)"_s);
        QCOMPARE(cell(*m_session, u"SELECT \"%2 {now}\" FROM %1.\"drop table \"\"x\"\"; --\""_s.arg(schema, u"%1"_s)), u"%1"_s);
    }

    void tracesBecomeTheAuditTrail()
    {
        sandbox::SqliteFile file(path(u"traces.db"_s));
        file.script("CREATE TABLE memory_traces (id TEXT PRIMARY KEY, project_id TEXT, user_id TEXT, event_type TEXT, status TEXT, metrics TEXT, created_at TEXT, started_at TEXT);"
                    "CREATE TABLE memory_trace_edges (source_id TEXT, target_id TEXT, relation TEXT, created_at TEXT);"
                    "INSERT INTO memory_traces VALUES ('0af7', 'p1', 'u1', 'qac_fit', 'ok', '{\"n\": 1}', '2026-03-09T12:00:00.5', NULL)");
        QVERIFY(bool(file.finish()));
        const QString schema = freshSchema();
        const Plan plan = surveyed(path(u"traces.db"_s), schema);
        QCOMPARE(plan.target.system, u"don-research"_s);
        const auto outcome = test::migrate(*m_session, plan, test::runOptions());
        QVERIFY2(bool(outcome), words(outcome).constData());
        QVERIFY(outcome.value().isGreen());
        QCOMPARE(cell(*m_session, u"SELECT action || ' ' || trace_id || ' ' || resource_id || ' ' || \"timestamp\" || ' ' || (audit_metadata ->> 'status') FROM %1.audit_logs"_s.arg(schema)),
            u"qac_fit 0af7 p1 2026-03-09 12:00:00.5 ok"_s);
    }

    // An "id" that occurs twice is no key to refer to.
    void embeddedRowsWithoutADeclaredParent()
    {
        const QString schema = freshSchema();
        const QString file = write(u"twice.jsonl"_s,
            "{\"id\":1,\"tags\":[{\"t\":\"a\"},{\"t\":\"b\"}]}\n{\"id\":1,\"tags\":[]}\n");
        const Plan plan = surveyed(file, schema);
        QCOMPARE(plan.notes.filter(u"no declared key"_s).size(), 1);
        const auto outcome = test::migrate(*m_session, plan, test::runOptions());
        QVERIFY2(bool(outcome), words(outcome).constData());
        QVERIFY(outcome.value().isGreen());
        QCOMPARE(cell(*m_session, u"SELECT string_agg(r::text, ' ' ORDER BY _index) FROM %1.twice_tags r"_s.arg(schema)), u"(1,0,a) (1,1,b)"_s);
    }

    void moreColumnsThanOneStatementTakesNames()
    {
        constexpr int kColumns = 150;
        QByteArray head, row;
        for (int i = 0; i < kColumns; ++i) {
            head += "c" + QByteArray::number(i) + (i + 1 < kColumns ? "," : "\n");
            row += "v" + QByteArray::number(i) + (i + 1 < kColumns ? "," : "\n");
        }
        const QString schema = freshSchema();
        const auto outcome = test::migrate(
            *m_session, surveyed(write(u"wide.csv"_s, head + row + row), schema), test::runOptions());
        QVERIFY2(bool(outcome), words(outcome).constData());
        QVERIFY(outcome.value().isGreen());
        QCOMPARE(cell(*m_session, u"SELECT count(*) || max(c149) FROM %1.wide"_s.arg(schema)), u"2v149"_s);
    }
};

QTEST_GUILESS_MAIN(MigrationGenericTest)
#include "migrationgeneric.moc"
