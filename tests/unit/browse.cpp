// SQL of the browser as printed text: no server.
#include "base/result.h"
#include "browse/phases.h"
#include "browse/plan.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::browse;

namespace {
Column column(const QString &id, bool nullable = false, const QString &type = u"bigint"_s)
{
    Column made;
    made.id = id;
    made.typeName = type;
    made.nullable = nullable;
    made.wide = false;
    return made;
}

std::shared_ptr<const Relation> logs()
{
    auto relation = std::make_shared<Relation>();
    relation->name = db::Identifier(u"public"_s, u"usage_logs"_s);
    relation->columns = {column(u"id"_s), column(u"ts"_s), column(u"model"_s, true),
        column(u"n"_s, true), column(u"k"_s)};
    Column data = column(u"data"_s, true, u"jsonb"_s);
    data.type = 3802;
    data.show = Show::Json;
    data.sort = Sort::Start;
    data.wide = true;
    relation->columns.push_back(data);
    Column hostile = column(u"a\"; DROP TABLE x; -- %1"_s);
    relation->columns.push_back(hostile);
    relation->key = {u"id"_s};
    return relation;
}

Order parse(const QString &text)
{
    Order order;
    for (const QString &item : text.split(u' ', Qt::SkipEmptyParts))
        order.push_back({item.chopped(1), item.endsWith(u'+')});
    return order;
}

// "5, NULL" or "=5": values of a cursor, inclusive with "=", "#2" is a repeat.
std::optional<Cursor> cursor(QString text)
{
    if (text.isEmpty())
        return std::nullopt;
    Cursor made;
    if (text.startsWith(u'=')) {
        made.inclusive = true;
        text.remove(0, 1);
    }
    for (const QString &value : text.split(u", "_s)) {
        if (value.startsWith(u'#'))
            made.repeats = value.mid(1).toInt();
        else
            made.values.push_back(value == u"NULL"_s ? db::Param() : db::toParam(value));
    }
    return made;
}

QString shown(const db::Params &params)
{
    QStringList texts;
    for (const db::Param &param : params)
        texts += param ? QString::fromUtf8(*param) : u"NULL"_s;
    return texts.join(u';');
}
} // namespace

class BrowseText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void page_data();
    void page();
    void filter_data();
    void filter();
    void cutsOnTheServer();
    void masksMembers();
    void orderIsCompleted();
};

void BrowseText::page_data()
{
    QTest::addColumn<QString>("order");
    QTest::addColumn<QString>("from");
    QTest::addColumn<bool>("backward");
    QTest::addColumn<QStringList>("expected");

    const auto row = [](const char *name, const char *order, const char *from, bool backward,
                         const QStringList &expected) {
        QTest::addRow("%s", name) << QString::fromLatin1(order) << QString::fromLatin1(from)
                                  << backward << expected;
    };
    row("first", "ts-", "", false, {u"ORDER BY \"ts\" DESC, \"id\" DESC"_s});
    row("last", "ts-", "", true, {u"ORDER BY \"ts\" ASC, \"id\" ASC"_s});
    row("after, one direction", "ts-", "5, 7", false,
        {u"WHERE (\"ts\", \"id\") < ($1, $2) ORDER BY \"ts\" DESC, \"id\" DESC"_s});
    row("before, one direction", "ts-", "5, 7", true,
        {u"WHERE (\"ts\", \"id\") > ($1, $2) ORDER BY \"ts\" ASC, \"id\" ASC"_s});
    row("from the cursor on", "ts+", "=5, 7", false,
        {u"WHERE (\"ts\", \"id\") >= ($1, $2) ORDER BY \"ts\" ASC, \"id\" ASC"_s});
    row("jump to a value", "ts-", "=5", false,
        {u"WHERE \"ts\" <= $1 ORDER BY \"ts\" DESC, \"id\" DESC"_s});
    row("behind a value", "ts-", "5", false,
        {u"WHERE \"ts\" < $1 ORDER BY \"ts\" DESC, \"id\" DESC"_s});
    row("mixed directions", "ts- id+", "5, 7", false,
        {u"WHERE (\"ts\" <= $1 AND (\"ts\" < $1 OR (\"ts\" = $1 AND \"id\" > $2))) ORDER BY \"ts\" DESC, \"id\" ASC"_s});
    row("NULLs, first page", "model-", "", false,
        {u"WHERE \"model\" IS NOT NULL ORDER BY \"model\" DESC, \"id\" DESC"_s,
            u"WHERE \"model\" IS NULL ORDER BY \"id\" DESC"_s});
    row("NULLs, after a value", "model-", "x, 7", false,
        {u"WHERE (\"model\", \"id\") < ($1, $2) ORDER BY \"model\" DESC, \"id\" DESC"_s,
            u"WHERE \"model\" IS NULL ORDER BY \"id\" DESC"_s});
    row("NULLs, among them", "model-", "NULL, 7", false,
        {u"WHERE \"model\" IS NULL AND \"id\" < $1 ORDER BY \"id\" DESC"_s});
    row("NULLs, back from among them", "model-", "NULL, 7", true,
        {u"WHERE \"model\" IS NULL AND \"id\" > $1 ORDER BY \"id\" ASC"_s,
            u"WHERE \"model\" IS NOT NULL ORDER BY \"model\" ASC, \"id\" ASC"_s});
    row("NULLs, back from a value", "model-", "x, 7", true,
        {u"WHERE (\"model\", \"id\") > ($1, $2) ORDER BY \"model\" ASC, \"id\" ASC"_s});
    row("NULLs in the second column", "k+ n+", "1, 2, 3", false,
        {u"WHERE \"k\" = $1 AND (\"n\", \"id\") > ($2, $3) ORDER BY \"n\" ASC, \"id\" ASC"_s,
            u"WHERE \"k\" = $1 AND \"n\" IS NULL ORDER BY \"id\" ASC"_s,
            u"WHERE \"k\" > $1 ORDER BY \"k\" ASC, \"n\" ASC NULLS LAST, \"id\" ASC"_s});
    row("long text by its beginning", "data+", "x, 7", false,
        {u"WHERE (left(\"data\"::text, 300), \"id\") > ($1, $2) ORDER BY left(\"data\"::text, 300) ASC, \"id\" ASC"_s,
            u"WHERE left(\"data\"::text, 300) IS NULL ORDER BY \"id\" ASC"_s});
}

void BrowseText::page()
{
    QFETCH(QString, order);
    QFETCH(QString, from);
    QFETCH(bool, backward);
    QFETCH(QStringList, expected);
    const Query query{logs(), {}, parse(order), {u"id"_s}};
    QStringList texts;
    for (const Printed &statement : printPage({query, cursor(from), backward, 200})) {
        QVERIFY(!statement.text.contains(u"OFFSET"_s));
        const int highest = int(statement.params.size());
        QVERIFY(!statement.text.contains(u'$' + QString::number(highest + 1)));
        QVERIFY(highest == 0 || statement.text.contains(u'$' + QString::number(highest)));
        QString text = statement.text.mid(statement.text.indexOf(u"usage_logs"_s) + 12);
        QVERIFY(text.endsWith(u" LIMIT 200"_s));
        texts += text.chopped(10);
    }
    QCOMPARE(texts.join(u'\n'), expected.join(u'\n'));
}

void BrowseText::filter_data()
{
    QTest::addColumn<Condition>("condition");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("params");
    using C = Condition;
    QTest::addRow("none") << C() << u"true"_s << QString();
    QTest::addRow("equals") << C::equals(u"id"_s, u"5"_s) << u"(\"id\" = $1)"_s << u"5"_s;
    QTest::addRow("one of") << C::oneOf(u"model"_s, {u"a"_s, u"b\"c"_s, u"d\\e"_s})
                            << u"(\"model\" = ANY ($1))"_s << u"{\"a\",\"b\\\"c\",\"d\\\\e\"}"_s;
    QTest::addRow("one of nothing")
        << C::oneOf(u"model"_s, {}) << u"(\"model\" = ANY ($1))"_s << u"{}"_s;
    QTest::addRow("range") << C::range(u"ts"_s, u"1"_s, u"2"_s)
                           << u"(\"ts\" >= $1 AND \"ts\" < $2)"_s << u"1;2"_s;
    QTest::addRow("open range") << C::range(u"ts"_s, {}, u"2"_s) << u"(\"ts\" < $1)"_s << u"2"_s;
    QTest::addRow("empty range") << C::range(u"ts"_s, {}, {}) << u"true"_s << QString();
    QTest::addRow("contains") << C::contains(u"model"_s, u"50%_\\'\""_s)
                              << u"(\"model\"::text ILIKE $1)"_s << u"%50\\%\\_\\\\'\"%"_s;
    QTest::addRow("starts with") << C::startsWith(u"model"_s, u"a"_s)
                                 << u"(\"model\"::text ILIKE $1)"_s << u"a%"_s;
    QTest::addRow("missing") << C::isNull(u"model"_s) << u"(\"model\" IS NULL)"_s << QString();
    QTest::addRow("not") << C::negate(C::equals(u"model"_s, u"x"_s))
                         << u"((\"model\" = $1) IS NOT TRUE)"_s << u"x"_s;
    QTest::addRow("all") << C::all({C::equals(u"id"_s, u"1"_s), C(), C::isNull(u"n"_s)})
                         << u"((\"id\" = $1) AND (\"n\" IS NULL))"_s << u"1"_s;
    QTest::addRow("any of nothing") << C::any({}) << u"false"_s << QString();
    QTest::addRow("any") << C::any({C::isNull(u"n"_s), C()}) << u"((\"n\" IS NULL) OR true)"_s
                         << QString();
    QTest::addRow("NUL is in no value")
        << C::equals(u"model"_s, u"a"_s + QChar(0)) << u"false"_s << QString();
    QTest::addRow("unknown column") << C::equals(u"gone"_s, u"1"_s) << u"false"_s << QString();
    QTest::addRow("hostile name") << C::isNull(u"a\"; DROP TABLE x; -- %1"_s)
                                  << u"(\"a\"\"; DROP TABLE x; -- %1\" IS NULL)"_s << QString();
    QTest::addRow("member as text")
        << C::equals(u"data"_s, u"200"_s).at({u"status"_s, u"code"_s})
        << u"((\"data\" #>> $1::text[]) = $2)"_s << u"{\"status\",\"code\"};200"_s;
    QTest::addRow("member as number")
        << C::range(u"data"_s, u"500"_s, {}).at({u"code"_s})
        << u"((CASE WHEN jsonb_typeof(\"data\" #> $1::text[]) = 'number' THEN (\"data\" #>> $1::text[])::numeric END) >= $2)"_s
        << u"{\"code\"};500"_s;
}

void BrowseText::filter()
{
    QFETCH(Condition, condition);
    QFETCH(QString, text);
    QFETCH(QString, params);
    db::Composer sql;
    QCOMPARE(print(condition, *logs(), sql), text);
    QCOMPARE(shown(sql.params()), params);
}

void BrowseText::cutsOnTheServer()
{
    const Query query{logs(), {}, parse(u"ts-"_s), {u"ts"_s, u"data"_s}};
    const QString text = printPage({query}).front().text;
    QVERIFY2(
        text.startsWith(
            u"SELECT \"ts\", CASE WHEN pg_column_size(\"data\") <= 262144 THEN "
            u"left(\"data\"::text, 300) END, CASE WHEN pg_column_size(\"data\") <= 262144 THEN "
            u"octet_length(\"data\"::text) ELSE pg_column_size(\"data\") END, \"id\" FROM "_s),
        qPrintable(text));
}

void BrowseText::masksMembers()
{
    auto relation = std::make_shared<Relation>(*logs());
    Column &data = relation->columns[5];
    data.secretMembers = {{u"headers"_s, u"authorization"_s}};
    QVERIFY(memberColumn(data, u"h"_s, {u"headers"_s}, Show::Text).secret);
    QVERIFY(
        memberColumn(data, u"h"_s, {u"headers"_s, u"authorization"_s, u"0"_s}, Show::Text).secret);
    QVERIFY(!memberColumn(data, u"h"_s, {u"status"_s}, Show::Number).secret);
    const Printed page = printPage({{relation, {}, {}, {u"data"_s}}}).front();
    QVERIFY(page.text.contains(u"jsonb_set("_s));
    QVERIFY(shown(page.params).contains(u"{\"headers\",\"authorization\"}"_s));
}

void BrowseText::orderIsCompleted()
{
    const auto relation = logs();
    QCOMPARE(completed(parse(u"ts- gone+ ts+"_s), *relation), parse(u"ts- id-"_s));
    QCOMPARE(completed({}, *relation), parse(u"id+"_s));
    QCOMPARE(reversed(reversed(parse(u"ts- id+"_s))), parse(u"ts- id+"_s));
    QVERIFY(reversed(parse(u"ts-"_s)).front().nullsFirst);
}

QTEST_GUILESS_MAIN(BrowseText)
#include "browse.moc"
