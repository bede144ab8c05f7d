// The window over a table of any size, without a server: pages come from a list, when told to.
#include "items/browsemodel.h"

#include "base/result.h"
#include "items/copy.h"
#include "items/roles.h"

#include <QAbstractItemModelTester>
#include <QPromise>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace gatehouse;
using namespace gatehouse::browse;
using gatehouse::items::BrowseModel;
using gatehouse::items::BrowseWindow;

namespace {

std::shared_ptr<const Relation> numbers()
{
    auto relation = std::make_shared<Relation>();
    Column id, name;
    id.id = u"id"_s;
    id.type = 20;
    id.show = Show::Number;
    id.nullable = id.wide = false;
    name.id = u"name"_s;
    name.title = u"Name"_s;
    name.wide = true;
    relation->columns = {id, name};
    relation->key = {u"id"_s};
    return relation;
}

// A table of whole numbers that answers by key, at once or when release() is called.
class Table
{
public:
    std::set<int> rows;
    QStringList asked; // "home", "after 200 x200", ...
    bool hold = false;
    std::optional<Error> failure;
    std::vector<std::function<void()>> held;

    explicit Table(int count)
    {
        for (int i = 1; i <= count; ++i)
            rows.insert(i);
    }

    Page page(const PageRequest &request) const
    {
        std::vector<int> order(rows.begin(), rows.end());
        const Order by = completed(request.query.order, *request.query.relation);
        const bool ascending = by.front().ascending != request.backward;
        if (!ascending)
            std::reverse(order.begin(), order.end());
        PageBuilder builder(request.query);
        int taken = 0;
        bool more = false;
        for (int row : order) {
            if (request.from) {
                const int key = request.from->values.front()->toInt();
                const bool beyond = ascending ? row > key : row < key;
                if (!beyond && !(request.from->inclusive && row == key))
                    continue;
            }
            if (taken++ == request.limit) {
                more = true;
                break;
            }
            for (const Column *column : builder.fields())
                builder.add(column->id == u"id"_s ? QByteArray::number(row)
                                                  : "row " + QByteArray::number(row));
        }
        if (request.backward)
            builder.reverse();
        return builder.take(!more);
    }

    Source source()
    {
        Source source;
        source.page = [this](const PageRequest &request, const CancelToken &token) {
            const QString from =
                request.from ? QString::fromUtf8(*request.from->values.front()) : QString();
            asked += request.from ? (request.backward                 ? u"before "_s
                                            : request.from->inclusive ? u"from "_s
                                                                      : u"after "_s)
                    + from
                : request.backward ? u"end"_s
                                   : u"home"_s;
            auto promise = std::make_shared<QPromise<Result<Page>>>();
            promise->start();
            const auto answer = [this, promise, request, token] {
                promise->addResult(token.isCancelled() ? Result<Page>(cancelled())
                        : failure                      ? Result<Page>(*failure)
                                                       : Result<Page>(page(request)));
                promise->finish();
            };
            hold ? held.push_back(answer) : answer();
            return promise->future();
        };
        source.about = [this](const Query &, const CancelToken &) {
            asked += u"about"_s;
            return QtFuture::makeReadyFuture(
                Result<Count>(Count{Count::Kind::About, qint64(rows.size())}));
        };
        source.exact = [this](const Query &, const CancelToken &) {
            asked += u"exact"_s;
            return QtFuture::makeReadyFuture(
                Result<Count>(Count{Count::Kind::Exact, qint64(rows.size())}));
        };
        source.plan = [this](const Query &, const CancelToken &) {
            asked += u"plan"_s;
            return QtFuture::makeReadyFuture(Result<Plan>(Plan{}));
        };
        source.position = [this](const Query &query, const CancelToken &) {
            asked += u"position"_s;
            const Scale scale =
                mergedScale({QByteArray::number(*rows.begin()), QByteArray::number(*rows.rbegin())},
                    {{1, 0, {}, {{0, 0}, {1, 1}}}}, 20, false);
            return QtFuture::makeReadyFuture(
                Result<Position>(Position(completed(query.order, *query.relation), {scale})));
        };
        return source;
    }

    void release(size_t index = 0)
    {
        const auto answer = held[index];
        held.erase(held.begin() + std::ptrdiff_t(index));
        answer();
    }
};

// The ids at hand: "… 201-400 …"
QString print(const BrowseModel &model)
{
    QStringList parts;
    int first = 0, last = 0;
    const auto flush = [&] {
        if (first > 0)
            parts += first == last ? QString::number(first) : u"%1-%2"_s.arg(first).arg(last);
        first = 0;
    };
    for (int row = 0; row < model.rowCount(); ++row) {
        const QString id = model.isAtHand(row) ? model.index(row, 0).data().toString() : u"…"_s;
        const int number = id.toInt();
        if (number > 0 && first > 0 && number == last + 1) {
            last = number;
            continue;
        }
        flush();
        if (number > 0)
            first = last = number;
        else if (parts.isEmpty() || parts.last() != u"…"_s)
            parts += u"…"_s;
    }
    flush();
    return parts.join(u' ');
}

#define WAIT(model) QTRY_VERIFY((model).isIdle())

} // namespace

class BrowseModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstPageAsksOnce();
    void smallTableAsksNothingMore();
    void emptyTable();
    void scrollsToTheEnd_data();
    void scrollsToTheEnd();
    void homeAndEnd();
    void jumps();
    void jumpBehindTheEnd();
    void missingRowsAreAskedFor();
    void newestWishWins();
    void lateAnswersAreDropped();
    void oldRowsAreVeiled();
    void errorsKeepTheRows();
    void cancelStops();
    void rowsComeAndGo();
    void windowForgetsAndRefills_data();
    void windowForgetsAndRefills();
    void windowIsBounded();
    void learnsFromCounts();
    void refreshKeepsThePlace();
    void sorts();
    void liveRows_data();
    void liveRows();
    void liveRowsAreBounded();
    void cells_data();
    void cells();
    void decorates();
    void zones();
};

void BrowseModelTest::firstPageAsksOnce()
{
    Table table(500000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    QSignalSpy replaced(&model, &BrowseModel::replaced);
    model.setQuery({numbers(), {}, {{u"id"_s, false}}});
    QVERIFY(model.isLoading());
    WAIT(model);
    QVERIFY(!model.isLoading());
    QCOMPARE(replaced.size(), 1);
    QCOMPARE(print(model).section(u' ', 0, 0), u"500000"_s);
    model.setVisible(0, 40);
    WAIT(model);
    // One page for the screen, one kept ready; each figure once; no count of half a million.
    table.asked.sort();
    QCOMPARE(table.asked.join(u' '), u"about after 499801 home plan position"_s);
    QCOMPARE(items::countText(model.figures().total()), u"about 500,000"_s);
}

void BrowseModelTest::smallTableAsksNothingMore()
{
    Table table(150);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    QCOMPARE(print(model), u"1-150"_s);
    QVERIFY(model.hasAllRows());
    QCOMPARE(table.asked.join(u' '), u"plan home"_s);
    QCOMPARE(items::countText(model.figures().total()), u"150"_s);
    QCOMPARE(model.fractionOf(75).value_or(0), 0.5);
}

void BrowseModelTest::emptyTable()
{
    Table table(0);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.isLoading());
    QVERIFY(model.hasAllRows());
    QCOMPARE(items::countText(model.figures().total()), u"0"_s);
    model.end();
    WAIT(model);
    QCOMPARE(model.rowCount(), 0);
}

void BrowseModelTest::scrollsToTheEnd_data()
{
    QTest::addColumn<bool>("fromEnd");
    QTest::addRow("down") << false;
    QTest::addRow("up") << true;
}

void BrowseModelTest::scrollsToTheEnd()
{
    QFETCH(bool, fromEnd);
    Table table(3000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    if (fromEnd)
        model.end();
    WAIT(model);
    for (int step = 0; step < 200 && !model.hasAllRows(); ++step) {
        if (fromEnd)
            model.setVisible(std::max(0, model.rowCount() - 3000 - 40 + step), 60);
        else
            model.setVisible(step * 100, step * 100 + 40);
        if (fromEnd)
            model.setVisible(0, 40);
        WAIT(model);
    }
    QCOMPARE(print(model), u"1-3000"_s);
}

void BrowseModelTest::homeAndEnd()
{
    Table table(100000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    QSignalSpy replaced(&model, &BrowseModel::replaced);
    model.setQuery({numbers()});
    WAIT(model);
    model.end();
    WAIT(model);
    QCOMPARE(replaced.last().at(1).toBool(), true);
    QCOMPARE(model.index(model.rowCount() - 1, 0).data().toString(), u"100000"_s);
    QVERIFY(model.knowsEnd() && !model.knowsStart());
    model.home();
    WAIT(model);
    QCOMPARE(model.index(0, 0).data().toString(), u"1"_s);
    QVERIFY(model.knowsStart() && !model.knowsEnd());
}

void BrowseModelTest::jumps()
{
    Table table(500000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    QVERIFY(model.canJump());
    table.asked.clear();
    QString shown;
    connect(&model, &BrowseModel::replaced, this,
        [&](int top) { shown = model.index(top, 0).data().toString(); });
    model.jump(0.5);
    WAIT(model);
    QCOMPARE(shown, u"250001"_s); // halfway from 1 to 500000
    const int row = model.rowOf(Cursor{{db::toParam(250001)}});
    QVERIFY(row > 0);
    QVERIFY(std::abs(model.fractionOf(row).value_or(0) - 0.5) < 0.001);
    QVERIFY(table.asked.contains(u"from 250001"_s));
    model.setVisible(row, row + 40);
    WAIT(model);
    QCOMPARE(print(model).count(u'-'), 1); // one run without a gap
    QVERIFY(!model.index(row - 1, 0).data().toString().isEmpty());
}

void BrowseModelTest::jumpBehindTheEnd()
{
    Table table(5000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    Cursor beyond;
    beyond.values = {db::toParam(9999)};
    model.goTo(beyond);
    WAIT(model);
    QVERIFY(model.knowsEnd());
    QCOMPARE(model.index(model.rowCount() - 1, 0).data().toString(), u"5000"_s);
}

void BrowseModelTest::missingRowsAreAskedFor()
{
    Table table(100000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    QCOMPARE(model.index(790, 0).data().toString(), u"…"_s);
    QVERIFY(model.index(790, 0).data(items::PendingRole).toBool());
    QVERIFY(!model.index(0, 0).data(items::PendingRole).toBool());
    table.asked.clear();
    model.setVisible(790, 830);
    QCOMPARE(model.index(790, 0).data().toString(), u"…"_s);
    WAIT(model);
    QCOMPARE(model.index(790, 0).data().toString(), u"791"_s);
    QCOMPARE(table.asked.first(), u"after 451"_s); // one question for all that is missing
    QVERIFY(model.isAtHand(830));
}

void BrowseModelTest::newestWishWins()
{
    Table table(100000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    QStringList shown;
    connect(&model, &BrowseModel::replaced, this,
        [&](int row) { shown += model.index(row, 0).data().toString(); });
    model.setQuery({numbers()});
    WAIT(model);
    model.setVisible(0, 40);
    WAIT(model);
    table.hold = true;
    table.asked.clear();
    shown.clear();
    model.jump(0.1);
    QTRY_COMPARE(table.held.size(), size_t(1));
    for (double place : {0.2, 0.3, 0.4, 0.9})
        model.jump(place);                      // as a scroll bar does
    QTRY_COMPARE(table.held.size(), size_t(2)); // the first one was given up: it took too long
    QCOMPARE(table.asked.size(), 2);
    table.release(); // late
    table.hold = false;
    table.release();
    WAIT(model);
    QCOMPARE(shown.join(u' '), u"90000"_s);
}

void BrowseModelTest::lateAnswersAreDropped()
{
    Table table(1000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    table.hold = true;
    model.setQuery({numbers(), {}, {{u"id"_s, true}}});
    QTRY_COMPARE(table.held.size(), size_t(1));
    model.setQuery({numbers(), {}, {{u"id"_s, false}}});
    QTRY_COMPARE(table.held.size(), size_t(2));
    table.hold = false;
    table.release(1); // the newer one first
    QTRY_COMPARE(model.index(0, 0).data().toString(), u"1000"_s);
    table.release(); // nobody wants it
    WAIT(model);
    QCOMPARE(model.index(0, 0).data().toString(), u"1000"_s);
}

void BrowseModelTest::oldRowsAreVeiled()
{
    Table table(100000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    table.hold = true;
    model.jump(0.5);
    QCOMPARE(model.index(0, 0).data().toString(), u"1"_s); // no flicker while it is quick
    QTRY_COMPARE(model.index(0, 0).data().toString(), u"…"_s);
    QTRY_VERIFY(!table.held.empty());
    table.hold = false;
    while (!table.held.empty())
        table.release();
    WAIT(model);
    QVERIFY(model.index(400, 0).data().toString() != u"…"_s);
}

void BrowseModelTest::errorsKeepTheRows()
{
    Table table(100000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    table.failure = invalid(u"The table is gone."_s);
    table.asked.clear();
    model.setVisible(430, 470);
    WAIT(model);
    QVERIFY(model.error());
    QCOMPARE(print(model), u"1-451 …"_s);
    model.setVisible(431, 471);
    model.setVisible(432, 472);
    QTest::qWait(0);
    WAIT(model);
    QCOMPARE(table.asked.size(), 1); // asked once, not again and again
    table.failure.reset();
    model.refresh();
    WAIT(model);
    QVERIFY(!model.error());

    table.failure = invalid(u"No right."_s);
    model.setQuery({numbers(), Condition::equals(u"id"_s, u"1"_s), {}});
    WAIT(model);
    QVERIFY(model.error());
    QCOMPARE(model.rowCount(), 0); // the rows at hand would not fit to the filter
}

void BrowseModelTest::cancelStops()
{
    Table table(100000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    table.hold = true;
    model.setQuery({numbers()});
    QTRY_COMPARE(table.held.size(), size_t(1));
    model.cancel();
    QVERIFY(model.isIdle());
    table.hold = false;
    table.release();
    QTest::qWait(0);
    QCOMPARE(model.rowCount(), 0);
    model.refresh();
    WAIT(model);
    QCOMPARE(model.index(0, 0).data().toString(), u"1"_s);
}

// Rows arrive and vanish while somebody scrolls: those that stay are seen once each.
void BrowseModelTest::rowsComeAndGo()
{
    Table table(0);
    for (int i = 2; i <= 8000; i += 2)
        table.rows.insert(i);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    model.jump(0.5);
    WAIT(model);
    std::set<int> gone;
    for (int step = 0; step < 120 && !model.hasAllRows(); ++step) {
        const bool up = step % 2 == 0;
        const int row = up ? 10 : model.rowCount() - 50;
        model.setVisible(row, row + 40);
        for (int i = 0; i < 25; ++i) {
            table.rows.insert((step * 977 + i * 131) % 4000 * 2 + 1);
            const int victim = (step * 613 + i * 257) % 1333 * 6;
            table.rows.erase(victim);
            gone.insert(victim);
        }
        WAIT(model);
    }
    QVERIFY(model.hasAllRows());
    std::multiset<int> seen;
    for (int row = 0; row < model.rowCount(); ++row) {
        QVERIFY(model.isAtHand(row));
        seen.insert(model.index(row, 0).data().toInt());
    }
    for (int i = 2; i <= 8000; i += 2)
        QVERIFY2(gone.count(i) ? seen.count(i) <= 1 : seen.count(i) == 1,
            qPrintable(QString::number(i)));
}

namespace {
// Repeats every change to itself, so that the announced rows can be compared with the real ones.
struct Mirror : BrowseWindow::Listener
{
    int rows = 0, pending = 0;
    void aboutToInsert(int first, int last) override
    {
        QVERIFY(first >= 0 && first <= rows && last >= first);
        pending = last - first + 1;
    }
    void inserted() override { rows += pending; }
    void aboutToRemove(int first, int last) override
    {
        QVERIFY(first >= 0 && last < rows && last >= first);
        pending = first - last - 1;
    }
    void removed() override { rows += pending; }
    void changed(int first, int last) override
    {
        QVERIFY(first >= 0 && last >= first && last < rows);
    }
};

QString print(const BrowseWindow &window)
{
    QString text;
    for (int row = 0; row < window.rowCount(); ++row) {
        const BrowseWindow::Place place = window.find(row);
        const QString cell = place.segment
            ? QString::fromUtf8(place.segment->page->cell(place.row, 0))
            : row < window.firstKnown() || row >= window.knownEnd() ? u"…"_s
                                                                    : u"?"_s;
        if (!(cell == u"…"_s && text.endsWith(u"… "_s)))
            text += cell + u' ';
    }
    return text.trimmed();
}
} // namespace

void BrowseModelTest::windowForgetsAndRefills_data()
{
    QTest::addColumn<QString>("gone");
    QTest::addColumn<QString>("come");
    QTest::addColumn<QString>("after");
    QTest::addRow("as before") << u""_s << u""_s << u"10 20 30 40 50 60 70 80 90"_s;
    QTest::addRow("one came") << u""_s << u"45"_s << u"10 20 30 40 45 50 60 70 80 90"_s;
    QTest::addRow("one went") << u"50"_s << u""_s << u"10 20 30 40 60 70 80 90"_s;
    QTest::addRow("the first went") << u"40"_s << u""_s << u"10 20 30 50 60 70 80 90"_s;
    QTest::addRow("went and came") << u"50"_s << u"41 42"_s << u"10 20 30 40 41 42 60 70 80 90"_s;
    QTest::addRow("the last went: the rest is asked again")
        << u"60"_s << u""_s << u"10 20 30 40 50 70 80 90"_s;
    QTest::addRow("all went") << u"40 50 60"_s << u""_s << u"10 20 30 70 80 90"_s;
}

void BrowseModelTest::windowForgetsAndRefills()
{
    QFETCH(QString, gone);
    QFETCH(QString, come);
    QFETCH(QString, after);
    Table table(0);
    for (int i = 10; i <= 90; i += 10)
        table.rows.insert(i);
    const Query query{numbers()};
    const std::vector<int> columns{0, 1};
    const auto page = [&](std::optional<Cursor> from, int limit) {
        return std::make_shared<const Page>(table.page({query, std::move(from), false, limit}));
    };
    Mirror mirror;
    BrowseWindow window(mirror);
    window.replace(page({}, 3), columns, true, false);
    window.growBelow(page(window.segments().back().last, 3), columns, false);
    window.growBelow(page(window.segments().back().last, 3), columns, true);
    QCOMPARE(print(window), u"10 20 30 40 50 60 70 80 90"_s);
    window.markSeen(0, 2);
    window.markSeen(6, 8);
    const qint64 all = window.bytes();
    window.trim(8, BrowseWindow::kMostRows, all - 1);
    QVERIFY(window.bytes() < all);
    const QString forgotten = print(window);
    QVERIFY(forgotten.contains(u"? ? ?"_s));
    for (const QString &row : gone.split(u' ', Qt::SkipEmptyParts))
        table.rows.erase(row.toInt());
    for (const QString &row : come.split(u' ', Qt::SkipEmptyParts))
        table.rows.insert(row.toInt());
    const int middle = 1;
    if (forgotten.startsWith(u'?')) // the first was not seen for longest
        window.refill(0, page({}, 3), columns);
    if (!window.segments()[middle].page) {
        Cursor from = window.segments()[middle].first;
        from.inclusive = true;
        window.refill(middle, page(from, 20), columns);
    }
    while (!window.knowsEnd()) {
        const auto more = page(window.segments().back().last, 3);
        window.growBelow(more, columns, more->atEnd());
    }
    QCOMPARE(window.rowCount(), mirror.rows);
    if (print(window).contains(u'?'))
        QSKIP("another segment was forgotten");
    QCOMPARE(print(window), after);
}

void BrowseModelTest::windowIsBounded()
{
    Table table(5000);
    const Query query{numbers()};
    Mirror mirror;
    BrowseWindow window(mirror);
    window.replace(std::make_shared<const Page>(table.page({query})), {0, 1}, true, false);
    for (int i = 0; i < 20; ++i) {
        const PageRequest next{query, window.segments().back().last};
        window.growBelow(std::make_shared<const Page>(table.page(next)), {0, 1}, false);
        window.markSeen(window.knownEnd() - 40, window.knownEnd());
        window.trim(window.knownEnd() - 40, 1000);
        QCOMPARE(window.rowCount(), mirror.rows);
        QVERIFY(window.knownEnd() - window.firstKnown() <= 1000);
    }
    QVERIFY(!window.knowsStart());
    for (int i = 0; i < 20; ++i) { // and back
        const PageRequest next{query, window.segments().front().first, true};
        const auto page = std::make_shared<const Page>(table.page(next));
        window.growAbove(page, {0, 1}, page->atEnd());
        window.trim(window.firstKnown() + 10, 1000);
        QCOMPARE(window.rowCount(), mirror.rows);
    }
    QVERIFY(window.knowsStart() && !window.knowsEnd());
    QVERIFY(print(window).startsWith(u"1 2 3 "_s));
}

void BrowseModelTest::learnsFromCounts()
{
    Table table(0);
    for (int i = 0; i < 1000; ++i)
        table.rows.insert(i); // dense here,
    for (int i = 0; i < 1000; ++i)
        table.rows.insert(1000 + i * 100); // sparse there: the even scale is wrong
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    QCOMPARE(items::countText(model.figures().total()), u"2,000"_s); // few enough to be counted
    for (int row = 0; row < 1000; row += 100) {
        model.setVisible(row, row + 40);
        WAIT(model);
    }
    int found = 0;
    connect(&model, &BrowseModel::replaced, this,
        [&](int row) { found = model.index(row, 0).data().toInt(); });
    model.jump(0.25);
    WAIT(model);
    QVERIFY2(found > 450 && found < 550, qPrintable(QString::number(found)));
}

void BrowseModelTest::refreshKeepsThePlace()
{
    Table table(100000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    model.jump(0.5);
    WAIT(model);
    model.setVisible(400, 440);
    WAIT(model);
    int top = 400;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.index(row, 0).data().toInt() == 50000)
            top = row;
    }
    model.setVisible(top, top + 40);
    WAIT(model);
    table.rows.erase(50000);
    QStringList shown;
    connect(&model, &BrowseModel::replaced, this,
        [&](int row) { shown += model.index(row, 0).data().toString(); });
    model.refresh();
    WAIT(model);
    QCOMPARE(shown.join(u' '), u"50001"_s);
}

void BrowseModelTest::sorts()
{
    Table table(1000);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    WAIT(model);
    model.sort(0, Qt::DescendingOrder);
    WAIT(model);
    QCOMPARE(model.index(0, 0).data().toString(), u"1000"_s);
    QCOMPARE(model.query().order.size(), size_t(1));
    QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), u"Name"_s);
    QCOMPARE(model.headerData(1, Qt::Horizontal, items::ColumnIdRole).toString(), u"name"_s);
}

namespace {
Page arrival(const Query &query, const QList<int> &ids)
{
    PageBuilder builder(query);
    for (int id : ids) {
        for (const Column *column : builder.fields())
            builder.add(column->id == u"id"_s ? QByteArray::number(id) : QByteArray("new"));
    }
    return builder.take(true);
}
} // namespace

void BrowseModelTest::liveRows_data()
{
    QTest::addColumn<bool>("ascending");
    QTest::addColumn<QString>("after");
    QTest::addRow("newest first") << false << u"103-105 102 101 100"_s;
    QTest::addRow("newest last") << true << u"98 99 100-102 103-105"_s;
}

void BrowseModelTest::liveRows()
{
    QFETCH(bool, ascending);
    Table table(100);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    QSignalSpy arrived(&model, &BrowseModel::arrived);
    const Query query{numbers(), {}, {{u"id"_s, ascending}}};
    model.setQuery(query);
    WAIT(model);
    model.arrive(arrival(query, {999})); // not live: not wanted
    model.setLive(true);
    model.arrive(arrival(query, ascending ? QList<int>{101, 102} : QList<int>{102, 101}));
    model.arrive(arrival(query, {103, 104, 105}));
    QTRY_COMPARE(arrived.size(), 1); // both in one change
    QCOMPARE(arrived.first().first().toInt(), 5);
    QCOMPARE(model.rowCount(), 105);
    QCOMPARE(model.index(ascending ? 104 : 0, 0).data().toInt(), ascending ? 105 : 103);
    QCOMPARE(items::countText(model.figures().total()), u"105"_s);
    if (ascending)
        return;
    model.setQuery(query);
    WAIT(model);
    QCOMPARE(model.rowCount(), 100); // what really is there
}

void BrowseModelTest::liveRowsAreBounded()
{
    Table table(1000);
    BrowseModel model(table.source());
    QSignalSpy arrived(&model, &BrowseModel::arrived);
    const Query query{numbers(), {}, {{u"id"_s, false}}};
    model.setQuery(query);
    WAIT(model);
    model.setLive(true);
    int next = 1001;
    for (int batch = 0; batch < 60; ++batch) {
        QList<int> ids;
        for (int i = 0; i < 1000; ++i)
            ids.prepend(next++);
        model.arrive(arrival(query, ids));
        if (batch % 20 == 19)
            QTRY_COMPARE(arrived.size(), batch / 20 + 1);
    }
    QVERIFY2(model.rowCount() <= 20400, qPrintable(QString::number(model.rowCount())));
    QCOMPARE(model.index(0, 0).data().toInt(), next - 1);
    QVERIFY(model.bytes() < 4 * 1024 * 1024);
}

void BrowseModelTest::cells_data()
{
    QTest::addColumn<Column>("column");
    QTest::addColumn<QByteArray>("text"); // null: NULL
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("second");
    QTest::addColumn<QString>("json");
    const auto row = [](const char *name, Show show, quint32 type, const QString &unit,
                         const QByteArray &text, const QString &shown, const QString &second,
                         const QString &json) {
        Column column;
        column.id = u"c"_s;
        column.show = show;
        column.type = type;
        column.unit = unit;
        column.wide = false;
        QTest::addRow("%s", name) << column << text << shown << second << json;
    };
    row("text", Show::Text, 25, {}, "a\tb\n", u"a␉b⏎"_s, {}, u"\"a\\tb\\n\""_s);
    row("NULL", Show::Text, 25, {}, {}, {}, u"NULL"_s, u"null"_s);
    row("empty text", Show::Text, 25, {}, "", {}, {}, u"\"\""_s);
    row("bidi", Show::Text, 25, {}, QByteArray("a\u202E"), u"a<U+202E>"_s, {}, u"\"a\u202E\""_s);
    row("a secret in a text", Show::Text, 25, {}, "key sk-proj-abcdefghijklmnop",
        u"key sk-proj-••••"_s, {}, u"\"key sk-proj-••••\""_s);
    row("big number", Show::Number, 1700, {}, "12345678901234567890.10",
        u"12345678901234567890.10"_s, {}, u"12345678901234567890.10"_s);
    row("not a number", Show::Number, 701, {}, "NaN", u"NaN"_s, {}, u"\"NaN\""_s);
    row("tokens", Show::Number, 20, u"tokens"_s, "1234567", u"1,234,567 tokens"_s, {},
        u"1234567"_s);
    row("seconds", Show::Duration, 701, u"s"_s, "1.4131", u"1,413 ms"_s, {}, u"1.4131"_s);
    row("milliseconds", Show::Duration, 23, u"ms"_s, "7", u"7.00 ms"_s, {}, u"7"_s);
    row("nanoseconds", Show::Duration, 20, u"ns"_s, "12345678", u"12.3 ms"_s, {}, u"12345678"_s);
    row("microseconds survive in a copy", Show::Time, 1184, {}, "2026-11-20 11:59:57.814386+00",
        u"2026-11-20 11:59:57.814"_s, {}, u"\"2026-11-20 11:59:57.814386+00\""_s);
    row("whole second", Show::Time, 1184, {}, "2026-11-20 11:59:57+00",
        u"2026-11-20 11:59:57.000"_s, {}, u"\"2026-11-20 11:59:57+00\""_s);
    row("infinity", Show::Time, 1184, {}, "infinity", u"infinity"_s, {}, u"\"infinity\""_s);
    row("before Christ", Show::Time, 1184, {}, "0044-03-15 00:00:00+00 BC",
        u"0044-03-15 00:00:00+00 BC"_s, {}, u"\"0044-03-15 00:00:00+00 BC\""_s);
    row("date", Show::Time, 1082, {}, "2026-11-20", u"2026-11-20"_s, {}, u"\"2026-11-20\""_s);
    row("json", Show::Json, 3802, {}, "{\"a\": 1.10}", u"{\"a\": 1.10}"_s, {}, u"{\"a\": 1.10}"_s);
    row("bytes", Show::Bytes, 17, {}, "00ff", u"\\x00ff"_s, {}, u"\"\\\\x00ff\""_s);
    row("true", Show::Bool, 16, {}, "t", u"true"_s, {}, u"true"_s);
}

void BrowseModelTest::cells()
{
    QFETCH(Column, column);
    QFETCH(QByteArray, text);
    QFETCH(QString, shown);
    QFETCH(QString, second);
    QFETCH(QString, json);
    auto relation = std::make_shared<Relation>();
    relation->columns = {column};
    Source source;
    source.page = [text](const PageRequest &request, const CancelToken &) {
        PageBuilder builder(request.query);
        builder.add(text.isNull() ? std::nullopt : std::optional<QByteArrayView>(text));
        return QtFuture::makeReadyFuture(Result<Page>(builder.take(true)));
    };
    BrowseModel model(source);
    const QAbstractItemModelTester tester(&model);
    model.setQuery({relation});
    WAIT(model);
    const QModelIndex cell = model.index(0, 0);
    QCOMPARE(cell.data().toString(), shown);
    QCOMPARE(cell.data(items::SecondaryTextRole).toString(), second);
    QCOMPARE(
        items::copyRows(model, {0}, {0}, items::CopyAs::Json), u"[\n  {\"c\": %1}\n]"_s.arg(json));
}

void BrowseModelTest::decorates()
{
    Table table(10);
    BrowseModel model(table.source());
    const QAbstractItemModelTester tester(&model);
    model.setQuery({numbers()});
    model.setDecoration(u"name"_s, [](const Page &page, int row, int role) {
        return role == Qt::DisplayRole
            ? QVariant(u"the "_s + QString::fromUtf8(page.cell(row, page.indexOf(u"id"_s))))
            : QVariant();
    });
    WAIT(model);
    QCOMPARE(model.index(2, 1).data().toString(), u"the 3"_s);
    QCOMPARE(model.index(2, 1).data(items::CopyRole).toString(), u"row 3"_s);
    model.sort(0, Qt::DescendingOrder);
    WAIT(model);
    QCOMPARE(model.index(2, 1).data().toString(), u"the 8"_s);
}

void BrowseModelTest::zones()
{
    Relation relation;
    Column with, without, local;
    with.show = without.show = local.show = Show::Time;
    with.type = 1184;
    without.type = local.type = 1114;
    local.zone = u"America/New_York"_s;
    relation.columns = {with, without, local};
    const items::CellPrinter berlin(relation, QTimeZone("Europe/Berlin"));
    QCOMPARE(berlin.display(with, "2026-07-01 12:00:00.5+00"), u"2026-07-01 14:00:00.500"_s);
    QCOMPARE(berlin.display(without, "2026-07-01 12:00:00"), u"2026-07-01 12:00:00.000"_s);
    QCOMPARE(berlin.display(local, "2026-07-01 12:00:00"), u"2026-07-01 18:00:00.000"_s);
    QCOMPARE(berlin.display(with, "1969-12-31 23:59:59.999999+00"), u"1970-01-01 00:59:59.999"_s);
    QVERIFY(berlin.whole(with, "2026-07-01 12:00:00.123456+00")
                .startsWith(u"2026-07-01 14:00:00.123456 "_s));
}

QTEST_GUILESS_MAIN(BrowseModelTest)
#include "browsemodel.moc"
