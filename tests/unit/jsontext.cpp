#include "base/jsontext.h"

#include <QTest>

using namespace gatehouse;

class TestJsonText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_number_keeps_its_own_text_data()
    {
        QTest::addColumn<QString>("number");
        for (const char16_t *number : {u"12345678901234567890.10", u"-0", u"0.70", u"1e400",
                 u"1E-7", u"9223372036854775808", u"0", u"100.000"})
            QTest::addRow("%s", qUtf8Printable(QString::fromUtf16(number)))
                << QString::fromUtf16(number);
    }

    void a_number_keeps_its_own_text()
    {
        QFETCH(QString, number);
        const auto parsed = parseJson(u"{\"n\": %1}"_s.arg(number));
        QVERIFY(parsed);
        const JsonText &json = parsed.value();
        QCOMPARE(json.value(json.nodes.at(1)).toString(), number);
        QCOMPARE(json.key(json.nodes.at(1)).toString(), u"n"_s);
        QVERIFY(!json.cut);
    }

    void bad_input_names_the_place_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("place");
        QTest::addRow("Python quotes") << u"{'a': 1}"_s << u"line 1, column 2"_s;
        QTest::addRow("leading zero") << u"[1, 012]"_s << u"line 1"_s;
        QTest::addRow("trailing comma in an array") << u"[1,]"_s << u"line 1, column 4"_s;
        QTest::addRow("trailing comma in an object") << u"{\"a\": 1,}"_s << u"line 1, column 9"_s;
        QTest::addRow("two values") << u"1 2"_s << u"line 1, column 3"_s;
        QTest::addRow("wrong bracket") << u"[1}"_s << u"line 1, column 3"_s;
        QTest::addRow("no colon") << u"{\"a\" 1}"_s << u"line 1, column 6"_s;
        QTest::addRow("bracket for a value") << u"{\"a\":]"_s << u"line 1, column 6"_s;
        QTest::addRow("NaN") << u"[NaN]"_s << u"line 1, column 2"_s;
        QTest::addRow("control character") << u"[\n\"a\nb\"]"_s << u"line 2, column 3"_s;
        QTest::addRow("nothing") << QString() << u"line 1, column 1"_s;
        QTest::addRow("word") << u"tru]"_s << u"line 1, column 1"_s;
        QTest::addRow("dot without digits") << u"[1.]"_s << u"line 1"_s;
        QTest::addRow("plus") << u"[+1]"_s << u"line 1, column 2"_s;
    }

    void bad_input_names_the_place()
    {
        QFETCH(QString, text);
        QFETCH(QString, place);
        const auto parsed = parseJson(text);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, Error::Kind::Invalid);
        QVERIFY2(parsed.error().text.contains(place), qUtf8Printable(parsed.error().text));
    }

    void a_cut_text_shows_what_there_is_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("nodes");
        QTest::addRow("inside a string") << u"{\"a\": \"lon"_s << 2;
        QTest::addRow("behind an escape") << u"{\"a\": \"lon\\"_s << 2;
        QTest::addRow("inside a number") << u"[1, 23"_s << 3;
        QTest::addRow("inside a word") << u"[true, fal"_s << 3;
        QTest::addRow("inside a key") << u"{\"a\": 1, \"lo"_s << 2;
        QTest::addRow("behind a colon") << u"{\"a\":"_s << 1;
        QTest::addRow("behind a comma") << u"[1,"_s << 2;
        QTest::addRow("open bracket") << u"["_s << 1;
        QTest::addRow("minus") << u"[-"_s << 2;
    }

    void a_cut_text_shows_what_there_is()
    {
        QFETCH(QString, text);
        QFETCH(int, nodes);
        const auto parsed = parseJson(text);
        QVERIFY(parsed);
        QVERIFY(parsed.value().cut);
        QVERIFY(parsed.value().nodes.front().cut);
        QCOMPARE(int(parsed.value().nodes.size()), nodes);
    }

    void depth_is_refused_plainly()
    {
        QVERIFY(parseJson(QString(1024, u'[') + QString(1024, u']')));
        const auto deep = parseJson(QString(1025, u'[') + QString(1025, u']'));
        QVERIFY(!deep);
        QCOMPARE(deep.error().kind, Error::Kind::Refused);
        QVERIFY(deep.error().text.contains(u"1024"));
        QVERIFY(!parseJson(QString(5'000'000, u'['))); // no recursion to overflow
    }

    void a_huge_text_is_limited()
    {
        const auto parsed =
            parseJson(u'[' + QStringLiteral("1,").repeated(500'000) + u"1]"_s, 1000);
        QVERIFY(parsed);
        QVERIFY(parsed.value().limited);
        QCOMPARE(parsed.value().nodes.size(), size_t(1000));
        QCOMPARE(parsed.value().nodes.front().childCount, 999);
    }

    void children_stand_in_their_order()
    {
        const auto parsed = parseJson(uR"({"a": [1, {"b": 2}, 3], "c": {}, "d": "x"})"_s);
        QVERIFY(parsed);
        const JsonText &json = parsed.value();
        QStringList names;
        for (qint32 row = 0; row < json.nodes[0].childCount; ++row)
            names += json.key(json.nodes[size_t(json.child(0, row))]).toString();
        QCOMPARE(names, QStringList({u"a"_s, u"c"_s, u"d"_s}));
        const qint32 list = json.child(0, 0);
        QCOMPARE(json.value(json.nodes[size_t(json.child(list, 2))]).toString(), u"3"_s);
        QCOMPARE(json.nodes[size_t(json.child(list, 1))].kind, JsonNode::Kind::Object);
    }

    void escapes_data()
    {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<QString>("text");
        QTest::addRow("umlaut") << u"Gr\\u00fc\\u00dfe"_s << u"Grüße"_s;
        QTest::addRow("newline") << u"a\\nb"_s << u"a\nb"_s;
        QTest::addRow("pair") << u"\\ud83d\\ude00"_s << u"😀"_s;
        QTest::addRow("broken") << u"\\u12"_s << u"\\u12"_s;
        QTest::addRow("end") << u"a\\"_s << u"a\\"_s;
        QTest::addRow("quote") << u"\\\"\\\\\\/"_s << u"\"\\/"_s;
    }

    void escapes()
    {
        QFETCH(QString, raw);
        QFETCH(QString, text);
        QCOMPARE(jsonUnescaped(raw), text);
    }
};

QTEST_GUILESS_MAIN(TestJsonText)
#include "jsontext.moc"
