#include "base/dotenv.h"

#include "base/result.h"

#include <QTest>

using namespace gatehouse;

class DotenvTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void value_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("value"); // of K
        QTest::addRow("plain") << QByteArray("K=abc") << u"abc"_s;
        QTest::addRow("empty") << QByteArray("K=") << u""_s;
        QTest::addRow("export") << QByteArray("export K=abc") << u"abc"_s;
        QTest::addRow("export as a name") << QByteArray("export=1\nK=abc") << u"abc"_s;
        QTest::addRow("spaces around =") << QByteArray("  K =  abc  ") << u"abc"_s;
        QTest::addRow("CRLF") << QByteArray("K=abc\r\nL=d\r\n") << u"abc"_s;
        QTest::addRow("byte order mark") << QByteArray("\xef\xbb\xbfK=abc") << u"abc"_s;
        QTest::addRow("comment after blank") << QByteArray("K=0.8  # of the memory") << u"0.8"_s;
        QTest::addRow("# without blank") << QByteArray("K=pa#ss") << u"pa#ss"_s;
        QTest::addRow("only a comment") << QByteArray("K= # none yet") << u""_s;
        QTest::addRow("# at once") << QByteArray("K=#none") << u""_s;
        QTest::addRow("tab before #") << QByteArray("K=x\t# y") << u"x"_s;
        QTest::addRow("double quotes") << QByteArray("K=\"a # b\"") << u"a # b"_s;
        QTest::addRow("single quotes") << QByteArray("K='a # b' # c") << u"a # b"_s;
        QTest::addRow("escapes in double") << QByteArray(R"(K="a\n\"b\"\\")") << u"a\n\"b\"\\"_s;
        QTest::addRow("unknown escape") << QByteArray(R"(K="a\qb")") << u"a\\qb"_s;
        QTest::addRow("escapes in single") << QByteArray(R"(K='a\n\'b\\')") << u"a\\n'b\\"_s;
        QTest::addRow("several lines") << QByteArray("K=\"a\nb\"\nL=1") << u"a\nb"_s;
        QTest::addRow("several lines, CRLF") << QByteArray("K='a\r\nb'\r\n") << u"a\nb"_s;
        QTest::addRow("quote inside") << QByteArray("K=it's") << u"it's"_s;
        QTest::addRow("unclosed quote") << QByteArray("K=\"abc\nL=1") << u"\"abc"_s;
        QTest::addRow("last wins") << QByteArray("K=1\nK=2") << u"2"_s;
        QTest::addRow("variable") << QByteArray("A=x\nK=${A}y") << u"xy"_s;
        QTest::addRow("variable in double") << QByteArray("A=x\nK=\"${A}y\"") << u"xy"_s;
        QTest::addRow("no variable in single") << QByteArray("A=x\nK='${A}y'") << u"${A}y"_s;
        QTest::addRow("default") << QByteArray("K=${A:-y}") << u"y"_s;
        QTest::addRow("default of empty") << QByteArray("A=\nK=${A:-y}") << u"y"_s;
        QTest::addRow("- keeps empty") << QByteArray("A=\nK=${A-y}") << u""_s;
        QTest::addRow("nested default") << QByteArray("K=${A:-${B:-z}}") << u"z"_s;
        QTest::addRow("environment") << QByteArray("K=${FROM_OUTSIDE}") << u"outside"_s;
        QTest::addRow("file before environment")
            << QByteArray("FROM_OUTSIDE=in\nK=${FROM_OUTSIDE}") << u"in"_s;
        QTest::addRow("missing") << QByteArray("K=a${NONE}b") << u"ab"_s;
        QTest::addRow("bare dollar") << QByteArray("A=x\nK=pa$A$$") << u"pa$A$$"_s;
        QTest::addRow("unclosed brace") << QByteArray("K=${A") << u"${A"_s;
        QTest::addRow("no name in braces") << QByteArray("K=${1x}") << u"${1x}"_s;
        QTest::addRow("url") << QByteArray("K=postgresql+asyncpg://u:p@h:5432/d?a=b#c")
                             << u"postgresql+asyncpg://u:p@h:5432/d?a=b#c"_s;
        QTest::addRow("umlaut") << QByteArray("K=gr\xc3\xbc\xc3\x9f") << u"grüß"_s;
        QTest::addRow("name in quotes") << QByteArray("'K'=1") << u"1"_s;
        QTest::addRow("old Mac line ends") << QByteArray("A=1\rK=2\r") << u"2"_s;
    }
    void value()
    {
        QFETCH(QByteArray, content);
        const Dotenv file = parseDotenv(content, {{u"FROM_OUTSIDE"_s, u"outside"_s}});
        QVERIFY(file.values.contains(u"K"_s));
        QTEST(file.values.value(u"K"_s), "value");
    }

    void issues_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("key");
        QTest::addRow("duplicate") << QByteArray("A=1\n\nB=1\nA=2") << 4 << u"A"_s;
        QTest::addRow("no assignment") << QByteArray("# x\nhello world\nA=1") << 2 << QString();
        QTest::addRow("unclosed quote") << QByteArray("A='x\nB=2") << 1 << u"A"_s;
        QTest::addRow("line after a long value")
            << QByteArray("A=\"1\n2\n3\"\nnonsense here") << 4 << QString();
    }
    void issues()
    {
        QFETCH(QByteArray, content);
        const Dotenv file = parseDotenv(content);
        QCOMPARE(file.issues.size(), size_t(1));
        QTEST(file.issues[0].line, "line");
        QTEST(file.issues[0].key, "key");
        QVERIFY(!file.issues[0].text.isEmpty());
    }

    void aNameAloneSetsNothing()
    {
        const Dotenv file = parseDotenv("A\nB=1\n");
        QCOMPARE(file.values.keys(), QStringList{u"B"_s});
        QVERIFY(file.issues.empty());
    }

    void overruledEntriesAreKept()
    {
        const Dotenv file = parseDotenv("A=1\nA=2");
        QCOMPARE(file.entries.size(), size_t(2));
        QCOMPARE(file.entries[0].value, u"1"_s);
        QCOMPARE(file.entries[1].line, 2);
    }

    void growthIsBounded()
    {
        QByteArray content = "A0=xxxxxxxxxxxxxxxx\n";
        for (int i = 1; i < 60; ++i)
            content += "A" + QByteArray::number(i) + "=${A" + QByteArray::number(i - 1) + "}${A"
                + QByteArray::number(i - 1) + "}\n";
        const Dotenv file = parseDotenv(content);
        QVERIFY(file.values.value(u"A59"_s).size() <= 64 * 1024);
    }

    void compose_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("filled");
        QTest::addRow("bare") << u"a$A!"_s << u"aone!"_s;
        QTest::addRow("two dollars") << u"p$$A"_s << u"p$A"_s;
        QTest::addRow("default") << u"${NONE:-x}"_s << u"x"_s;
        QTest::addRow("required") << u"${A:?must be set}"_s << u"one"_s;
        QTest::addRow("required and missing") << u"${NONE:?must be set}"_s << u""_s;
        QTest::addRow("replacement") << u"${A:+set}${NONE:+set}"_s << u"set"_s;
        QTest::addRow("dollar at the end") << u"5$"_s << u"5$"_s;
        QTest::addRow("digits") << u"$5"_s << u"$5"_s;
        QTest::addRow("unknown operator") << u"${A!x}"_s << u"${A!x}"_s;
    }
    void compose()
    {
        QFETCH(QString, text);
        const Expanded expanded =
            expandVariables(text, Variables::Compose, [](const QString &name) {
                return name == u"A"_s ? std::optional(u"one"_s) : std::nullopt;
            });
        QTEST(expanded.text, "filled");
        QCOMPARE(expanded.missing.contains(u"NONE"_s), text == u"${NONE:?must be set}"_s);
        QCOMPARE(expanded.defaulted.contains(u"NONE"_s), text == u"${NONE:-x}"_s);
    }
};

QTEST_GUILESS_MAIN(DotenvTest)
#include "dotenv.moc"
