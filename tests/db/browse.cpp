// Paging against a real server: every row once, in the server's own order, whatever is in it.
#include "browse/counts.h"
#include "browse/describe.h"
#include "browse/page.h"
#include "browse/plan.h"
#include "browse/position.h"
#include "support/testcluster.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace gatehouse;
using namespace gatehouse::browse;
using gatehouse::test::run;

namespace {
const char *const kSchema = R"(
CREATE TABLE ties (id bigint PRIMARY KEY, at timestamptz NOT NULL, note text, n float8, k int NOT NULL);
INSERT INTO ties SELECT i, timestamptz '2026-11-20 12:00:00.000001+00' + (i / 7) * interval '1 microsecond',
    CASE WHEN i % 5 = 0 THEN NULL ELSE 'n' || i % 11 END,
    CASE WHEN i % 6 = 0 THEN NULL WHEN i % 31 = 0 THEN 'NaN' WHEN i % 37 = 0 THEN '-Infinity' ELSE (i * 37) % 101 / 7.0 END,
    i % 3
    FROM generate_series(1, 500) i;
UPDATE ties SET at = 'infinity' WHERE id IN (3, 5, 8);
UPDATE ties SET at = '-infinity' WHERE id IN (13, 21);
UPDATE ties SET at = '0044-03-15 00:00:00+00 BC' WHERE id IN (34, 55);
CREATE INDEX ON ties (at, id);
CREATE INDEX ON ties (note, id);

CREATE TABLE parts (id bigint NOT NULL, at timestamp NOT NULL, model text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE parts_a PARTITION OF parts FOR VALUES FROM (MINVALUE) TO ('2026-01-03');
CREATE TABLE parts_b PARTITION OF parts FOR VALUES FROM ('2026-01-03') TO (MAXVALUE);
INSERT INTO parts SELECT i, timestamp '2026-01-01' + i * interval '13 minutes', 'm' || i % 4 FROM generate_series(1, 400) i;

CREATE TABLE keyless (a int, b text);
INSERT INTO keyless SELECT i % 9, CASE WHEN i % 4 = 0 THEN NULL ELSE 'x' END FROM generate_series(1, 300) i;
CREATE TABLE loose (a int, b text) PARTITION BY LIST (a);
CREATE TABLE loose_0 PARTITION OF loose DEFAULT;
CREATE TABLE loose_1 PARTITION OF loose FOR VALUES IN (1, 2);
INSERT INTO loose SELECT a, b FROM keyless;
CREATE VIEW seen AS SELECT a, b FROM keyless;
CREATE VIEW same AS SELECT 1 AS a, NULL::text AS b FROM generate_series(1, 130);

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE kinds (u uuid PRIMARY KEY, e mood, d positive, i inet, v varchar(20) COLLATE "C", c char(8),
    b bytea, j json, jb jsonb, x xml, ar int[], t interval, m numeric, bo boolean, p point, dt date, r int4range, rc regclass);
INSERT INTO kinds SELECT md5(i::text)::uuid, (ARRAY['sad', 'ok', 'happy', NULL])[1 + i % 4]::mood, nullif(i % 7, 0),
    ('10.0.' || i % 3 || '.' || i)::inet, chr(33 + i % 90), chr(97 + i % 5), decode(md5((i % 9)::text), 'hex'),
    json_build_object('n', i % 10), jsonb_build_object('n', i % 10, 's', i % 3 || ''), ('<a>' || i % 4 || '</a>')::xml,
    ARRAY[i % 3, i], (i % 8) * interval '90 minutes', (i % 12) / 3.0, i % 2 = 0, point(i, i), date '2026-01-01' + i % 20,
    int4range(i % 6, 10), (ARRAY['ties', 'parts'])[1 + i % 2]::regclass
    FROM generate_series(1, 120) i;

CREATE TABLE spread (id bigint PRIMARY KEY, at timestamptz, model text, u uuid NOT NULL, n numeric NOT NULL,
    fresh int NOT NULL) WITH (autovacuum_enabled = off);
INSERT INTO spread SELECT i, CASE WHEN i % 10 = 0 THEN NULL ELSE timestamptz '2026-01-01' + (i * i / 1000) * interval '1 ms' END,
    'model-' || (i % 100) / 40, md5(i::text)::uuid, ln(i), i FROM generate_series(1, 20000) i;
CREATE INDEX ON spread (at, id);
CREATE INDEX ON spread (n);
CREATE INDEX ON spread (fresh);
ANALYZE spread;
CREATE TABLE unknown (id bigint PRIMARY KEY) WITH (autovacuum_enabled = off);
INSERT INTO unknown SELECT i * 3 FROM generate_series(1, 5000) i;
CREATE TABLE leaves (id bigint NOT NULL, at timestamp NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE leaves_a PARTITION OF leaves FOR VALUES FROM (MINVALUE) TO ('2026-01-02');
CREATE TABLE leaves_b PARTITION OF leaves FOR VALUES FROM ('2026-01-02') TO ('2026-01-05');
CREATE TABLE leaves_c PARTITION OF leaves FOR VALUES FROM ('2026-01-05') TO (MAXVALUE);
INSERT INTO leaves SELECT i, timestamp '2026-01-01' + i * interval '41 seconds' FROM generate_series(1, 15000) i;
ANALYZE leaves_a; ANALYZE leaves_b; ANALYZE leaves_c;
)";

Order parse(const QString &text)
{
    Order order;
    for (const QString &item : text.split(u' ', Qt::SkipEmptyParts))
        order.push_back({item.chopped(1), item.endsWith(u'+')});
    return order;
}

QString joined(const std::vector<QStringList> &rows)
{
    QStringList lines;
    for (const QStringList &row : rows)
        lines += row.join(u" | "_s);
    return lines.join(u'\n');
}
} // namespace

class Browse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble());
        m_session = m_server->open();
        const auto made =
            run(*m_session, [](db::Sql &sql) { return sql.script(QString::fromUtf8(kSchema)); });
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
    }

    void everyRowOnce_data();
    void everyRowOnce();
    void positionIsWithinOnePercent_data();
    void positionIsWithinOnePercent();
    void positionSeesRowsAfterTheStatistics();
    void positionInsideATimeFilter();
    void positionLearns();
    void rowsComeAndGoWhilePaging_data();
    void rowsComeAndGoWhilePaging();
    void countsSayWhichTheyAre_data();
    void countsSayWhichTheyAre();
    void filters_data();
    void filters();

private:
    Relation relation(const QString &name)
    {
        auto found = run(*m_session,
            [name](db::Sql &sql) { return describe(sql, db::Identifier(u"public"_s, name)); });
        if (!found)
            qFatal("%s", qPrintable(found.error().text));
        return std::move(found).value();
    }
    std::vector<QStringList> walk(const Query &query, bool backward, int limit);
    std::vector<QStringList> oracle(const Query &query);

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
};

namespace {
void append(std::vector<QStringList> &rows, const Page &page)
{
    for (int row = 0; row < page.rows(); ++row) {
        QStringList cells;
        for (int column = 0; column < page.columns(); ++column)
            cells += page.isNull(row, column) ? u"∅"_s : QString::fromUtf8(page.cell(row, column));
        rows.push_back(cells);
    }
}
} // namespace

// All pages, put in the order of the query.
std::vector<QStringList> Browse::walk(const Query &query, bool backward, int limit)
{
    std::vector<QStringList> rows;
    PageRequest request{query, {}, backward, limit};
    for (int pages = 0; pages < 1000; ++pages) {
        const auto page =
            run(*m_session, [request](db::Sql &sql) { return fetchPage(sql, request); });
        if (!page) {
            qWarning("%s %s", qPrintable(page.error().text), qPrintable(page.error().detail));
            for (const Printed &statement : printPage(request))
                qWarning("%s", qPrintable(statement.text));
            return {};
        }
        std::vector<QStringList> more;
        append(more, page.value());
        if (backward)
            rows.insert(rows.begin(), more.begin(), more.end());
        else
            rows.insert(rows.end(), more.begin(), more.end());
        if (page.value().atEnd())
            return rows;
        request.from = page.value().cursor(backward ? 0 : page.value().rows() - 1);
    }
    return rows;
}

std::vector<QStringList> Browse::oracle(const Query &query)
{
    QStringList items, columns;
    db::Composer none;
    for (const OrderItem &item : completed(query.order, *query.relation)) {
        items += printSortKey(*query.relation, *query.relation->column(item.column), none)
            + (item.ascending ? u" ASC"_s : u" DESC"_s) + u" NULLS LAST"_s;
    }
    for (const Column &column : query.relation->columns) {
        if (column.internal)
            continue;
        const QString name = db::Identifier(column.id).quoted();
        columns += column.show == Show::Bytes ? u"encode("_s + name + u", 'hex')"_s : name;
    }
    const QString text = u"SELECT "_s + columns.join(u", "_s) + u" FROM "_s
        + query.relation->name.quoted() + u" ORDER BY "_s + items.join(u", "_s);
    std::vector<QStringList> rows;
    const auto done = run(*m_session, [&](db::Sql &sql) {
        return sql.stream(text, {}, [&rows](const db::Row &row) {
            QStringList cells;
            for (int i = 0; i < row.columns(); ++i)
                cells += row.isNull(i) ? u"∅"_s : row.text(i);
            rows.push_back(cells);
            return true;
        });
    });
    if (!done)
        qWarning("%s", qPrintable(done.error().detail));
    return rows;
}

void Browse::everyRowOnce_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("order"); // "at- note+"
    QTest::addRow("ties at microseconds, descending") << u"ties"_s << u"at-"_s;
    QTest::addRow("ties at microseconds, ascending") << u"ties"_s << u"at+"_s;
    QTest::addRow("NULLs, ascending") << u"ties"_s << u"note+"_s;
    QTest::addRow("NULLs, descending") << u"ties"_s << u"note-"_s;
    QTest::addRow("NaN and infinities") << u"ties"_s << u"n-"_s;
    QTest::addRow("mixed directions") << u"ties"_s << u"k+ at- id+"_s;
    QTest::addRow("mixed, NULLs first column") << u"ties"_s << u"note+ at-"_s;
    QTest::addRow("mixed, NULLs in two columns") << u"ties"_s << u"note- n+ k-"_s;
    QTest::addRow("NULLs in the middle") << u"ties"_s << u"k- n- at+"_s;
    QTest::addRow("the key alone") << u"ties"_s << u""_s;
    QTest::addRow("the key backwards") << u"ties"_s << u"id-"_s;
    QTest::addRow("partitions") << u"parts"_s << u"at-"_s;
    QTest::addRow("partitions by another column") << u"parts"_s << u"model+ at-"_s;
    QTest::addRow("no key: by place") << u"keyless"_s << u"a+"_s;
    QTest::addRow("partitions without a key") << u"loose"_s << u"b- a+"_s;
    QTest::addRow("view: equal rows are counted") << u"seen"_s << u"a-"_s;
    QTest::addRow("view: NULLs and equal rows") << u"seen"_s << u"b+"_s;
    QTest::addRow("view: nothing but equal rows") << u"same"_s << u""_s;
    for (const char *column :
        {"u", "e", "d", "i", "v", "c", "b", "j", "jb", "x", "ar", "t", "m", "bo", "dt", "r", "rc"})
        QTest::addRow("type of %s", column) << u"kinds"_s << QLatin1String(column) + u'-';
    QTest::addRow("a type without an order") << u"kinds"_s << u"p+"_s;
}

void Browse::everyRowOnce()
{
    QFETCH(QString, table);
    QFETCH(QString, order);
    const Query query{std::make_shared<Relation>(relation(table)), {}, parse(order)};
    const QString wanted = joined(oracle(query));
    QVERIFY(!wanted.isEmpty());
    for (int limit : {table == u"same"_s ? 1 : 13, 50, 1000}) {
        QCOMPARE(joined(walk(query, false, limit)), wanted);
        QCOMPARE(joined(walk(query, true, limit)), wanted);
    }
}

void Browse::positionIsWithinOnePercent_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("order");
    QTest::addColumn<bool>("compares"); // a value can be placed, too
    QTest::addRow("time, ascending") << u"spread"_s << u"at+"_s << true;
    QTest::addRow("time with NULLs, descending") << u"spread"_s << u"at-"_s << true;
    QTest::addRow("few values: by the key within") << u"spread"_s << u"model+"_s << true;
    QTest::addRow("few values, mixed") << u"spread"_s << u"model- id+"_s << true;
    QTest::addRow("uuid") << u"spread"_s << u"u+"_s << true;
    QTest::addRow("numeric, uneven") << u"spread"_s << u"n-"_s << true;
    QTest::addRow("never analysed: even between the ends") << u"unknown"_s << u"id+"_s << true;
    QTest::addRow("partitions") << u"leaves"_s << u"at-"_s << true;
    QTest::addRow("partitions, another column") << u"leaves"_s << u"id+"_s << true;
}

void Browse::positionIsWithinOnePercent()
{
    QFETCH(QString, table);
    QFETCH(QString, order);
    QFETCH(bool, compares);
    const Query query{std::make_shared<Relation>(relation(table)), {}, parse(order)};
    const auto position =
        run(*m_session, [query](db::Sql &sql) { return fetchPosition(sql, query); });
    QVERIFY(position);
    QVERIFY(position.value().isKnown());
    const std::vector<QStringList> rows = oracle(query);
    std::map<QString, int> rank;
    for (int i = 0; i < int(rows.size()); ++i)
        rank.emplace(rows[size_t(i)].first(), i);
    for (double wanted = 0.005; wanted < 1; wanted += 0.045) {
        const auto cursor = position.value().at(wanted);
        QVERIFY(cursor);
        const PageRequest request{query, cursor, false, 1};
        const auto page =
            run(*m_session, [request](db::Sql &sql) { return fetchPage(sql, request); });
        QVERIFY2(page, qPrintable(page ? QString() : page.error().detail));
        const double real = page.value().rows() == 0
            ? 1
            : rank.at(QString::fromUtf8(page.value().cell(0, 0))) / double(rows.size());
        QVERIFY2(std::abs(real - wanted) <= 0.01,
            qPrintable(u"at %1: really %2"_s.arg(wanted).arg(real)));
        if (!compares || page.value().rows() == 0)
            continue;
        const auto placed = position.value().of(page.value().cursor(0));
        QVERIFY(placed);
        QVERIFY2(std::abs(real - *placed) <= 0.01,
            qPrintable(u"of %1: said %2"_s.arg(real).arg(*placed)));
    }
}

// A log grows at its end; statistics are always a little old.
void Browse::positionSeesRowsAfterTheStatistics()
{
    const char *const steps[] = {
        "CREATE TABLE growing (id bigint PRIMARY KEY) WITH (autovacuum_enabled = off)",
        "INSERT INTO growing SELECT generate_series(1, 10000)", "ANALYZE growing",
        "INSERT INTO growing SELECT generate_series(10001, 15000)"};
    for (const char *step : steps)
        QVERIFY(
            run(*m_session, [step](db::Sql &sql) { return sql.script(QString::fromUtf8(step)); }));
    const Query query{std::make_shared<Relation>(relation(u"growing"_s)), {}, {}};
    const auto position =
        run(*m_session, [query](db::Sql &sql) { return fetchPosition(sql, query); });
    QVERIFY(position);
    Cursor last; // that the statistics know
    last.values = {db::toParam(10000)};
    const double place = position.value().of(last).value_or(-1);
    QVERIFY2(std::abs(place - 2.0 / 3) < 0.01, qPrintable(QString::number(place)));
    last.values = {db::toParam(12500)};
    QVERIFY(std::abs(position.value().of(last).value_or(-1) - 2.5 / 3) < 0.01);
}

void Browse::positionInsideATimeFilter()
{
    Query query{std::make_shared<Relation>(relation(u"leaves"_s)),
        Condition::range(u"at"_s, u"2026-01-03"_s, u"2026-01-04"_s), {{u"at"_s, true}}};
    const auto position =
        run(*m_session, [query](db::Sql &sql) { return fetchPosition(sql, query); });
    QVERIFY(position && position.value().isKnown());
    Cursor noon;
    noon.values = {db::toParam(u"2026-01-03 12:00:00"_s)};
    QVERIFY(std::abs(position.value().of(noon).value_or(-1) - 0.5) < 0.03);
    const QByteArray first = position.value().at(0)->values.front().value_or(QByteArray());
    QVERIFY2(first.startsWith("2026-01-02 23:") || first.startsWith("2026-01-03 00:"), first);
}

void Browse::positionLearns()
{
    Scale scale = mergedScale({"0", "100"}, {{1, 0, {}, {{0, 0}, {1, 1}}}}, 20, false);
    Position position({{u"id"_s, true}}, {scale});
    const auto at = [&position](int value) {
        Cursor cursor;
        cursor.values = {db::toParam(value)};
        return position.of(cursor).value_or(-1);
    };
    QCOMPARE(at(50), 0.5);
    Cursor seen;
    seen.values = {db::toParam(50)};
    position.refine(seen, 0.8);
    QCOMPARE(at(50), 0.8);
    QCOMPARE(at(25), 0.4);
    QCOMPARE(*position.at(0.9)->values.front(), QByteArray("75"));
    seen.values = {db::toParam(60)};
    position.refine(seen, 0.6); // contradicts the older one
    QCOMPARE(at(60), 0.6);
    QCOMPARE(at(50), 0.5);
}

void Browse::rowsComeAndGoWhilePaging_data()
{
    QTest::addColumn<bool>("backward");
    QTest::addRow("forward") << false;
    QTest::addRow("backward") << true;
}

// Rows that are there all the time are seen once; those that come or go, at most once.
void Browse::rowsComeAndGoWhilePaging()
{
    QFETCH(bool, backward);
    QVERIFY(run(*m_session, [](db::Sql &sql) {
        return sql.script(
            u"DROP TABLE IF EXISTS busy; CREATE TABLE busy (id bigint PRIMARY KEY, at timestamptz "
            u"NOT NULL);"
            "INSERT INTO busy SELECT i, timestamptz '2026-01-01' + (i / 4) * interval '1 us' "
            "FROM generate_series(2, 1000, 2) i"_s);
    }));
    Query query{std::make_shared<Relation>(relation(u"busy"_s)), {}, {{u"at"_s, true}}};
    PageRequest request{query, {}, backward, 20};
    std::multiset<int> seen;
    for (int step = 0; step < 200; ++step) {
        const auto page =
            run(*m_session, [request](db::Sql &sql) { return fetchPage(sql, request); });
        QVERIFY(page);
        for (int row = 0; row < page.value().rows(); ++row)
            seen.insert(page.value().cell(row, 0).toByteArray().toInt());
        if (page.value().atEnd())
            break;
        request.from = page.value().cursor(backward ? 0 : page.value().rows() - 1);
        // New rows everywhere, and a third of the old ones go: also the one of the cursor.
        QVERIFY(run(*m_session, [step, request](db::Sql &sql) -> Result<> {
            if (auto done =
                    sql.execute(u"INSERT INTO busy SELECT i, timestamptz '2026-01-01' + (i / 4) * "
                                u"interval '1 us' "
                                "FROM generate_series($1, 999, 50) i ON CONFLICT DO NOTHING"_s,
                        db::bind(2 * (step % 25) + 1));
                !done)
                return done.error();
            if (auto done = sql.execute(u"DELETE FROM busy WHERE id % 6 = 0 AND id % 30 = $1"_s,
                    db::bind(step % 5 * 6));
                !done)
                return done.error();
            if (step % 3 == 0) {
                if (auto done = sql.execute(u"DELETE FROM busy WHERE id = $1 AND id % 6 = 0"_s,
                        {request.from->values[1]});
                    !done)
                    return done.error();
            }
            return Done{};
        }));
    }
    for (int id = 2; id <= 1000; id += 2) {
        const size_t times = seen.count(id);
        QVERIFY2(id % 6 == 0 ? times <= 1 : times == 1, qPrintable(u"%1: %2"_s.arg(id).arg(times)));
    }
    for (int id = 1; id < 1000; id += 2)
        QVERIFY(seen.count(id) <= 1);
}

void Browse::countsSayWhichTheyAre_data()
{
    using Kind = Count::Kind;
    QTest::addColumn<QString>("table");
    QTest::addColumn<Condition>("filter");
    QTest::addColumn<int>("about"); // Kind
    QTest::addColumn<int>("capped");
    QTest::addColumn<int>("exact");
    const Condition none;
    QTest::addRow("analysed") << u"spread"_s << none << int(Kind::About) << int(Kind::AtLeast)
                              << 20000;
    QTest::addRow("filtered") << u"spread"_s << Condition::equals(u"model"_s, u"model-2"_s)
                              << int(Kind::About) << int(Kind::Exact) << 4000;
    QTest::addRow("partitions") << u"leaves"_s << none << int(Kind::About) << int(Kind::AtLeast)
                                << 15000;
    QTest::addRow("never analysed")
        << u"unknown"_s << none << int(Kind::Unknown) << int(Kind::Exact) << 5000;
    QTest::addRow("filtered, never analysed")
        << u"unknown"_s << Condition::range(u"id"_s, {}, u"31"_s) << int(Kind::Unknown)
        << int(Kind::Exact) << 10;
    QTest::addRow("view") << u"same"_s << none << int(Kind::About) << int(Kind::Exact) << 130;
}

void Browse::countsSayWhichTheyAre()
{
    QFETCH(QString, table);
    QFETCH(Condition, filter);
    QFETCH(int, about);
    QFETCH(int, capped);
    QFETCH(int, exact);
    const Query query{std::make_shared<Relation>(relation(table)), filter, {}};
    const auto guess = run(*m_session, [query](db::Sql &sql) { return countAbout(sql, query); });
    QVERIFY(guess);
    QCOMPARE(int(guess.value().kind), about);
    if (guess.value().kind == Count::Kind::About && table != u"same"_s)
        QVERIFY(std::abs(double(guess.value().value) / exact - 1) < 0.1);
    const auto some = run(*m_session, [query](db::Sql &sql) { return countCapped(sql, query); });
    QVERIFY(some);
    QCOMPARE(int(some.value().kind), capped);
    QCOMPARE(some.value().value, std::min(qint64(exact), kCountCap - 1));
    const auto all = run(*m_session, [query](db::Sql &sql) { return countExact(sql, query); });
    QVERIFY(all);
    QVERIFY(all.value() == (Count{Count::Kind::Exact, exact}));
}

void Browse::filters_data()
{
    QTest::addColumn<Condition>("filter");
    QTest::addColumn<QString>("where"); // what a person would write
    using C = Condition;
    QTest::addRow("equals a number") << C::equals(u"d"_s, u"3"_s) << u"d = 3"_s;
    QTest::addRow("one of an enum")
        << C::oneOf(u"e"_s, {u"sad"_s, u"happy"_s}) << u"e IN ('sad', 'happy')"_s;
    QTest::addRow("one of, with NULL") << [] {
        C c = C::oneOf(u"e"_s, {u"sad"_s});
        c.values.push_back(std::nullopt);
        return c;
    }() << u"e = 'sad' OR e IS NULL"_s;
    QTest::addRow("one of nothing") << C::oneOf(u"d"_s, {}) << u"false"_s;
    QTest::addRow("not, NULLs too")
        << C::negate(C::equals(u"e"_s, u"ok"_s)) << u"e IS DISTINCT FROM 'ok'"_s;
    QTest::addRow("half open") << C::range(u"dt"_s, u"2026-01-03"_s, u"2026-01-05"_s)
                               << u"dt >= '2026-01-03' AND dt < '2026-01-05'"_s;
    QTest::addRow("above and at most")
        << C::all({C::above(u"m"_s, u"1"_s), C::atMost(u"m"_s, u"3"_s)}) << u"m > 1 AND m <= 3"_s;
    QTest::addRow("every quote") << C::contains(u"v"_s, u"'\"$$;--%_\\`E'"_s) << u"false"_s;
    QTest::addRow("percent is no wildcard") << C::contains(u"v"_s, u"%"_s) << u"v = '%'"_s;
    QTest::addRow("underscore is none") << C::contains(u"v"_s, u"_"_s) << u"v = '_'"_s;
    QTest::addRow("backslash is none") << C::contains(u"v"_s, u"\\"_s) << u"v = E'\\\\'"_s;
    QTest::addRow("any case") << C::startsWith(u"v"_s, u"A"_s) << u"v IN ('a', 'A')"_s;
    QTest::addRow("member of json")
        << C::equals(u"j"_s, u"4"_s).at({u"n"_s}) << u"j ->> 'n' = '4'"_s;
    QTest::addRow("member of jsonb as number") << C::range(u"jb"_s, u"4"_s, u"10"_s).at({u"n"_s})
                                               << u"(jb ->> 'n')::int BETWEEN 4 AND 9"_s;
    QTest::addRow("a text is no number")
        << C::range(u"jb"_s, u"0"_s, {}).at({u"s"_s}) << u"false"_s;
    QTest::addRow("json as a whole") << C::equals(u"j"_s, u"{\"n\" : 4}"_s) << u"j ->> 'n' = '4'"_s;
    QTest::addRow("array") << C::equals(u"ar"_s, u"{1,4}"_s) << u"ar = '{1,4}'"_s;
}

void Browse::filters()
{
    QFETCH(Condition, filter);
    QFETCH(QString, where);
    const Query query{std::make_shared<Relation>(relation(u"kinds"_s)), filter, {}};
    const auto counted = run(*m_session, [query](db::Sql &sql) { return countExact(sql, query); });
    QVERIFY2(counted, qPrintable(counted ? QString() : counted.error().detail));
    QCOMPARE(QString::number(counted.value().value),
        test::cell(*m_session, u"SELECT count(*) FROM kinds WHERE "_s + where));
    if (where != u"false"_s)
        QVERIFY(counted.value().value > 0);
}

QTEST_GUILESS_MAIN(Browse)
#include "browse.moc"
