// What a table can do to its reader: huge cells, secrets, hostile names, and going away.
#include "base/redact.h"
#include "browse/counts.h"
#include "browse/describe.h"
#include "browse/page.h"
#include "browse/plan.h"
#include "support/testcluster.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::browse;
using gatehouse::test::run;

namespace {
const char *const kSchema = R"(
CREATE TABLE huge (id int PRIMARY KEY, t text, b bytea, jb jsonb, j json, n numeric);
INSERT INTO huge VALUES
    (1, repeat('ä', 8 * 1024 * 1024), decode(repeat('00ff', 1024 * 1024), 'hex'),
        jsonb_build_object('x', (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 500000) i)),
        json_build_object('x', repeat('y', 16 * 1024 * 1024)), repeat('9', 1000)::numeric),
    (2, 'short', '\x00', '{"a": 1.10, "b": 12345678901234567890}', '{"a" :  1e2}', 1.10),
    (3, NULL, NULL, NULL, NULL, NULL),
    (4, '', '', 'null', 'null', 'NaN'),
    (5, repeat('z', 300), NULL, NULL, NULL, NULL);
CREATE TABLE secrets (id int PRIMARY KEY, key text NOT NULL, doc jsonb, raw json);
INSERT INTO secrets VALUES
    (1, 'ollama-abcdefghijklmnop1234', '{"headers": {"authorization": "Bearer abc", "ua": "x"}, "n": 1}', '{"token": "secret-one", "n": 1}'),
    (2, 'ollama-abcdefghijklmnop5678', '"scalar"', '{"token": "secret-two\u0000", "n": 2}'),
    (3, 'short', '{"headers": "none"}', '[1, 2]'),
    (4, 'ollama-abcdefghijklmnop1234', NULL, NULL);
CREATE TABLE logs (id bigint PRIMARY KEY, at timestamptz NOT NULL, model text, ms int, data jsonb) WITH (autovacuum_enabled = off);
INSERT INTO logs SELECT i, timestamptz '2026-01-01' + i * interval '1 s', 'm' || i % 5, (i * 7919) % 100003,
    jsonb_build_object('code', i % 600) FROM generate_series(1, 120000) i;
ANALYZE logs;
CREATE TABLE parted (id bigint, ms int NOT NULL, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE "parted A" PARTITION OF parted FOR VALUES FROM (0) TO (60000);
CREATE TABLE parted_b PARTITION OF parted FOR VALUES FROM (60000) TO (1000000);
INSERT INTO parted SELECT i, (i * 7919) % 100003 FROM generate_series(1, 120000) i;
ANALYZE parted;
)";

Order parse(const QString &text)
{
    Order order;
    for (const QString &item : text.split(u' ', Qt::SkipEmptyParts))
        order.push_back({item.chopped(1), item.endsWith(u'+')});
    return order;
}
} // namespace

class BrowseTrouble : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void longCellsAreCutOnTheServer();
    void wholeValueOnDemand();
    void secretsStayInside();
    void secretMembersAreBlanked_data();
    void secretMembersAreBlanked();
    void hostileNames();
    void tableThatGoes();
    void rightsThatGo();
    void rightsOnSomeColumns();
    void timeLimit();
    void cancelled();
    void badFilterValue();
    void indexlessOrderIsWarnedAbout_data();
    void indexlessOrderIsWarnedAbout();
    void indexlessOrderOfPartitions();
    void insidePooler();

private:
    Relation relation(const db::Identifier &name)
    {
        auto found = run(*m_session, [name](db::Sql &sql) { return describe(sql, name); });
        if (!found)
            qFatal("%s", qPrintable(found.error().text + found.error().detail));
        return std::move(found).value();
    }
    Relation relation(const QString &name) { return relation(db::Identifier(name)); }
    Page page(const PageRequest &request)
    {
        auto found = run(*m_session, [request](db::Sql &sql) { return fetchPage(sql, request); });
        if (!found)
            qFatal("%s", qPrintable(found.error().text + found.error().detail));
        return std::move(found).value();
    }
    Result<> script(const QString &text)
    {
        return run(*m_session, [text](db::Sql &sql) { return sql.script(text); });
    }
    static QString at(const Page &page, int row, const QString &column)
    {
        const int place = page.indexOf(column);
        return page.isNull(row, place) ? u"NULL"_s : QString::fromUtf8(page.cell(row, place));
    }

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
};

void BrowseTrouble::initTestCase()
{
    m_server = std::make_unique<test::TestCluster>();
    QVERIFY2(m_server->isUp(), m_server->trouble());
    m_session = m_server->open();
    const auto made = script(QString::fromUtf8(kSchema));
    QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
}

void BrowseTrouble::longCellsAreCutOnTheServer()
{
    const Page rows = page({{std::make_shared<Relation>(relation(u"huge"_s)), {}, {}}});
    QCOMPARE(rows.rows(), 5);
    QVERIFY2(rows.bytes() < 20000, qPrintable(QString::number(rows.bytes())));
    QCOMPARE(at(rows, 0, u"t"_s), QString(300, u'ä'));
    QCOMPARE(rows.wholeSize(0, rows.indexOf(u"t"_s)).value_or(0), 16LL * 1024 * 1024);
    QCOMPARE(at(rows, 0, u"b"_s), u"00ff"_s.repeated(75));
    QCOMPARE(rows.wholeSize(0, rows.indexOf(u"b"_s)).value_or(0), 2LL * 1024 * 1024);
    // Not even turned into text: that alone would take as long as a page may.
    QCOMPARE(at(rows, 0, u"jb"_s), QString());
    QVERIFY(rows.wholeSize(0, rows.indexOf(u"jb"_s)).value_or(0) > 1000000);
    QVERIFY(at(rows, 0, u"j"_s).startsWith(u"{\"x\" : \"yyy"_s));
    QVERIFY(rows.wholeSize(0, rows.indexOf(u"j"_s)).value_or(0) > 16LL * 1024 * 1024);
    QCOMPARE(at(rows, 1, u"jb"_s), u"{\"a\": 1.10, \"b\": 12345678901234567890}"_s);
    QCOMPARE(at(rows, 1, u"j"_s), u"{\"a\" :  1e2}"_s);
    QVERIFY(!rows.wholeSize(1, rows.indexOf(u"j"_s)));
    QCOMPARE(at(rows, 2, u"j"_s), u"NULL"_s);
    QVERIFY(rows.isNull(2, rows.indexOf(u"jb"_s)));
    QCOMPARE(at(rows, 3, u"t"_s), QString());
    QCOMPARE(at(rows, 3, u"jb"_s), u"null"_s);
    QCOMPARE(at(rows, 4, u"t"_s).size(), 300);
    QVERIFY(!rows.wholeSize(4, rows.indexOf(u"t"_s)));

    // Sorted by what is huge: the cursor stays small.
    const Query byText{std::make_shared<Relation>(relation(u"huge"_s)), {}, {{u"t"_s, false}}};
    PageRequest request{byText, {}, false, 1};
    QStringList ids;
    for (int i = 0; i < 10; ++i) {
        const Page one = page(request);
        if (one.rows() == 0)
            break;
        ids += at(one, 0, u"id"_s);
        request.from = one.cursor(0);
        QVERIFY(!request.from->values[0] || request.from->values[0]->size() <= 600);
        if (one.atEnd())
            break;
    }
    QCOMPARE(ids.join(u' '), u"1 5 2 4 3"_s);
}

void BrowseTrouble::wholeValueOnDemand()
{
    const Query query{std::make_shared<Relation>(relation(u"huge"_s)), {}, {}};
    const Page rows = page({query});
    const auto value = [&](int row, const QString &column, qint64 most = kMostBytes) {
        const Cursor cursor = rows.cursor(row);
        auto found = run(
            *m_session, [&](db::Sql &sql) { return fetchValue(sql, query, cursor, column, most); });
        return found ? found.value() : Value{true, found.error().text.toUtf8(), -1};
    };
    QCOMPARE(value(0, u"t"_s).text.size(), 16LL * 1024 * 1024);
    QCOMPARE(value(0, u"jb"_s).wholeSize, value(0, u"jb"_s).text.size());
    QVERIFY(value(0, u"jb"_s).wholeSize > 16000000);
    const Value cut = value(0, u"t"_s, 1000);
    QCOMPARE(cut.text.size(), 2000); // a thousand characters
    QCOMPARE(cut.wholeSize, 16LL * 1024 * 1024);
    QCOMPARE(value(1, u"j"_s).text, QByteArray("{\"a\" :  1e2}"));
    QVERIFY(value(2, u"j"_s).null);
    QVERIFY(!value(3, u"t"_s).null);
    QVERIFY(script(u"DELETE FROM huge WHERE id = 5"_s));
    QCOMPARE(value(4, u"t"_s).wholeSize, -1);
}

void BrowseTrouble::secretsStayInside()
{
    auto keys = std::make_shared<Relation>(relation(u"secrets"_s));
    keys->columns[1].secret = true;
    const Query query{keys, {}, parse(u"key+"_s), {u"id"_s, u"key"_s}};
    const Page rows = page({query});
    const QString plain = u"ollama-abcdefghijklmnop1234"_s;
    QCOMPARE(at(rows, 0, u"key"_s), maskKey(plain) + u' ' + fingerprint(plain));
    QCOMPARE(at(rows, 0, u"key"_s), at(rows, 1, u"key"_s));
    QCOMPARE(at(rows, 3, u"key"_s), maskKey(u"short"_s) + u' ' + fingerprint(u"short"_s));
    // The order is that of the real values, and pages go on within equal ones.
    const Page rest = page({query, rows.cursor(0)});
    QCOMPARE(at(rest, 0, u"id"_s), u"4"_s);
    const Cursor cursor = rows.cursor(0);
    const auto value =
        run(*m_session, [&](db::Sql &sql) { return fetchValue(sql, query, cursor, u"key"_s); });
    QVERIFY(value);
    QCOMPARE(QString::fromUtf8(value.value().text), at(rows, 0, u"key"_s));
}

void BrowseTrouble::secretMembersAreBlanked_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<QString>("column");
    QTest::addColumn<QString>("expected");
    QTest::addRow("nested")
        << 0 << u"doc"_s
        << u"{\"n\": 1, \"headers\": {\"ua\": \"x\", \"authorization\": \"••••\"}}"_s;
    QTest::addRow("a scalar has no members") << 1 << u"doc"_s << u"\"scalar\""_s;
    QTest::addRow("the path ends early") << 2 << u"doc"_s << u"{\"headers\": \"none\"}"_s;
    QTest::addRow("NULL") << 3 << u"doc"_s << u"NULL"_s;
    QTest::addRow("json") << 0 << u"raw"_s << u"{\"n\": 1, \"token\": \"••••\"}"_s;
    QTest::addRow("json with NUL is hidden whole") << 1 << u"raw"_s << u"\"••••\""_s;
    QTest::addRow("array") << 2 << u"raw"_s << u"[1, 2]"_s;
    QTest::addRow("as a column of its own") << 0 << u"ua"_s << u"x"_s;
    QTest::addRow("what holds it is masked") << 0 << u"headers"_s << u"NULL"_s;
    QTest::addRow("NUL in a neighbour") << 1 << u"n"_s << u"NULL"_s;
    QTest::addRow("number of json") << 0 << u"n"_s << u"1"_s;
}

void BrowseTrouble::secretMembersAreBlanked()
{
    QFETCH(int, row);
    QFETCH(QString, column);
    QFETCH(QString, expected);
    auto keys = std::make_shared<Relation>(relation(u"secrets"_s));
    keys->columns[2].secretMembers = {{u"headers"_s, u"authorization"_s}};
    keys->columns[3].secretMembers = {{u"token"_s}};
    const Column doc = keys->columns[2], raw = keys->columns[3];
    keys->columns.push_back(memberColumn(doc, u"ua"_s, {u"headers"_s, u"ua"_s}, Show::Text));
    keys->columns.push_back(memberColumn(doc, u"headers"_s, {u"headers"_s}, Show::Json));
    keys->columns.push_back(memberColumn(raw, u"n"_s, {u"n"_s}, Show::Number));
    const Query query{keys, {}, {}};
    const Page rows = page({query});
    if (column == u"headers"_s) {
        QVERIFY(!at(rows, row, column).contains(u"Bearer"_s));
        return;
    }
    QCOMPARE(at(rows, row, column), expected);
    const Cursor cursor = rows.cursor(row);
    const auto value =
        run(*m_session, [&](db::Sql &sql) { return fetchValue(sql, query, cursor, column); });
    QVERIFY2(value, qPrintable(value ? QString() : value.error().detail));
    QCOMPARE(value.value().null ? u"NULL"_s : QString::fromUtf8(value.value().text), expected);
}

void BrowseTrouble::hostileNames()
{
    const QString schema = u"s\"; DROP TABLE logs; --"_s, table = u"t %1 $1 '\\ \"x\""_s,
                  column = u"c\" %1 $2 ' -- \\"_s;
    const QString text = u"CREATE SCHEMA "_s + db::Identifier(schema).quoted()
        + u"; CREATE TABLE "_s + db::Identifier(schema, table).quoted() + u" ("_s
        + db::Identifier(column).quoted() + u" text, \"CamelCase\" int PRIMARY KEY); INSERT INTO "_s
        + db::Identifier(schema, table).quoted()
        + u" SELECT 'v' || i, i FROM generate_series(1, 30) i"_s;
    QVERIFY(script(text));
    const auto hostile = std::make_shared<Relation>(relation(db::Identifier(schema, table)));
    QCOMPARE(hostile->columns[0].id, column);
    const Query query{hostile, Condition::startsWith(column, u"v1"_s), {{column, false}}};
    const Page rows = page({query, {}, false, 5});
    QCOMPARE(at(rows, 0, column), u"v19"_s);
    QCOMPARE(at(page({query, rows.cursor(4)}), 0, column), u"v14"_s);
    const auto plan = run(*m_session, [query](db::Sql &sql) { return fetchPlan(sql, query); });
    QVERIFY(plan);
    for (const QString &statement : helpfulIndexes(query)) {
        const auto made =
            run(*m_session, [statement](db::Sql &sql) { return sql.execute(statement); });
        QVERIFY2(made, qPrintable(statement));
    }
    QCOMPARE(test::cell(*m_session, u"SELECT count(*) FROM logs"_s), u"120000"_s);
}

void BrowseTrouble::tableThatGoes()
{
    QVERIFY(
        script(u"CREATE TABLE going (id int PRIMARY KEY); INSERT INTO going VALUES (1), (2)"_s));
    const Query query{std::make_shared<Relation>(relation(u"going"_s)), {}, {}};
    const Page first = page({query, {}, false, 1});
    QVERIFY(script(u"DROP TABLE going"_s));
    const PageRequest next{query, first.cursor(0)};
    const auto gone = run(*m_session, [next](db::Sql &sql) { return fetchPage(sql, next); });
    QVERIFY(!gone);
    QCOMPARE(gone.error().sqlState, u"42P01"_s);
    const auto described =
        run(*m_session, [](db::Sql &sql) { return describe(sql, db::Identifier(u"going"_s)); });
    QVERIFY(!described);
    QCOMPARE(described.error().kind, Error::Kind::Invalid);
    QVERIFY(described.error().text.contains(u"going"_s));
}

void BrowseTrouble::rightsThatGo()
{
    QVERIFY(script(u"CREATE ROLE reader; GRANT SELECT ON logs TO reader"_s));
    db::Session reader(
        {(*m_server)->info(), nullptr, db::SessionKind::Interactive, true, u"reader"_s});
    const auto found =
        run(reader, [](db::Sql &sql) { return describe(sql, db::Identifier(u"logs"_s)); });
    QVERIFY(found);
    const PageRequest request{{std::make_shared<Relation>(found.value()), {}, {}}};
    QVERIFY(run(reader, [request](db::Sql &sql) { return fetchPage(sql, request); }));
    QVERIFY(script(u"REVOKE SELECT ON logs FROM reader"_s));
    const auto refused = run(reader, [request](db::Sql &sql) { return fetchPage(sql, request); });
    QVERIFY(!refused);
    QCOMPARE(refused.error().sqlState, u"42501"_s);
    const auto described =
        run(reader, [](db::Sql &sql) { return describe(sql, db::Identifier(u"logs"_s)); });
    QVERIFY(!described);
    QCOMPARE(described.error().kind, Error::Kind::Refused);
}

void BrowseTrouble::rightsOnSomeColumns()
{
    QVERIFY(script(u"CREATE ROLE partly; GRANT SELECT (model, ms) ON logs TO partly"_s));
    db::Session reader(
        {(*m_server)->info(), nullptr, db::SessionKind::Interactive, true, u"partly"_s});
    const auto found =
        run(reader, [](db::Sql &sql) { return describe(sql, db::Identifier(u"logs"_s)); });
    QVERIFY(found);
    QVERIFY(!found.value().keyIsUnique); // the key is not readable, nor is the row's place
    const PageRequest request{{std::make_shared<Relation>(found.value()),
        Condition::range(u"ms"_s, {}, u"40"_s), parse(u"ms+"_s)}};
    const auto rows = run(reader, [request](db::Sql &sql) { return fetchPage(sql, request); });
    QVERIFY2(rows, qPrintable(rows ? QString() : rows.error().detail));
    QCOMPARE(rows.value().columns(), 2);
    QVERIFY(rows.value().rows() > 10);
}

void BrowseTrouble::timeLimit()
{
    auto slow = std::make_shared<Relation>();
    slow->kind = Relation::Kind::Select;
    slow->select = u"SELECT 1 AS a, pg_sleep(30) AS b"_s;
    Column a;
    a.id = u"a"_s;
    slow->columns = {a};
    const PageRequest request{{slow, {}, {}}};
    const auto late = run(*m_session, [request](db::Sql &sql) {
        sql.setStatementTimeout(50);
        return fetchPage(sql, request);
    });
    QVERIFY(!late);
    QCOMPARE(late.error().sqlState, u"57014"_s);
    QCOMPARE(late.error().kind, Error::Kind::Sql);
    const Query query = request.query;
    const auto count =
        run(*m_session, [query](db::Sql &sql) { return countExact(sql, query, 50); });
    QVERIFY(!count);
}

void BrowseTrouble::cancelled()
{
    auto slow = std::make_shared<Relation>();
    slow->kind = Relation::Kind::Select;
    slow->select = u"SELECT i AS a, pg_sleep(0.1) AS b FROM generate_series(1, 1000) i OFFSET $1"_s;
    slow->selectParams = db::bind(0);
    Column a;
    a.id = u"a"_s;
    slow->columns = {a};
    const PageRequest request{{slow, {}, {}}};
    CancelToken token;
    auto future =
        m_session->run([request](db::Sql &sql) { return fetchPage(sql, request); }, token);
    token.cancel();
    future.waitForFinished();
    QVERIFY(!future.result());
    QCOMPARE(future.result().error().kind, Error::Kind::Cancelled);
    QCOMPARE(test::cell(*m_session, u"SELECT 1"_s), u"1"_s);
}

void BrowseTrouble::badFilterValue()
{
    const Query query{std::make_shared<Relation>(relation(u"logs"_s)),
        Condition::equals(u"ms"_s, u"fast' OR 1=1"_s), {}};
    const auto rows = run(*m_session, [query](db::Sql &sql) { return fetchPage(sql, {query}); });
    QVERIFY(!rows);
    QCOMPARE(rows.error().sqlState, u"22P02"_s);
}

void BrowseTrouble::indexlessOrderIsWarnedAbout_data()
{
    QTest::addColumn<QString>("order");
    QTest::addColumn<Condition>("filter");
    QTest::addColumn<bool>("needsIndex");
    QTest::addRow("the key") << u"id-"_s << Condition() << false;
    QTest::addRow("by a number") << u"ms-"_s << Condition() << true;
    QTest::addRow("mixed") << u"model+ at-"_s << Condition() << true;
    QTest::addRow("by a member") << u"code-"_s << Condition() << true;
    QTest::addRow("within one model") << u"at-"_s << Condition::equals(u"model"_s, u"m1"_s) << true;
    QTest::addRow("by a document") << u"data+"_s << Condition() << true;
}

// The offered index is built and then used: the same plan is not worth a warning any more.
void BrowseTrouble::indexlessOrderIsWarnedAbout()
{
    QFETCH(QString, order);
    QFETCH(Condition, filter);
    QFETCH(bool, needsIndex);
    auto logs = std::make_shared<Relation>(relation(u"logs"_s));
    const Column data = *logs->column(u"data"_s);
    logs->columns.push_back(memberColumn(data, u"code"_s, {u"code"_s}, Show::Number));
    const Query query{logs, filter, parse(order)};
    const auto before = run(*m_session, [query](db::Sql &sql) { return fetchPlan(sql, query); });
    QVERIFY2(before, qPrintable(before ? QString() : before.error().detail));
    QCOMPARE(before.value().sortsAll || before.value().readsAll, needsIndex);
    if (!needsIndex) {
        QVERIFY(warning(before.value()).isEmpty());
        return;
    }
    Plan heavy = before.value();
    heavy.cost = Plan::kHeavyCost + 1;
    QVERIFY(warning(heavy).contains(u"20,001"_s));
    const QStringList statements = helpfulIndexes(query);
    QCOMPARE(statements.size(), 1);
    QVERIFY(statements.front().startsWith(u"CREATE INDEX CONCURRENTLY "_s));
    const auto made =
        run(*m_session, [&statements](db::Sql &sql) { return sql.execute(statements.front()); });
    QVERIFY2(made, qPrintable(statements.front() + (made ? QString() : made.error().detail)));
    QVERIFY(script(u"ANALYZE logs"_s));
    const auto after = run(*m_session, [query](db::Sql &sql) { return fetchPlan(sql, query); });
    QVERIFY(after);
    QVERIFY2(!after.value().sortsAll && !after.value().readsAll, qPrintable(statements.front()));
    QVERIFY(after.value().cost < before.value().cost / 10);
    QVERIFY(script(u"DROP INDEX "_s + statements.front().section(u'"', 1, 1)));
}

void BrowseTrouble::indexlessOrderOfPartitions()
{
    const Query query{std::make_shared<Relation>(relation(u"parted"_s)), {}, parse(u"ms-"_s)};
    const QStringList statements = helpfulIndexes(query,
        {db::Identifier(u"public"_s, u"parted A"_s), db::Identifier(u"public"_s, u"parted_b"_s)});
    QCOMPARE(statements.size(), 5);
    for (const QString &statement : statements) {
        const auto made =
            run(*m_session, [statement](db::Sql &sql) { return sql.execute(statement); });
        QVERIFY2(made, qPrintable(statement + (made ? QString() : made.error().detail)));
    }
    const auto plan = run(*m_session, [query](db::Sql &sql) { return fetchPlan(sql, query); });
    QVERIFY(plan);
    QVERIFY(!plan.value().sortsAll);
}

// Statements without names and parameters beside them are all that a pooler needs.
void BrowseTrouble::insidePooler()
{
    const Query query{std::make_shared<Relation>(relation(u"logs"_s)), {}, parse(u"id-"_s)};
    const auto prepared = [this] {
        return test::cell(*m_session, u"SELECT count(*) FROM pg_prepared_statements"_s);
    };
    page({query});
    QCOMPARE(prepared(), u"0"_s);
}

QTEST_GUILESS_MAIN(BrowseTrouble)
#include "browsetrouble.moc"
