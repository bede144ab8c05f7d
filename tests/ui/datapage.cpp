// The data page on a real PostgreSQL: tables of every kind, edits that are gathered, tried out and
// applied, what others do meanwhile, and what cannot be changed.
#include "support/testcluster.h"
#include "support/windows.h"

#include "items/browsemodel.h"
#include "trail/recorder.h"
#include "ui/pages/data.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeView>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

const QString kShop = uR"(
CREATE SCHEMA shop;
SET search_path = shop;
CREATE TYPE state AS ENUM ('open', 'paid', 'lost');
CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL, mail text, since timestamptz DEFAULT now());
CREATE TABLE orders (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int REFERENCES customers ON DELETE CASCADE,
    state state NOT NULL DEFAULT 'open', total numeric(8,2) CHECK (total >= 0), paid bool, doc jsonb, note text,
    gross numeric GENERATED ALWAYS AS (total * 1.19) STORED, photo bytea);
INSERT INTO customers (name, mail) SELECT 'Customer ' || n, CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'c' || n || '@example.org' END
FROM generate_series(1, 400) n;
INSERT INTO orders (customer, state, total, paid, doc, note, photo)
SELECT 1 + n % 400, 'paid', n, true, jsonb_build_object('items', jsonb_build_array(n, 'screw'), 'gift', n % 2 = 0), 'note ' || n,
       CASE WHEN n = 2 THEN decode(repeat('ab', 8000000), 'hex') END
FROM generate_series(1, 5000) n;
CREATE TABLE loose (a int, b text);
INSERT INTO loose SELECT n, 'row ' || n FROM generate_series(1, 1000) n;
CREATE VIEW totals AS SELECT customer, sum(total) AS sum FROM orders GROUP BY 1;
ANALYZE;
)"_s;

} // namespace

class DataPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;
    MainWindow *m_window = nullptr;

    void sql(const QString &text)
    {
        const auto done = run(*m_session, [&](db::Sql &sql) { return sql.script(text); });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().detail));
    }
    QString value(const QString &statement) { return cell(*m_session, statement); }
    void open(db::Environment environment = db::Environment::Development)
    {
        db::Profile profile = profileOf((*m_server)->info(u"data"_s), u"data"_s);
        profile.environment = environment;
        trail::setPolicy(m_windows->settings(), profile.id, trail::Policy::Optional);
        m_window = m_windows->open(profile);
        m_window->resize(1440, 900);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->showPage(u"data"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 30000);
    }
    void show(const QString &table, const QList<items::Condition> &filter = {})
    {
        page()->openTable(db::Identifier(u"shop"_s, table), filter);
        settle();
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 30000); }
    DataPage *page() { return qobject_cast<DataPage *>(m_window->view()->pages().currentPage()); }
    template <typename T>
    T *in(const char *name)
    {
        T *found = m_window->findChild<T *>(QLatin1StringView(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    BrowseTable *table() { return in<BrowseTable>("dataTable"); }
    QString banner() { return in<Banner>("dataBanner")->text(); }
    QAbstractItemModel *pending() { return in<TableView>("dataPendingList")->model(); }
    int columnOf(const QString &id)
    {
        for (int i = 0; i < table()->model()->columnCount(); ++i)
            if (table()->model()->headerData(i, Qt::Horizontal, items::ColumnIdRole) == id)
                return i;
        return -1;
    }
    QVariant at(int row, const QString &column, int role = Qt::DisplayRole)
    {
        return table()->model()->index(row, columnOf(column)).data(role);
    }
    QDialog *dialog(const char *name)
    {
        QDialog *found = nullptr;
        if (!QTest::qWaitFor(
                [&] { return (found = openDialog(QLatin1StringView(name))) != nullptr; }, 20000))
            qFatal("no dialog %s", name);
        return found;
    }
    template <typename T>
    static T *of(QWidget *parent, const QString &name)
    {
        T *found = parent->findChild<T *>(name);
        if (!found)
            qFatal("there is no %s", qPrintable(name));
        return found;
    }
    void edit(int row, const QString &column, const QString &text)
    {
        page()->editCell(row, column);
        QDialog *made = dialog("dataValueDialog");
        of<QPlainTextEdit>(made, u"dataValueText"_s)->setPlainText(text);
        auto *kind = of<QComboBox>(made, u"dataValueKind"_s);
        kind->setCurrentIndex(0);
        of<QPushButton>(made, u"dataValueSubmit"_s)->click();
        settle();
    }
    void picture(QWidget *widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
        if (!folder.isEmpty())
            widget->grab().save(folder + u'/' + name + u".png"_s);
    }
    void chooseLook(const QString &look)
    {
        m_windows->settings().setValue(u"look/theme"_s, look);
        m_windows->desk().applyLook();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init()
    {
        m_session.reset();
        auto admin = m_server->open();
        (void)cell(*admin, u"DROP DATABASE IF EXISTS data (FORCE)"_s);
        (void)cell(*admin, u"CREATE DATABASE data"_s);
        m_session = m_server->open(u"data"_s);
        sql(kShop);
        m_folder = std::make_unique<QTemporaryDir>();
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"settings.ini"_s));
    }
    void cleanup()
    {
        m_windows.reset();
        m_window = nullptr;
    }

    void theTreeIsFilteredAndTablesAreShown()
    {
        open();
        Watchdog dog;
        auto *tree = in<QTreeView>("dataTree");
        QTRY_COMPARE(tree->model()->rowCount(tree->model()->index(0, 0)), 4);
        auto *filter = in<QLineEdit>("dataTreeFilter");
        filter->setText(u"ORD"_s);
        QCOMPARE(tree->model()->rowCount(tree->model()->index(0, 0)), 1);
        QTest::keyClick(filter, Qt::Key_Return);
        filter->clear();
        settle();
        QTRY_VERIFY_WITH_TIMEOUT(table()->model() && table()->model()->rowCount() >= 200, 20000);
        QCOMPARE(at(0, u"note"_s).toString(), u"note 1"_s);
        QCOMPARE(at(0, u"photo"_s, items::SecondaryTextRole).toString(), u"NULL"_s);
        QCOMPARE(at(1, u"photo"_s, items::SecondaryTextRole).toString(), items::sizeText(8000000));
        table()->end();
        QTRY_VERIFY_WITH_TIMEOUT(
            page()->isIdle() && at(table()->model()->rowCount() - 1, u"note"_s) == u"note 5000"_s,
            20000);
        show(u"customers"_s);
        QTRY_VERIFY_WITH_TIMEOUT(table()->model() && table()->model()->rowCount() >= 200, 20000);
        QCOMPARE(at(0, u"mail"_s, items::SecondaryTextRole).toString(), QString());
        QCOMPARE(at(2, u"mail"_s, items::SecondaryTextRole).toString(), u"NULL"_s);
        dog.check();
    }

    void whatIsReadOnlySaysWhy()
    {
        open();
        for (const auto &[name, why] : {std::pair(u"totals"_s, u"is a view"_s),
                 std::pair(u"loose"_s, u"neither a primary key"_s)}) {
            show(name);
            QVERIFY2(in<Banner>("dataReadOnly")->text().contains(why), qPrintable(name));
            QVERIFY(!in<QPushButton>("dataAdd")->isEnabled());
            QVERIFY(in<QPushButton>("dataAdd")->toolTip().contains(why));
        }
        show(u"orders"_s);
        QTRY_VERIFY(in<QPushButton>("dataAdd")->isEnabled());
        page()->editCell(0, u"gross"_s);
        QTRY_VERIFY(banner().contains(u"computed by the server"_s));
    }

    void editsAreGatheredTakenBackAndApplied()
    {
        open();
        show(u"orders"_s);
        QTRY_VERIFY_WITH_TIMEOUT(table()->model() && table()->model()->rowCount() >= 200, 20000);
        Watchdog dog;
        edit(2, u"note"_s, u"mine"_s);
        QTRY_COMPARE(at(2, u"note"_s).toString(), u"mine"_s);
        QVERIFY(at(2, u"note"_s, items::kChangeRole).isValid());
        QCOMPARE(pending()->rowCount(), 1);
        // The server is asked before the edit is kept.
        page()->editCell(3, u"total"_s);
        QDialog *asked = dialog("dataValueDialog");
        of<QPlainTextEdit>(asked, u"dataValueText"_s)->setPlainText(u"lots"_s);
        of<QPushButton>(asked, u"dataValueSubmit"_s)->click();
        QTRY_VERIFY(of<Banner>(asked, u"dataValueBanner"_s)->text().contains(u"lots"_s));
        of<QPlainTextEdit>(asked, u"dataValueText"_s)
            ->setPlainText(u"-5"_s); // a value, but refused later
        of<QPushButton>(asked, u"dataValueSubmit"_s)->click();
        QTRY_COMPARE(pending()->rowCount(), 2);
        table()->selectRow(4);
        in<QPushButton>("dataDelete")->click();
        QTRY_COMPARE(pending()->rowCount(), 3);
        in<QPushButton>("dataAdd")->click();
        QDialog *row = dialog("dataRowDialog");
        QTest::keyClicks(of<QLineEdit>(row, u"dataRowText_note"_s), u"fresh"_s);
        QVERIFY(!of<QLineEdit>(row, u"dataRowText_gross"_s)->isEnabled());
        picture(row, u"data-row"_s);
        of<QPushButton>(row, u"dataRowSubmit"_s)->click();
        QTRY_VERIFY(pending()->rowCount() >= 4);
        {
            const auto pause = dog.pause();
            QCOMPARE(value(u"SELECT count(*) FROM shop.orders WHERE note IN ('mine', 'fresh')"_s),
                u"0"_s);
        }
        m_window->workspace()->link().unlock();
        in<QPushButton>("dataReview")->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"Nothing was changed"_s), 20000);
        {
            const auto pause = dog.pause();
            chooseLook(u"light"_s);
            picture(m_window, u"data-refused"_s);
            chooseLook(u"dark"_s);
            picture(m_window, u"data-refused-dark"_s);
        }
        QVERIFY(pending()->index(1, 5).data().toString().contains(
            u"outside of what the table allows"_s));
        // Back to before the amount: the later edits go with it.
        m_window->activateWindow();
        QTRY_VERIFY(m_window->isActiveWindow());
        table()->table().setFocus();
        QTest::keyClick(&table()->table(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(page()->edits().changes().size(), 3);
        while (page()->edits().changes().size() > 1)
            in<QPushButton>("dataUndo")->click();
        table()->selectRow(5);
        in<QPushButton>("dataDelete")->click();
        QTRY_COMPARE(pending()->rowCount(), 2);
        in<QPushButton>("dataReview")->click();
        QDialog *ask = dialog("dataReviewDialog");
        auto *verb = of<QAbstractButton>(ask, u"confirmVerb"_s);
        QTRY_VERIFY_WITH_TIMEOUT(verb->isEnabled(), 20000);
        {
            const auto pause = dog.pause();
            picture(ask, u"data-review"_s);
        }
        verb->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            banner().contains(u"2 changes were applied"_s) || banner().contains(u"2 change(s)"_s),
            20000);
        dog.check();
        QCOMPARE(
            value(
                u"SELECT string_agg(id || note, ' ' ORDER BY id) FROM shop.orders WHERE id IN (3, 6)"_s),
            u"3mine"_s);
        settle();
        QVERIFY(page()->edits().isEmpty());
    }

    void somebodyElseWasFaster()
    {
        open();
        show(u"customers"_s);
        QTRY_VERIFY_WITH_TIMEOUT(table()->model() && table()->model()->rowCount() >= 200, 20000);
        edit(0, u"mail"_s, u"a@b.c"_s);
        sql(u"UPDATE shop.customers SET mail = 'other' WHERE id = 1"_s);
        m_window->workspace()->link().unlock();
        in<QPushButton>("dataReview")->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"Nothing was changed"_s), 20000);
        QVERIFY(pending()->index(0, 5).data().toString().contains(u"it is now \"other\""_s));
        QCOMPARE(value(u"SELECT mail FROM shop.customers WHERE id = 1"_s), u"other"_s);
    }

    void productionWantsTheNameTyped()
    {
        open(db::Environment::Production);
        show(u"customers"_s);
        QTRY_VERIFY_WITH_TIMEOUT(table()->model() && table()->model()->rowCount() >= 200, 20000);
        table()->selectRow(0);
        in<QPushButton>("dataDelete")->click();
        QTRY_COMPARE(pending()->rowCount(), 1);
        m_window->workspace()->link().unlock();
        in<QPushButton>("dataReview")->click();
        QDialog *ask = dialog("dataReviewDialog");
        QTRY_VERIFY_WITH_TIMEOUT(ask->findChild<PlainLabel *>(u"confirmFigure1"_s), 20000);
        QCOMPARE(of<PlainLabel>(ask, u"confirmFigure1"_s)->text(), u"12"_s); // orders go with it
        QVERIFY(!of<QAbstractButton>(ask, u"confirmVerb"_s)->isEnabled());
        of<QLineEdit>(ask, u"confirmTyped"_s)->setText(u"customers"_s);
        QVERIFY(of<QAbstractButton>(ask, u"confirmVerb"_s)->isEnabled());
        picture(ask, u"data-production"_s);
        ask->reject();
    }

    void foreignKeysAreFollowedAndBack()
    {
        open();
        show(u"orders"_s);
        QTRY_VERIFY_WITH_TIMEOUT(table()->model() && table()->model()->rowCount() >= 200, 20000);
        table()->selectRow(1);
        QTRY_COMPARE(in<TableView>("dataFields")->model()->index(0, 1).data().toString(), u"2"_s);
        {
            chooseLook(u"light"_s);
            in<TableView>("dataFields")
                ->setCurrentIndex(in<TableView>("dataFields")->model()->index(5, 0));
            settle();
            picture(m_window, u"data"_s);
            chooseLook(u"dark"_s);
            picture(m_window, u"data-dark"_s);
        }
        Watchdog dog;
        QMenu *goes = in<QPushButton>("dataGoesTo")->menu();
        QTRY_COMPARE(goes->actions().size(), 1);
        goes->actions().constFirst()->trigger();
        settle();
        QTRY_VERIFY_WITH_TIMEOUT(table()->model() && table()->model()->rowCount() == 1, 20000);
        QCOMPARE(at(0, u"name"_s).toString(), u"Customer 3"_s);
        in<QPushButton>("dataUsedBy")->menu()->actions().constFirst()->trigger();
        settle();
        QTRY_VERIFY_WITH_TIMEOUT(table()->model() && table()->model()->rowCount() == 13, 20000);
        in<QPushButton>("dataBack")->click();
        settle();
        QTRY_VERIFY_WITH_TIMEOUT(table()->model() && table()->model()->rowCount() == 1, 20000);
        dog.check();
    }

    void droppedUnderThePageAndHostileNames()
    {
        sql(u"CREATE TABLE shop.\"a\"\"b'c\n%1 \U0001F600 -- ;\" (\"x\"\"y %1\" int PRIMARY KEY, "
            u"\"<b>z</b>\" text);"
            "INSERT INTO shop.\"a\"\"b'c\n%1 \U0001F600 -- ;\" VALUES (1, '<img src=x>')"_s);
        open();
        const QString name = u"a\"b'c\n%1 \U0001F600 -- ;"_s;
        show(name);
        QTRY_VERIFY_WITH_TIMEOUT(table()->model() && table()->model()->rowCount() == 1, 20000);
        edit(0, u"<b>z</b>"_s, u"'\"%1"_s);
        QTRY_COMPARE(pending()->rowCount(), 1);
        m_window->workspace()->link().unlock();
        in<QPushButton>("dataReview")->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            of<QAbstractButton>(dialog("dataReviewDialog"), u"confirmVerb"_s)->isEnabled(), 20000);
        of<QAbstractButton>(dialog("dataReviewDialog"), u"confirmVerb"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"applied"_s), 20000);
        sql(u"DROP TABLE shop.loose"_s);
        Watchdog dog;
        show(u"loose"_s);
        settle();
        QVERIFY(!in<QPushButton>("dataAdd")->isEnabled());
        page()->refresh();
        settle();
        dog.check();
    }
};

QTEST_MAIN(DataPageTest)
#include "datapage.moc"
