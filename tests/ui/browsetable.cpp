// The view over a table of any number of rows, on a real server: places, order, and trouble.
#include "base/settingsfile.h"
#include "support/browsebed.h"

#include "support/slowproxy.h"
#include "support/usagedata.h"
#include "support/watchdog.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/countlabel.h"
#include "ui/widgets/headerview.h"
#include "ui/widgets/plainlabel.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWheelEvent>

#include <thread>

using namespace gatehouse;
using namespace gatehouse::test;
using gatehouse::browse::Query;

namespace {

constexpr int kRows = 250000;

// Three rows share each time; every fourth row has no model.
const char *const kSchema = R"(
CREATE TABLE logs (id bigint PRIMARY KEY, at timestamptz NOT NULL, model text, ms int NOT NULL, note text)
    WITH (autovacuum_enabled = off);
-- ANALYZE takes every row as its sample: places are as far off in each run.
ALTER TABLE logs ALTER at SET STATISTICS 1000;
INSERT INTO logs SELECT i, timestamptz '2026-01-01 00:00:00.000001+00' + (i / 3) * interval '1 s',
    CASE WHEN i % 4 = 0 THEN NULL ELSE 'm' || i % 5 END, (i * 7919) % 100003, 'note ' || i
    FROM generate_series(1, 250000) i;
CREATE INDEX ON logs (at, id);
CREATE INDEX ON logs (model, id);
ANALYZE logs;
CREATE TABLE few (id int PRIMARY KEY, key text NOT NULL, doc text);
INSERT INTO few SELECT i, 'ollama-abcdefghijklmnop' || 1000 + i, 'doc ' || i FROM generate_series(1, 20) i;
CREATE TABLE huge (id int PRIMARY KEY, doc text);
INSERT INTO huge SELECT i, repeat('x', CASE WHEN i % 10 = 0 THEN 16 * 1024 * 1024 ELSE 10 END)
    FROM generate_series(1, 60) i;
CREATE TABLE nothing (id int PRIMARY KEY);
CREATE ROLE reader;
GRANT SELECT ON logs TO reader;
CREATE DATABASE dear;
)";

} // namespace

class BrowseTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_dog = std::make_unique<Watchdog>(); }
    void cleanup()
    {
        m_dog->check();
        m_dog.reset();
    }

    void structureFirstThenRows();
    void eachActionAsksWhatItNeeds();
    void homeAndEndAreExact();
    void draggingGoesAnywhere_data();
    void draggingGoesAnywhere();
    void draggingWithAllRowsAtHand();
    void stepsGoByRows();
    void theThumbStandsWhereTheRowsDo();
    void titlesSort_data();
    void titlesSort();
    void shiftAddsAColumn();
    void resizing();
    void fastDraggingDropsLateAnswers();
    void aLongWay();
    void rowsComeAndGoWhileScrolling();
    void liveRowsKeepThePlace();
    void selectionFollowsTheKey();
    void currentRowIsTold();
    void theTableGoes();
    void theRightGoes();
    void theTimeLimit();
    void theServerDiesAndReturns();
    void escStopsTheQuery();
    void hugeCells();
    void copiesAreMasked();
    void rowsOnTheirWayAreNotCopied();
    void columnsAreKept();
    void emptyTables();
    void countsAreHonest();
    void dearOrdersAreWarnedAbout();
    void everythingHasAName();

private:
    std::shared_ptr<const browse::Relation> relation(const QString &name)
    {
        const auto pause = m_dog ? std::make_unique<Watchdog::Pause>(*m_dog) : nullptr;
        return describeTable(*m_session, name);
    }
    QByteArray script(const QString &text)
    {
        const auto pause = m_dog ? std::make_unique<Watchdog::Pause>(*m_dog) : nullptr;
        return test::script(*m_session, text);
    }
    QString cell(const QString &statement)
    {
        const auto pause = m_dog ? std::make_unique<Watchdog::Pause>(*m_dog) : nullptr;
        return test::cell(*m_session, statement);
    }
    Query byTime(bool ascending = true) { return {relation(u"logs"_s), {}, {{u"at"_s, ascending}}}; }
    db::ConnInfo info(const QString &database = u"postgres"_s) const
    {
        return (*m_server)->info(database);
    }

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    std::unique_ptr<Watchdog> m_dog;
};

void BrowseTableTest::initTestCase()
{
    ui::Theme::apply(*qApp, ui::Scheme::Light);
    m_server = std::make_unique<TestCluster>();
    QVERIFY2(m_server->isUp(), m_server->trouble());
    m_session = m_server->open();
    const QStringList parts = QString::fromUtf8(kSchema).split(u"CREATE DATABASE"_s);
    QCOMPARE(script(parts[0]), QByteArray());
    QCOMPARE(script(u"CREATE DATABASE"_s + parts[1]), QByteArray());
}

void BrowseTableTest::structureFirstThenRows()
{
    BrowseBed bed(info());
    QCOMPARE(bed.table().overlay().state(), ui::Overlay::State::Loading); // no query yet
    bed.model.setQuery(byTime());
    QCOMPARE(bed.table().overlay().state(), ui::Overlay::State::Loading);
    QCOMPARE(bed.table().horizontalHeader()->count(), 5);
    STILL(bed);
    QCOMPARE(bed.table().overlay().state(), ui::Overlay::State::None);
    QCOMPARE(bed.at(bed.top(), u"id"_s), u"1"_s);
    QCOMPARE(bed.place().value(), 0);
    QVERIFY(bed.place().maximum() > 0);
    QVERIFY(!bed.shown(u"id"_s).contains(u"…"_s));
}

void BrowseTableTest::eachActionAsksWhatItNeeds()
{
    BrowseBed bed(info());
    const auto asked = [&bed] {
        QStringList all = std::exchange(bed.asked, {});
        all.sort();
        return all.join(u' ');
    };
    bed.model.setQuery(byTime());
    STILL(bed);
    QCOMPARE(asked(), u"about after home plan position"_s); // the screen, and a page kept ready
    bed.table().verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepAdd);
    STILL(bed);
    QCOMPARE(asked(), u"after"_s); // it was at hand; one more page is kept ready
    bed.drag({0.5});
    STILL(bed);
    QCOMPARE(asked(), u"after before from"_s);
    QTest::keyClick(&bed.table(), Qt::Key_End);
    STILL(bed);
    QCOMPARE(asked(), u"end"_s);
    bed.window.resize(1000, 600);
    STILL(bed);
    QCOMPARE(asked(), QString());
    bed.model.sort(1, Qt::DescendingOrder);
    STILL(bed);
    QCOMPARE(asked(), u"about after home plan position"_s);
    bed.model.figures().countExactly();
    STILL(bed);
    QCOMPARE(asked(), u"exact"_s);
    bed.view.refresh();
    STILL(bed);
    QCOMPARE(asked(), u"about after home plan position"_s);
}

void BrowseTableTest::homeAndEndAreExact()
{
    BrowseBed bed(info());
    bed.model.setQuery(byTime());
    STILL(bed);
    bed.table().setFocus();
    QTest::keyClick(&bed.table(), Qt::Key_End);
    STILL(bed);
    QCOMPARE(bed.at(bed.bottom(), u"id"_s), QString::number(kRows));
    QTRY_COMPARE(bed.view.currentRow(), bed.model.rowCount() - 1);
    QCOMPARE(bed.place().value(), bed.place().maximum());
    QTest::keyClick(&bed.table(), Qt::Key_Up);
    QCOMPARE(bed.at(bed.view.currentRow(), u"id"_s), QString::number(kRows - 1));
    QTest::keyClick(&bed.table(), Qt::Key_Home, Qt::ControlModifier);
    STILL(bed);
    QCOMPARE(bed.at(bed.top(), u"id"_s), u"1"_s);
    QTRY_COMPARE(bed.view.currentRow(), 0);
    QCOMPARE(bed.place().value(), 0);
    bed.place().triggerAction(QAbstractSlider::SliderToMaximum);
    STILL(bed);
    QCOMPARE(bed.at(bed.bottom(), u"id"_s), QString::number(kRows));
    bed.place().triggerAction(QAbstractSlider::SliderToMinimum);
    STILL(bed);
    QCOMPARE(bed.at(bed.top(), u"id"_s), u"1"_s);
}

void BrowseTableTest::draggingGoesAnywhere_data()
{
    QTest::addColumn<double>("place");
    QTest::addColumn<bool>("ascending");
    for (double place : {0.001, 0.1, 0.25, 0.5, 0.777, 0.9, 0.999}) {
        QTest::addRow("up %g", place) << place << true;
        QTest::addRow("down %g", place) << place << false;
    }
}

void BrowseTableTest::draggingGoesAnywhere()
{
    QFETCH(double, place);
    QFETCH(bool, ascending);
    BrowseBed bed(info());
    bed.model.setQuery(byTime(ascending));
    STILL(bed);
    bed.drag({place / 3, place / 2, place});
    STILL(bed);
    const double id = bed.at(bed.top(), u"id"_s).toDouble();
    const double real = (ascending ? id : kRows - id) / kRows;
    QVERIFY2(std::abs(real - place) < 0.01, qPrintable(QString::number(real)));
    const double stands = double(bed.place().value()) / 1e6;
    QVERIFY2(std::abs(stands - place) < 0.01, qPrintable(QString::number(stands)));
    QVERIFY(!bed.shown(u"id"_s).contains(u"…"_s));
}

void BrowseTableTest::draggingWithAllRowsAtHand()
{
    BrowseBed bed(info());
    bed.model.setQuery({relation(u"few"_s)});
    STILL(bed);
    bed.window.resize(800, 300);
    STILL(bed);
    QVERIFY(bed.place().maximum() > 0);
    bed.asked.clear();
    bed.drag({0.2, 1.0});
    QCOMPARE(bed.at(bed.bottom(), u"id"_s), u"20"_s);
    QCOMPARE(bed.place().value(), bed.place().maximum());
    bed.drag({0.3, 0});
    QCOMPARE(bed.top(), 0);
    QVERIFY(bed.asked.isEmpty());
    bed.window.resize(800, 1000);
    QTRY_COMPARE(bed.place().maximum(), 0); // all of them are in sight
}

void BrowseTableTest::stepsGoByRows()
{
    BrowseBed bed(info());
    bed.model.setQuery(byTime());
    STILL(bed);
    const int page = bed.bottom() - bed.top();
    bed.place().triggerAction(QAbstractSlider::SliderSingleStepAdd);
    const int step = bed.table().verticalScrollBar()->value();
    QVERIFY(step > 0 && step < 4 * bed.height());
    bed.place().triggerAction(QAbstractSlider::SliderPageStepAdd);
    QVERIFY2(std::abs(bed.top() - page) <= 3, qPrintable(QString::number(bed.top())));
    const int before = bed.table().verticalScrollBar()->value();
    QWheelEvent wheel({5, 50}, bed.place().mapToGlobal(QPointF(5, 50)), {}, {0, -120}, Qt::NoButton,
        Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&bed.place(), &wheel);
    const int moved = bed.table().verticalScrollBar()->value() - before;
    QVERIFY2(moved > 0 && moved < 10 * bed.height(), qPrintable(QString::number(moved)));
    // Down by pages, over the end of what is at hand: without a hole and without a double.
    qint64 last = 0;
    bed.view.selectRow(bed.bottom());
    for (int i = 0; i < 120; ++i) {
        QTest::keyClick(&bed.table(), Qt::Key_PageDown);
        STILL(bed);
        const QStringList ids = bed.shown(u"id"_s);
        for (qsizetype at = 1; at < ids.size(); ++at)
            QCOMPARE(ids[at].toLongLong(), ids[at - 1].toLongLong() + 1);
        QVERIFY2(ids.first().toLongLong() > last, qPrintable(u"%1 %2"_s.arg(i).arg(last)));
        last = ids.first().toLongLong();
    }
    QVERIFY(last > 1500);
}

void BrowseTableTest::theThumbStandsWhereTheRowsDo()
{
    BrowseBed bed(info());
    bed.model.setQuery(byTime());
    STILL(bed);
    bed.drag({0.4});
    STILL(bed);
    int stood = bed.place().value();
    for (int i = 0; i < 40; ++i) { // down, then up: the thumb goes along
        bed.table().verticalScrollBar()->triggerAction(
            i < 20 ? QAbstractSlider::SliderPageStepAdd : QAbstractSlider::SliderPageStepSub);
        STILL(bed);
        const int moved = (bed.place().value() - stood) * (i < 20 ? 1 : -1);
        QVERIFY2(moved > -1000, qPrintable(QString::number(moved))); // less than a pixel
        stood = bed.place().value();
        const double real = bed.at(bed.top(), u"id"_s).toDouble() / kRows;
        QVERIFY(std::abs(stood / 1e6 - real) < 0.01);
    }
    // After an exact count rows near an end stand to the row.
    bed.view.home();
    STILL(bed);
    bed.model.figures().countExactly();
    STILL(bed);
    bed.table().verticalScrollBar()->setValue(200 * bed.height());
    STILL(bed);
    QCOMPARE(bed.place().value(), 200 * 1000000 / kRows);
}

void BrowseTableTest::titlesSort_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<int>("clicks");
    QTest::addColumn<QString>("order");
    QTest::addRow("up, ties by the key") << 1 << 1 << u"at ASC, id ASC"_s;
    QTest::addRow("down") << 1 << 2 << u"at DESC, id DESC"_s;
    QTest::addRow("NULLs last, up") << 2 << 1 << u"model ASC NULLS LAST, id ASC"_s;
    QTest::addRow("NULLs last, down") << 2 << 2 << u"model DESC NULLS LAST, id DESC"_s;
    QTest::addRow("by a number") << 3 << 1 << u"ms ASC, id ASC"_s;
}

void BrowseTableTest::titlesSort()
{
    QFETCH(int, column);
    QFETCH(int, clicks);
    QFETCH(QString, order);
    BrowseBed bed(info());
    bed.model.setQuery({relation(u"logs"_s)});
    STILL(bed);
    auto *header = static_cast<ui::HeaderView *>(bed.table().horizontalHeader());
    for (int i = 0; i < clicks; ++i) {
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
            {header->sectionViewportPosition(column) + 20, header->height() / 2});
        STILL(bed);
    }
    QCOMPARE(header->sorts().size(), 1);
    QCOMPARE(header->sorts().first().first, column);
    QCOMPARE(header->sortIndicatorSection(), column);
    QCOMPARE(header->sorts().first().second,
        clicks == 1 ? Qt::AscendingOrder : Qt::DescendingOrder);
    const auto ids = [&](const QString &by, qsizetype count) {
        return cell(u"SELECT string_agg(id::text, ' ') FROM (SELECT id FROM logs ORDER BY %1 "
                    "LIMIT %2) t"_s.arg(by)
                        .arg(count));
    };
    const QStringList first = bed.shown(u"id"_s);
    QVERIFY(first.size() > 10);
    QCOMPARE(first.join(u' '), ids(order, first.size()));
    bed.view.end();
    STILL(bed);
    QStringList last = bed.shown(u"id"_s);
    std::reverse(last.begin(), last.end());
    QString back = order;
    back.replace(u"ASC"_s, u"asc"_s).replace(u"DESC"_s, u"ASC"_s).replace(u"asc"_s, u"DESC"_s);
    back.replace(u"NULLS LAST"_s, u"NULLS FIRST"_s);
    QCOMPARE(last.join(u' '), ids(back, last.size()));
}

void BrowseTableTest::shiftAddsAColumn()
{
    BrowseBed bed(info());
    bed.model.setQuery({relation(u"logs"_s)});
    STILL(bed);
    auto *header = static_cast<ui::HeaderView *>(bed.table().horizontalHeader());
    const auto click = [&](int column, Qt::KeyboardModifiers modifiers) {
        QTest::mouseClick(header->viewport(), Qt::LeftButton, modifiers,
            {header->sectionViewportPosition(column) + 20, header->height() / 2});
        STILL(bed);
    };
    click(2, {});
    click(1, Qt::ShiftModifier);
    click(1, Qt::ShiftModifier); // turns it round
    const browse::Order wanted{{u"model"_s, true}, {u"at"_s, false}};
    QVERIFY(bed.model.query().order == wanted);
    QCOMPARE(header->sorts().size(), 2);
    QCOMPARE(header->sorts().last().second, Qt::DescendingOrder);
    const QStringList shown = bed.shown(u"id"_s);
    QCOMPARE(shown.join(u' '),
        cell(u"SELECT string_agg(id::text, ' ') FROM (SELECT id FROM logs ORDER BY model NULLS "
             "LAST, at DESC, id DESC LIMIT %1) t"_s.arg(shown.size())));
    QVERIFY(!header->grab().isNull());
    click(3, {}); // alone again
    QCOMPARE(header->sorts().size(), 1);
}

void BrowseTableTest::resizing()
{
    BrowseBed bed(info());
    bed.model.setQuery(byTime());
    STILL(bed);
    bed.drag({0.6});
    STILL(bed);
    const QString first = bed.at(bed.top(), u"id"_s);
    for (const QSize size : {QSize(400, 200), QSize(1900, 1060), QSize(120, 90), QSize(1000, 640)}) {
        bed.window.resize(size);
        STILL(bed);
        QVERIFY(!bed.shown(u"id"_s).contains(u"…"_s));
    }
    QCOMPARE(bed.at(bed.top(), u"id"_s), first);
}

void BrowseTableTest::fastDraggingDropsLateAnswers()
{
    SlowProxy way(**m_server, 25);
    BrowseBed bed(way.info());
    bed.model.setQuery(byTime());
    STILL(bed);
    bed.asked.clear();
    QSignalSpy replaced(&bed.model, &items::BrowseModel::replaced);
    bed.place().setSliderDown(true);
    for (int i = 1; i <= 200; ++i) {
        bed.place().setSliderPosition(i * 4500);
        if (i % 5 == 0)
            QTest::qWait(5);
    }
    bed.place().setSliderDown(false);
    STILL(bed);
    const double real = bed.at(bed.top(), u"id"_s).toDouble() / kRows;
    QVERIFY2(std::abs(real - 0.9) < 0.01, qPrintable(QString::number(real)));
    // Two hundred moves, a few questions; and what is shown last is what was wished last.
    QVERIFY2(bed.asked.size() < 40, qPrintable(bed.asked.join(u' ')));
    QVERIFY(replaced.count() <= bed.asked.count(u"from"_s));
    QVERIFY(std::abs(bed.place().value() / 1e6 - 0.9) < 0.01);
}

void BrowseTableTest::aLongWay()
{
    SlowProxy way(**m_server, 25); // 50 ms there and back
    BrowseBed bed(way.info());
    bed.model.setQuery(byTime(false));
    QCOMPARE(bed.table().overlay().state(), ui::Overlay::State::Loading);
    STILL(bed);
    bed.asked.clear();
    for (int i = 0; i < 40; ++i) {
        QTest::keyClick(&bed.table(), Qt::Key_PageDown);
        QTest::qWait(10);
    }
    STILL(bed);
    QVERIFY(!bed.shown(u"id"_s).contains(u"…"_s));
    QVERIFY2(bed.asked.size() <= 8, qPrintable(bed.asked.join(u' ')));
    for (const char *key : {"end", "home"}) {
        bed.asked.clear();
        qstrcmp(key, "end") == 0 ? bed.view.end() : bed.view.home();
        STILL(bed);
        QVERIFY(!bed.shown(u"id"_s).contains(u"…"_s));
    }
    QCOMPARE(bed.at(bed.top(), u"id"_s), QString::number(kRows));
}

void BrowseTableTest::rowsComeAndGoWhileScrolling()
{
    QCOMPARE(script(u"CREATE TABLE busy (id bigint PRIMARY KEY, n int); INSERT INTO busy SELECT i * "
                    "10, 0 FROM generate_series(1, 20000) i; ANALYZE busy"_s),
        QByteArray());
    BrowseBed bed(info());
    bed.model.setQuery({relation(u"busy"_s), {}, {{u"id"_s, true}}});
    STILL(bed);
    auto writer = m_server->open();
    for (int step = 0; step < 60; ++step) {
        const QString change = step % 2
            ? u"INSERT INTO busy SELECT (random() * 200000)::bigint * 10 + %1, %1 FROM "
              "generate_series(1, 300) ON CONFLICT DO NOTHING"_s.arg(1 + step % 9)
            : u"DELETE FROM busy WHERE id IN (SELECT id FROM busy TABLESAMPLE BERNOULLI (2))"_s;
        auto done = writer->run([change](db::Sql &sql) { return sql.execute(change); });
        QTest::keyClick(&bed.table(), step < 40 ? Qt::Key_PageDown : Qt::Key_PageUp);
        if (step % 16 == 15)
            bed.drag({step / 70.0});
        QTRY_VERIFY(done.isFinished());
        STILL(bed);
        const QStringList ids = bed.shown(u"id"_s);
        QVERIFY(ids.size() > 5);
        for (qsizetype at = 1; at < ids.size(); ++at)
            QVERIFY2(ids[at].toLongLong() > ids[at - 1].toLongLong(), qPrintable(ids.join(u' ')));
    }
    bed.view.end();
    STILL(bed);
    QCOMPARE(bed.at(bed.bottom(), u"id"_s), cell(u"SELECT max(id) FROM busy"_s));
    bed.view.home();
    STILL(bed);
    QCOMPARE(bed.at(bed.top(), u"id"_s), cell(u"SELECT min(id) FROM busy"_s));
    QCOMPARE(script(u"DROP TABLE busy"_s), QByteArray());
}

void BrowseTableTest::liveRowsKeepThePlace()
{
    BrowseBed bed(info());
    const Query query = byTime(false);
    bed.model.setQuery(query);
    STILL(bed);
    bed.model.setLive(true);
    qint64 next = kRows;
    const auto arrive = [&](int rows) {
        browse::PageBuilder builder(query);
        for (int i = rows; i > 0; --i) {
            for (const browse::Column *column : builder.fields())
                builder.add(column->id == u"id"_s ? QByteArray::number(next + i)
                        : column->id == u"at"_s   ? QByteArray("2027-01-01 00:00:00+00")
                                                  : QByteArray("7"));
        }
        next += rows;
        QSignalSpy arrived(&bed.model, &items::BrowseModel::arrived);
        bed.model.arrive(builder.take(true));
        QTRY_COMPARE(arrived.count(), 1);
    };
    arrive(3);
    QCOMPARE(bed.at(bed.top(), u"id"_s), QString::number(kRows + 3)); // at the top: it follows
    QCOMPARE(bed.table().verticalScrollBar()->value(), 0);
    bed.table().verticalScrollBar()->setValue(10 * bed.height() + 5);
    const QString first = bed.at(bed.top(), u"id"_s);
    arrive(50);
    QCOMPARE(bed.at(bed.top(), u"id"_s), first); // somebody reads: it does not
    QCOMPARE(bed.table().verticalScrollBar()->value() % bed.height(), 5);
    bed.view.home();
    STILL(bed);
    QCOMPARE(bed.at(bed.top(), u"id"_s), QString::number(kRows));
}

void BrowseTableTest::selectionFollowsTheKey()
{
    BrowseBed bed(info());
    bed.model.setQuery({relation(u"logs"_s)});
    STILL(bed);
    bed.view.selectRow(11);
    QTRY_COMPARE(bed.view.currentRow(), 11);
    const auto selected = [&bed] {
        QStringList ids;
        for (int row : bed.view.selectedRows())
            ids += bed.at(row, u"id"_s);
        return ids.join(u' ');
    };
    QCOMPARE(selected(), u"12"_s);
    bed.view.refresh();
    STILL(bed);
    QCOMPARE(selected(), u"12"_s);
    bed.drag({0.5});
    STILL(bed);
    QCOMPARE(selected(), QString()); // elsewhere
    QTRY_COMPARE(bed.view.currentRow(), -1);
    bed.view.home();
    STILL(bed);
    QCOMPARE(selected(), u"12"_s); // back again
    QTRY_COMPARE(bed.at(bed.view.currentRow(), u"id"_s), u"12"_s);
    bed.model.sort(1, Qt::AscendingOrder); // by time: the same rows in the same order here
    STILL(bed);
    QCOMPARE(selected(), u"12"_s);
    bed.view.selectRow(3);
    bed.drag({0.5});
    STILL(bed);
    bed.view.home();
    STILL(bed);
    QCOMPARE(selected(), u"4"_s); // the later choice
    // Keys go on from where one is, not from the first row at hand.
    bed.drag({0.5});
    STILL(bed);
    const QString first = bed.at(bed.top(), u"id"_s);
    QTest::keyClick(&bed.table(), Qt::Key_Down);
    STILL(bed);
    QCOMPARE(selected(), QString::number(first.toInt() + 1));
}

void BrowseTableTest::currentRowIsTold()
{
    BrowseBed bed(info());
    QStringList told;
    connect(&bed.view, &ui::BrowseTable::currentRowChanged, this,
        [&](int row) { told += row < 0 ? u"none"_s : bed.at(row, u"id"_s); });
    QSignalSpy open(&bed.view, &ui::BrowseTable::openRequested);
    QSignalSpy details(&bed.view, &ui::BrowseTable::detailsRequested);
    QSignalSpy typed(&bed.view, &ui::BrowseTable::filterTyped);
    bed.model.setQuery({relation(u"logs"_s)});
    STILL(bed);
    bed.view.selectRow(2);
    QTRY_COMPARE(told.join(u' '), u"3"_s);
    QTest::keyClick(&bed.table(), Qt::Key_Down);
    QTRY_COMPARE(told.join(u' '), u"3 4"_s);
    QTest::keyClick(&bed.table(), Qt::Key_Return);
    QTest::keyClick(&bed.table(), Qt::Key_Space);
    QTest::keyClick(&bed.table(), Qt::Key_X);
    QCOMPARE(open.size(), 1);
    QCOMPARE(open.first().first().toInt(), 3);
    QCOMPARE(details.size(), 1);
    QCOMPARE(typed.size(), 1);
    bed.drag({0.5});
    STILL(bed);
    QTRY_COMPARE(told.join(u' '), u"3 4 none"_s);
    bed.view.home();
    STILL(bed);
    QTRY_COMPARE(told.join(u' '), u"3 4 none 4"_s);
    bed.view.refresh(); // the same row: nothing to tell
    STILL(bed);
    QTest::qWait(0);
    QCOMPARE(told.last(), u"4"_s);
}

namespace {
QAbstractButton *button(QWidget &in, const QString &name)
{
    return in.findChild<QAbstractButton *>(name);
}

QAbstractButton *actionOf(ui::Overlay &overlay)
{
    for (auto *each : overlay.findChildren<QAbstractButton *>()) {
        if (each->isVisible())
            return each;
    }
    return nullptr;
}

QString words(QWidget &in)
{
    QStringList texts;
    for (const auto *label : in.findChildren<ui::PlainLabel *>()) {
        if (label->isVisible())
            texts += label->text();
    }
    return texts.join(u' ');
}
} // namespace

void BrowseTableTest::theTableGoes()
{
    const QString make = u"CREATE TABLE going (id int PRIMARY KEY); INSERT INTO going SELECT "
                         "generate_series(1, 5000); ANALYZE going"_s;
    QCOMPARE(script(make), QByteArray());
    BrowseBed bed(info());
    bed.model.setQuery({relation(u"going"_s)});
    STILL(bed);
    QCOMPARE(script(u"DROP TABLE going"_s), QByteArray());
    QTest::keyClick(&bed.table(), Qt::Key_End);
    STILL(bed);
    ui::Overlay &overlay = bed.table().overlay();
    QCOMPARE(overlay.state(), ui::Overlay::State::Error);
    auto *retry = button(overlay, u"errorRetry"_s);
    QVERIFY(retry && retry->isVisible());
    QTest::mouseClick(retry, Qt::LeftButton);
    STILL(bed);
    QCOMPARE(overlay.state(), ui::Overlay::State::Error);
    QCOMPARE(script(make), QByteArray());
    QTest::mouseClick(retry, Qt::LeftButton);
    STILL(bed);
    QCOMPARE(overlay.state(), ui::Overlay::State::None);
    QVERIFY(bed.at(bed.top(), u"id"_s).toInt() > 0);
    QCOMPARE(script(u"DROP TABLE going"_s), QByteArray());
}

void BrowseTableTest::theRightGoes()
{
    BrowseBed bed(info(), u"reader"_s);
    bed.model.setQuery(byTime());
    STILL(bed);
    QCOMPARE(bed.table().overlay().state(), ui::Overlay::State::None);
    QCOMPARE(script(u"REVOKE SELECT ON logs FROM reader"_s), QByteArray());
    bed.view.refresh();
    STILL(bed);
    ui::Overlay &overlay = bed.table().overlay();
    QCOMPARE(overlay.state(), ui::Overlay::State::Empty);
    QVERIFY2(words(overlay).contains(u"Your role may not see this"_s), qPrintable(words(overlay)));
    QCOMPARE(script(u"GRANT SELECT ON logs TO reader"_s), QByteArray());
    QVERIFY(actionOf(overlay));
    QTest::mouseClick(actionOf(overlay), Qt::LeftButton);
    STILL(bed);
    QCOMPARE(overlay.state(), ui::Overlay::State::None);
}

namespace {
// Every row takes its time.
std::shared_ptr<browse::Relation> slowRows(const QString &seconds)
{
    auto slow = std::make_shared<browse::Relation>();
    slow->kind = browse::Relation::Kind::Select;
    slow->select = u"SELECT i AS a, pg_sleep(%1) AS b FROM generate_series(1, 1000) i"_s.arg(seconds);
    browse::Column a;
    a.id = u"a"_s;
    a.sort = browse::Sort::None;
    slow->columns = {a};
    return slow;
}
} // namespace

void BrowseTableTest::theTimeLimit()
{
    QStringList asked;
    db::Session session({info(), nullptr, db::SessionKind::Interactive, true});
    BrowseBed bed(info(), {}, [&session](browse::Source &source) {
        source.page = [&session](const browse::PageRequest &request, const CancelToken &token) {
            return session.run(
                [request](db::Sql &sql) {
                    sql.setStatementTimeout(60);
                    return browse::fetchPage(sql, request);
                },
                token);
        };
    });
    bed.model.setQuery({slowRows(u"10"_s)});
    STILL(bed);
    ui::Overlay &overlay = bed.table().overlay();
    QCOMPARE(overlay.state(), ui::Overlay::State::Error);
    QVERIFY(words(overlay).contains(u"The rows could not be read"_s));
    QVERIFY(button(overlay, u"errorRetry"_s)->isVisible());
}

void BrowseTableTest::theServerDiesAndReturns()
{
    SlowProxy way(**m_server, 0);
    BrowseBed bed(way.info());
    bed.model.setQuery(byTime());
    STILL(bed);
    bed.drag({0.3});
    STILL(bed);
    const QString first = bed.at(bed.top(), u"id"_s);
    way.cut();
    QTRY_VERIFY(bed.model.isIdle());
    bed.table().verticalScrollBar()->setValue(bed.table().verticalScrollBar()->maximum());
    QTRY_VERIFY_WITH_TIMEOUT(bed.model.error(), 30000);
    auto *trouble = bed.view.findChild<ui::Banner *>(u"browseTrouble"_s);
    QVERIFY(trouble->isVisible());
    QCOMPARE(bed.table().overlay().state(), ui::Overlay::State::None);
    QVERIFY(bed.rowWith(u"id"_s, first) >= 0); // what was read stays
    const int row = bed.rowWith(u"id"_s, first);
    bed.table().verticalScrollBar()->setValue(row * bed.height());
    way.mend();
    bed.view.refresh(); // as the window does when the server is back
    STILL(bed);
    QTRY_VERIFY_WITH_TIMEOUT(!trouble->isVisible(), 30000);
    QVERIFY(!bed.model.error());
    QCOMPARE(bed.at(bed.top(), u"id"_s), first);
}

void BrowseTableTest::escStopsTheQuery()
{
    BrowseBed bed(info());
    const auto running = [this] {
        // Asleep in it: its plan is asked for, too, and that is over at once.
        return cell(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query "
                    "LIKE '%pg_sleep(9.25)%'"_s);
    };
    bed.model.setQuery({slowRows(u"9.25"_s)});
    QTRY_VERIFY_WITH_TIMEOUT(running().toInt() >= 1, 30000);
    bed.table().setFocus();
    QTest::keyClick(&bed.table(), Qt::Key_Escape);
    QVERIFY(bed.model.isIdle());
    QCOMPARE(bed.table().overlay().state(), ui::Overlay::State::Empty);
    QVERIFY(words(bed.table().overlay()).contains(u"Stopped"_s));
    QTRY_COMPARE_WITH_TIMEOUT(running(), u"0"_s, 30000); // on the server too
    // With rows at hand they stay, and the bar goes back to where they stand.
    bed.model.setQuery(byTime());
    STILL(bed);
    bed.drag({0.5});
    bed.view.cancel();
    STILL(bed);
    QCOMPARE(bed.at(0, u"id"_s), u"1"_s);
    QCOMPARE(bed.place().value(), 0);
}

void BrowseTableTest::hugeCells()
{
    BrowseBed bed(info());
    bed.model.setQuery({relation(u"huge"_s)});
    STILL(bed);
    QCOMPARE(bed.model.rowCount(), 60);
    QVERIFY2(bed.model.bytes() < 200000, qPrintable(QString::number(bed.model.bytes())));
    QVERIFY(bed.model.index(9, 1).data().toString().endsWith(u'…'));
    QCOMPARE(bed.model.index(9, 1).data(items::SecondaryTextRole).toString(), u"16.0 MB"_s);
    bed.drag({1.0});
    bed.view.selectRow(9);
    bed.table().copy();
    QVERIFY(QGuiApplication::clipboard()->text().size() < 1000);
}

void BrowseTableTest::copiesAreMasked()
{
    auto few = std::make_shared<browse::Relation>(*relation(u"few"_s));
    few->columns[1].secret = true;
    BrowseBed bed(info());
    bed.view.setCopyTable(u"\"public\".\"few\""_s);
    bed.model.setQuery({few});
    STILL(bed);
    bed.table().selectAll();
    for (const auto as : {items::CopyAs::Text, items::CopyAs::Json, items::CopyAs::Csv,
             items::CopyAs::Insert}) {
        const QString text = bed.table().copyText(as);
        QVERIFY(text.contains(u"doc 7"_s));
        QVERIFY(text.contains(u"••••1007"_s));
        QVERIFY(!text.contains(u"mnop"_s));
    }
    bed.table().copy();
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"••••1007"_s));
}

void BrowseTableTest::rowsOnTheirWayAreNotCopied()
{
    BrowseBed bed(info());
    bed.model.setQuery(byTime());
    STILL(bed);
    bed.table().selectAll(); // also what is not read yet
    QSignalSpy copied(&bed.table(), &ui::TableView::copied);
    bed.table().copy();
    QCOMPARE(copied.size(), 1);
    QVERIFY(copied.first().at(0).toInt() >= 200);
    QVERIFY(copied.first().at(1).toInt() > 0);
    QVERIFY(!QGuiApplication::clipboard()->text().contains(u'…'));
    auto *banner = bed.view.findChild<ui::Banner *>(u"browseTrouble"_s);
    QVERIFY(banner->isVisible());
}

void BrowseTableTest::columnsAreKept()
{
    QTemporaryDir dir;
    SettingsFile store(dir.filePath(u"s.ini"_s));
    {
        BrowseBed bed(info());
        bed.view.setHiddenByDefault({u"ms"_s});
        bed.view.keepColumns(store);
        bed.model.setQuery(byTime());
        STILL(bed);
        QTest::qWait(0);
        QVERIFY(bed.table().isColumnHidden(3));
        bed.table().setColumnHidden(3, false);
        bed.table().setColumnHidden(2, true);
        bed.table().setColumnWidth(4, 321);
        bed.table().horizontalHeader()->moveSection(4, 0);
        QTRY_VERIFY(store.value(u"tables/test/rows"_s).toStringList().join(u' ').startsWith(
            u"note=321"_s));
    }
    BrowseBed bed(info());
    bed.view.setHiddenByDefault({u"ms"_s});
    bed.view.keepColumns(store); // before there are any
    bed.model.setQuery(byTime());
    STILL(bed);
    QTest::qWait(0);
    QVERIFY(!bed.table().isColumnHidden(3));
    QVERIFY(bed.table().isColumnHidden(2));
    QCOMPARE(bed.table().columnWidth(4), 321);
    QCOMPARE(bed.table().horizontalHeader()->visualIndex(4), 0);
    bed.view.selectRow(0);
    QVERIFY(bed.table().copyText(items::CopyAs::Text).startsWith(u"note 1\t1\t"_s));
}

void BrowseTableTest::emptyTables()
{
    BrowseBed bed(info());
    bed.view.setEmptyText(u"inbox"_s, u"No requests yet"_s, u"They appear here."_s);
    bed.model.setQuery({relation(u"nothing"_s)});
    STILL(bed);
    ui::Overlay &overlay = bed.table().overlay();
    QCOMPARE(overlay.state(), ui::Overlay::State::Empty);
    QVERIFY(words(overlay).contains(u"No requests yet"_s));
    QVERIFY(words(bed.bar).contains(u"0 row"_s));
    bed.model.setQuery({relation(u"few"_s), browse::Condition::equals(u"doc"_s, u"none"_s)});
    STILL(bed);
    QVERIFY(words(overlay).contains(u"No row fits the filter"_s));
    QSignalSpy clear(&bed.view, &ui::BrowseTable::clearFilterRequested);
    QTest::mouseClick(actionOf(overlay), Qt::LeftButton);
    QCOMPARE(clear.size(), 1);
    bed.view.showError(invalid(u"The table could not be described."_s));
    QCOMPARE(overlay.state(), ui::Overlay::State::Error);
    bed.model.setQuery({relation(u"few"_s)});
    STILL(bed);
    QCOMPARE(overlay.state(), ui::Overlay::State::None);
}

void BrowseTableTest::countsAreHonest()
{
    BrowseBed bed(info());
    bed.model.setQuery(byTime());
    STILL(bed);
    QVERIFY2(bed.bar.label().text().startsWith(u"about 2"_s), qPrintable(bed.bar.label().text()));
    QVERIFY(bed.bar.label().text().contains(u" ms"_s));
    auto *exact = button(bed.bar, u"countExactly"_s);
    QVERIFY(exact->isVisible());
    QTest::mouseClick(exact, Qt::LeftButton);
    QVERIFY(button(bed.bar, u"countStop"_s)->isVisible());
    STILL(bed);
    QVERIFY2(bed.bar.label().text().startsWith(u"250,000 row"_s),
        qPrintable(bed.bar.label().text()));
    QVERIFY(!exact->isVisible());
    // A filter whose estimate may be far off is counted up to a cap.
    bed.model.setQuery({relation(u"logs"_s), browse::Condition::contains(u"note"_s, u"9"_s)});
    STILL(bed);
    QVERIFY(!bed.bar.label().text().startsWith(u"counting"_s));
    QTest::mouseClick(button(bed.bar, u"countSql"_s), Qt::LeftButton);
    auto *dialog = bed.bar.findChild<QDialog *>(u"sqlDialog"_s);
    QVERIFY(dialog);
    QVERIFY(words(*dialog).size() > 10);
    dialog->close();
}

void BrowseTableTest::dearOrdersAreWarnedAbout()
{
    {
        const auto pause = m_dog->pause();
        auto dear = m_server->open(u"dear"_s);
        QCOMPARE(test::script(*dear,
                     u"CREATE TABLE logs (id bigint PRIMARY KEY, ms int NOT NULL); INSERT INTO logs "
                     "SELECT i, i * 7919 % 10007 FROM generate_series(1, 30000) i; ANALYZE logs; "
                     "ALTER DATABASE dear SET cpu_tuple_cost = 1"_s),
            QByteArray());
    }
    BrowseBed bed(info(u"dear"_s));
    const auto logs = [&] {
        const auto pause = m_dog->pause();
        auto dear = m_server->open(u"dear"_s);
        return describeTable(*dear, u"logs"_s);
    }();
    bed.model.setQuery({logs});
    STILL(bed);
    auto *advice = bed.view.findChild<ui::Banner *>(u"browseAdvice"_s);
    QVERIFY(!advice->isVisible());
    bed.model.sort(1, Qt::AscendingOrder);
    STILL(bed);
    QVERIFY(advice->isVisible());
    QVERIFY2(advice->text().contains(u"No index has this order"_s), qPrintable(advice->text()));
    Q_EMIT advice->actionTriggered();
    auto *dialog = bed.view.findChild<QDialog *>(u"sqlDialog"_s);
    QVERIFY(dialog);
    QTest::mouseClick(button(*dialog, u"sqlDialogCopy"_s), Qt::LeftButton);
    QVERIFY2(QGuiApplication::clipboard()->text().startsWith(u"CREATE INDEX CONCURRENTLY"_s),
        qPrintable(QGuiApplication::clipboard()->text()));
    dialog->close();
    bed.model.sort(0, Qt::AscendingOrder);
    STILL(bed);
    QVERIFY(!advice->isVisible());
}

void BrowseTableTest::everythingHasAName()
{
    BrowseBed bed(info());
    bed.model.setQuery(byTime());
    STILL(bed);
    QCOMPARE(bed.table().accessibleName(), u"Rows"_s);
    QVERIFY(!bed.place().accessibleName().isEmpty());
    for (const auto *each : bed.window.findChildren<QAbstractButton *>()) {
        if (each->isVisible())
            QVERIFY2(!each->accessibleName().isEmpty() || !each->text().isEmpty(),
                qPrintable(each->objectName()));
    }
    QCOMPARE(bed.view.focusProxy(), &bed.table());
    QVERIFY(bed.view.grab().width() > 100);
}

QTEST_MAIN(BrowseTableTest)
#include "browsetable.moc"
