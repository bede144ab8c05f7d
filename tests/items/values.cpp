// What the list components show and copy: values, without a window.
#include "base/redact.h"
#include "items/copy.h"
#include "items/count.h"
#include "items/filters.h"
#include "items/jsonmodel.h"
#include "items/roles.h"

#include <QAbstractItemModelTester>
#include <QAbstractTableModel>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::items;

namespace {

// Two columns: a text as it is, and CopyRole of every kind.
class Cells : public QAbstractTableModel
{
public:
    explicit Cells(QList<QVariantList> rows) : m_rows(std::move(rows)) { }
    int rowCount(const QModelIndex & = {}) const override { return int(m_rows.size()); }
    int columnCount(const QModelIndex & = {}) const override { return 2; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        const QVariant &value = m_rows.at(index.row()).at(index.column());
        if (role == CopyRole && index.column() == 1)
            return value;
        return role == Qt::DisplayRole ? QVariant(value.toString()) : QVariant();
    }
    QVariant headerData(int section, Qt::Orientation, int role) const override
    {
        if (role == ColumnIdRole)
            return section == 0 ? u"na\"me"_s : u"value"_s;
        return role == Qt::DisplayRole ? QVariant(section == 0 ? u"Name, shown"_s : u"Value"_s)
                                       : QVariant();
    }

private:
    QList<QVariantList> m_rows;
};

QString copied(const QVariantList &row, CopyAs as)
{
    return copyRows(Cells({row}), {0}, {0, 1}, as, u"\"public\".\"t\""_s);
}

} // namespace

class TestValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void copies_as_people_paste_them_data()
    {
        QTest::addColumn<QVariantList>("row");
        QTest::addColumn<CopyAs>("as");
        QTest::addColumn<QString>("text");
        const QVariantList plain{u"web"_s, 6970};
        QTest::addRow("text") << plain << CopyAs::Text << u"web\t6970"_s;
        QTest::addRow("csv") << plain << CopyAs::Csv << u"\"Name, shown\",Value\nweb,6970"_s;
        QTest::addRow("json") << plain << CopyAs::Json
                              << u"[\n  {\"na\\\"me\": \"web\", \"value\": 6970}\n]"_s;
        QTest::addRow("insert")
            << plain << CopyAs::Insert
            << u"INSERT INTO \"public\".\"t\" (\"na\"\"me\", \"value\") VALUES ('web', 6970);"_s;
        QTest::addRow("tab in a text")
            << QVariantList{u"a\tb\nc"_s, 1} << CopyAs::Text << u"a b c\t1"_s;
        QTest::addRow("formula") << QVariantList{u"=cmd|' /C calc'!A0"_s, -5} << CopyAs::Csv
                                 << u"\"Name, shown\",Value\n'=cmd|' /C calc'!A0,-5"_s;
        QTest::addRow("csv quotes") << QVariantList{u"a\"b,c"_s, 1} << CopyAs::Csv
                                    << u"\"Name, shown\",Value\n\"a\"\"b,c\",1"_s;
        QTest::addRow("sql quote")
            << QVariantList{u"O'Neil"_s, QVariant::fromValue(nullptr)} << CopyAs::Insert
            << u"INSERT INTO \"public\".\"t\" (\"na\"\"me\", \"value\") VALUES ('O''Neil', NULL);"_s;
        QTest::addRow("sql backslash")
            << QVariantList{u"a\\'; DROP"_s, true} << CopyAs::Insert
            << u"INSERT INTO \"public\".\"t\" (\"na\"\"me\", \"value\") VALUES (E'a\\\\''; DROP', true);"_s;
        QTest::addRow("json null")
            << QVariantList{u"x"_s, QVariant::fromValue(nullptr)} << CopyAs::Json
            << u"[\n  {\"na\\\"me\": \"x\", \"value\": null}\n]"_s;
        QTest::addRow("int8") << QVariantList{u"x"_s, 9223372036854775807LL} << CopyAs::Json
                              << u"[\n  {\"na\\\"me\": \"x\", \"value\": 9223372036854775807}\n]"_s;
    }

    void copies_as_people_paste_them()
    {
        QFETCH(QVariantList, row);
        QFETCH(CopyAs, as);
        QFETCH(QString, text);
        QCOMPARE(copied(row, as), text);
    }

    void no_copy_holds_a_secret_data()
    {
        QTest::addColumn<CopyAs>("as");
        QTest::addRow("text") << CopyAs::Text;
        QTest::addRow("csv") << CopyAs::Csv;
        QTest::addRow("json") << CopyAs::Json;
        QTest::addRow("insert") << CopyAs::Insert;
    }

    void no_copy_holds_a_secret()
    {
        QFETCH(CopyAs, as);
        const QString secret = u"edgellm-4vG7sLq0Zr8tXw2yB5nM9kPc"_s;
        QVERIFY(!copied({u"key "_s + secret, u"postgres://ada:hunter2@db1/x"_s}, as)
                     .contains(u"Zr8tXw2y"));
        QVERIFY(!copied({u"k"_s, u"postgres://ada:hunter2@db1/x"_s}, as).contains(u"hunter2"));
    }

    void counts_say_how_sure_they_are_data()
    {
        QTest::addColumn<Count::Kind>("kind");
        QTest::addColumn<qint64>("value");
        QTest::addColumn<QString>("text");
        QTest::addRow("exact") << Count::Kind::Exact << 12431LL << u"12,431"_s;
        QTest::addRow("about") << Count::Kind::About << 10'000'000LL << u"about 10,000,000"_s;
        QTest::addRow("capped") << Count::Kind::Capped << 10'000LL << u"10,000+"_s;
        QTest::addRow("counting") << Count::Kind::Counting << 0LL << u"counting…"_s;
        QTest::addRow("counting so far")
            << Count::Kind::Counting << 5000LL << u"5,000, still counting"_s;
    }

    void counts_say_how_sure_they_are()
    {
        QFETCH(Count::Kind, kind);
        QFETCH(qint64, value);
        QFETCH(QString, text);
        QCOMPARE(countText({kind, value}), text);
    }

    void chips_read_like_a_sentence_data()
    {
        QTest::addColumn<Condition>("condition");
        QTest::addColumn<QString>("text");
        QTest::addRow("one of") << Condition{u"model"_s, Compare::OneOf,
            {u"llama3.2"_s, u"gemma2"_s}}
                                << u"model is one of llama3.2, gemma2"_s;
        QTest::addRow("unit") << Condition{u"duration"_s, Compare::Above, {u"500"_s}}
                              << u"duration > 500 ms"_s;
        QTest::addRow("missing") << Condition{u"duration"_s, Compare::Missing, {}}
                                 << u"duration is missing"_s;
        QTest::addRow("unknown field")
            << Condition{u"gone"_s, Compare::Is, {u"1"_s}} << u"gone = 1"_s;
    }

    void chips_read_like_a_sentence()
    {
        QFETCH(Condition, condition);
        QFETCH(QString, text);
        const QList<FilterField> fields{{u"model"_s, u"model"_s, {Compare::OneOf}},
            {u"duration"_s, u"duration"_s, {Compare::Above}, {}, u"ms"_s}};
        QCOMPARE(describe(condition, fields), text);
    }

    void a_json_tree_prints_its_tokens()
    {
        JsonModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto parsed = parseJson(
            uR"({"n": 12345678901234567890.10, "list": [true, {"x": null}], "s": "Gr\u00fc\u00dfe", "password": "hunter2hunter2"})"_s);
        QVERIFY(parsed);
        model.setJson(std::move(parsed).value());
        QStringList lines;
        print(model, {}, 0, lines);
        QCOMPARE(lines.join(u'\n'),
            u"{4}\n"
            " n: 12345678901234567890.10\n"
            " list: [2]\n"
            "  0: true\n"
            "  1: {1}\n"
            "   x: null\n"
            " s: \"Grüße\"\n"
            " password: \"••••\""_s);
    }

    void a_json_value_is_copied_as_written_and_redacted()
    {
        JsonModel model;
        auto parsed =
            parseJson(uR"({"a": {"n": 1.10, "token": "abcdefgh", "e": [], "u": "\u00fc"}})"_s);
        QVERIFY(parsed);
        model.setJson(std::move(parsed).value());
        const QModelIndex inner = model.index(0, 0, model.index(0, 0));
        QCOMPARE(inner.data(JsonModel::RawRole).toString(),
            uR"({"n": 1.10, "token": "••••", "e": [], "u": "\u00fc"})"_s);
        QCOMPARE(model.index(1, 0, inner).data(JsonModel::PathRole).toString(), u"{a,token}"_s);
    }

private:
    static void print(
        const QAbstractItemModel &model, const QModelIndex &parent, int depth, QStringList &lines)
    {
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const QModelIndex index = model.index(row, 0, parent);
            lines += QString(depth, u' ') + index.data().toString();
            print(model, index, depth + 1, lines);
        }
    }
};

QTEST_GUILESS_MAIN(TestValues)
#include "values.moc"
