#include "items/tablemodel.h"

#include "base/result.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;

namespace {

struct Fruit
{
    QString name;
    int weight = 0;
    bool operator==(const Fruit &) const = default;
};

class Basket : public items::TableModel<Fruit>
{
public:
    Basket()
        : TableModel(
            {{u"name"_s, u"Name"_s, [](const Fruit &f) { return f.name; }},
                {u"weight"_s, u"Weight"_s, [](const Fruit &f) { return u"%1 g"_s.arg(f.weight); },
                    [](const Fruit &f) { return f.weight; }, Qt::AlignRight | Qt::AlignVCenter}},
            [](const Fruit &f) { return f.name; })
    {
    }
};

std::vector<Fruit> parse(const QString &text)
{
    std::vector<Fruit> rows;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        const QStringList pair = word.split(u'=');
        rows.push_back({pair[0], pair.value(1).toInt()});
    }
    return rows;
}

QString print(const QAbstractItemModel &model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row)
        lines.append(model.index(row, 0).data().toString() + u'='
            + model.index(row, 1).data(items::SortRole).toString());
    return lines.join(u' ');
}

} // namespace

class TableModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesSnapshot_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<int>("inserts");
        QTest::addColumn<int>("removes");
        QTest::addColumn<int>("moves");
        QTest::addColumn<int>("changes");
        QTest::addRow("first rows") << u""_s << u"a=1 b=2"_s << 1 << 0 << 0 << 0;
        QTest::addRow("same") << u"a=1 b=2"_s << u"a=1 b=2"_s << 0 << 0 << 0 << 0;
        QTest::addRow("one changed") << u"a=1 b=2 c=3"_s << u"a=1 b=5 c=3"_s << 0 << 0 << 0 << 1;
        QTest::addRow("two ranges changed")
            << u"a=1 b=2 c=3"_s << u"a=9 b=2 c=9"_s << 0 << 0 << 0 << 2;
        QTest::addRow("middle removed") << u"a=1 b=2 c=3 d=4"_s << u"a=1 d=4"_s << 0 << 1 << 0 << 0;
        QTest::addRow("ends removed") << u"a=1 b=2 c=3"_s << u"b=2"_s << 0 << 2 << 0 << 0;
        QTest::addRow("front and back added")
            << u"b=2"_s << u"a=1 b=2 c=3 d=4"_s << 2 << 0 << 0 << 0;
        QTest::addRow("turned round") << u"a=1 b=2 c=3"_s << u"c=3 b=2 a=1"_s << 0 << 0 << 2 << 0;
        QTest::addRow("everything at once")
            << u"a=1 b=2 c=3 d=4"_s << u"x=7 d=4 b=3 y=8"_s << 2 << 2 << 1 << 1;
        QTest::addRow("emptied") << u"a=1 b=2"_s << u""_s << 0 << 1 << 0 << 0;
    }

    void mergesSnapshot()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        Basket basket;
        QAbstractItemModelTester tester(
            &basket, QAbstractItemModelTester::FailureReportingMode::QtTest);
        basket.update(parse(before));
        QCOMPARE(print(basket), before);
        QSignalSpy inserted(&basket, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&basket, &QAbstractItemModel::rowsRemoved);
        QSignalSpy moved(&basket, &QAbstractItemModel::rowsMoved);
        QSignalSpy changed(&basket, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&basket, &QAbstractItemModel::modelReset);
        basket.update(parse(after));
        QCOMPARE(print(basket), after);
        QTEST(int(inserted.size()), "inserts");
        QTEST(int(removed.size()), "removes");
        QTEST(int(moved.size()), "moves");
        QTEST(int(changed.size()), "changes");
        QCOMPARE(reset.size(), 0);
    }

    void aRememberedRowFollows()
    {
        Basket basket;
        basket.update(parse(u"a=1 b=2 c=3"_s));
        const QPersistentModelIndex remembered = basket.index(1, 0);
        basket.update(parse(u"x=0 y=0 c=3 b=2"_s));
        QCOMPARE(remembered.data().toString(), u"b"_s);
        basket.update(parse(u"x=0"_s));
        QVERIFY(!remembered.isValid());
    }

    void repeatedKeysAreLeftOut()
    {
        Basket basket;
        basket.update(parse(u"a=1 a=2 b=3"_s));
        QCOMPARE(print(basket), u"a=1 b=3"_s);
    }

    void hostileTextIsMadeVisible()
    {
        Basket basket;
        basket.update({{u"up\u202Edown\n"_s, 1}});
        const QString shown = basket.index(0, 0).data().toString();
        QVERIFY(!shown.contains(QChar(0x202E)));
        QVERIFY(!shown.contains(u'\n'));
        QCOMPARE(basket.index(0, 0).data(items::CopyRole).toString(), u"up\u202Edown\n"_s);
    }
};

QTEST_GUILESS_MAIN(TableModelTest)
#include "tablemodel.moc"
