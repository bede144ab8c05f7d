// The database page on a real PostgreSQL: each tab shows what the server says, and acts on it.
#include "support/testcluster.h"
#include "support/windows.h"

#include "ui/pages/database.h"
#include "ui/pages/databasetab.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTreeWidget>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

class DatabasePageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<Windows> m_windows;
    QTemporaryDir m_folder;
    MainWindow *m_window = nullptr;

    DatabasePage *page() const
    {
        return qobject_cast<DatabasePage *>(m_window->view()->pages().currentPage());
    }
    template <typename T>
    static T *in(QWidget *parent, const char *name)
    {
        T *found = parent->findChild<T *>(QLatin1StringView(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    static void click(QWidget *parent, const char *name)
    {
        auto *button = in<QAbstractButton>(parent, name);
        QTRY_VERIFY2_WITH_TIMEOUT(button->isEnabled(), name, 20000);
        button->click();
    }
    QString text(const char *name) const { return in<PlainLabel>(page(), name)->text(); }
    void open(const char *tab)
    {
        page()->openTab(QLatin1StringView(tab));
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
    }
    // Selects the row that has this text in the first column, and gives its texts.
    QStringList row(const char *table, const QString &first)
    {
        auto *view = in<TableView>(page(), table);
        for (int at = 0; at < view->model()->rowCount(); ++at) {
            if (view->model()->index(at, 0).data().toString() != first)
                continue;
            view->selectRow(at);
            QStringList texts;
            for (int column = 0; column < view->model()->columnCount(); ++column)
                texts << view->model()->index(at, column).data().toString();
            return texts;
        }
        return {};
    }
    static void picture(QWidget *widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
        if (!folder.isEmpty())
            widget->grab().save(folder + u'/' + name + u".png"_s);
    }
    void sql(const QString &script) const
    {
        auto session = m_server->open(u"shop"_s);
        const auto done = run(*session, [&](db::Sql &on) { return on.script(script); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("GATEHOUSE_STATE_DIR", m_folder.filePath(u"state"_s).toUtf8());
        qputenv("GATEHOUSE_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        db::ClusterOptions options;
        options.settings.insert(u"shared_preload_libraries"_s, u"pg_stat_statements"_s);
        m_server = std::make_unique<TestCluster>(options);
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto session = m_server->open();
        QCOMPARE(cell(*session, u"CREATE DATABASE shop"_s).left(5), u"error"_s); // no row, but done
        sql(u"CREATE TABLE orders (id bigint PRIMARY KEY, buyer int, text text);"
            "CREATE TABLE quiet (id int) WITH (autovacuum_enabled = false);"
            "INSERT INTO orders SELECT i, i % 100, md5(i::text) FROM generate_series(1, 20000) i;"
            "DELETE FROM orders WHERE id <= 9000; ANALYZE;"
            "CREATE INDEX orders_buyer ON orders (buyer);"
            "CREATE INDEX orders_buyer_id ON orders (buyer, id);"
            "CREATE TABLE lines (order_id bigint REFERENCES orders);"_s);
        m_windows =
            std::make_unique<Windows>(m_folder.filePath(u"s.ini"_s), m_folder.filePath(u"jobs"_s));
        m_window = m_windows->open(profileOf((*m_server)->info(u"shop"_s), u"shop"_s));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->resize(1440, 900);
        m_window->showPage(u"database"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 20000);
    }
    void cleanupTestCase() { m_windows.reset(); }

    void sizesSayWhatVacuumDoes()
    {
        Watchdog watchdog;
        open("sizes");
        QTRY_VERIFY(!row("databaseSizesTable", u"orders"_s).isEmpty());
        QVERIFY2(text("databaseSizesLines").contains(u"9,000 dead rows are past the threshold of 2,250"_s), qPrintable(text("databaseSizesLines")));
        QVERIFY(row("databaseSizesTable", u"quiet"_s).contains(u"switched off"_s));
        QVERIFY(text("databaseSizesSummary").contains(u"file on this machine"_s));
        in<QLineEdit>(page(), "databaseSizesFilter")->setText(u"orders"_s);
        QCOMPARE(in<TableView>(page(), "databaseSizesTable")->model()->rowCount(), 1);
        in<QLineEdit>(page(), "databaseSizesFilter")->clear();
        const auto pause = watchdog.pause();
        picture(m_window, u"database-sizes"_s);
    }

    void indexesAreMadeAndDropped()
    {
        m_window->workspace()->settings().setValue(
            "trail/unrecorded/"_L1 + m_window->workspace()->profile().id, true);
        m_window->workspace()->link().unlock();
        Watchdog watchdog;
        open("indexes");
        QVERIFY(row("databaseIndexesTable", u"orders_buyer"_s).contains(u"redundant"_s));
        QVERIFY(!row("databaseIndexesTable", u"orders_pkey"_s).isEmpty());
        QVERIFY(!in<QAbstractButton>(page(), "databaseIndexDrop")->isEnabled()); // keeps a constraint
        {
            const auto pause = watchdog.pause();
            row("databaseIndexesTable", u"orders_buyer"_s);
            picture(m_window, u"database-indexes"_s);
        }
        QVERIFY(row("databaseIndexesTable", u"idx_lines_order_id"_s).contains(u"missing"_s));
        click(page(), "databaseIndexMake");
        QTRY_VERIFY(openDialog(u"databaseIndexConfirm"_s));
        {
            const auto pause = watchdog.pause();
            picture(openDialog(u"databaseIndexConfirm"_s), u"database-index-make"_s);
        }
        openDialog(u"databaseIndexConfirm"_s)->accept();
        QTRY_VERIFY_WITH_TIMEOUT(
            in<Banner>(page(), "databaseBanner")->severity() == items::Severity::Good, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QTRY_VERIFY(!row("databaseIndexesTable", u"idx_lines_order_id"_s).contains(u"missing"_s));
        row("databaseIndexesTable", u"orders_buyer"_s);
        click(page(), "databaseIndexDrop");
        QTRY_VERIFY(openDialog(u"databaseIndexConfirm"_s));
        openDialog(u"databaseIndexConfirm"_s)->accept();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QTRY_VERIFY(row("databaseIndexesTable", u"orders_buyer"_s).isEmpty());
    }

    // The wizard: what is left out is not made, and each statement says afterwards what became of it.
    void theOptimisationIsAWizard()
    {
        sql(u"CREATE TABLE parts (order_id bigint REFERENCES orders, line bigint REFERENCES orders)"_s);
        Watchdog watchdog;
        open("indexes");
        click(page(), "databaseOptimize");
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"databaseOptimizeDialog"_s), 20000);
        QDialog *dialog = openDialog(u"databaseOptimizeDialog"_s);
        auto *tree = in<QTreeWidget>(dialog, "optimizeTree");
        QCOMPARE(tree->topLevelItemCount(), 4);
        QCOMPARE(tree->topLevelItem(0)->text(1), u"nothing is missing"_s);
        const auto item = [tree](int step, const QString &name) {
            for (int i = 0; i < tree->topLevelItem(step)->childCount(); ++i)
                if (tree->topLevelItem(step)->child(i)->text(0) == name)
                    return tree->topLevelItem(step)->child(i);
            qFatal("no such item");
        };
        QCOMPARE(item(1, u"idx_parts_line"_s)->checkState(0), Qt::Checked);
        QVERIFY(item(1, u"idx_parts_line"_s)->text(2).contains(u"SHARE UPDATE EXCLUSIVE"_s));
        item(1, u"idx_parts_order_id"_s)->setCheckState(0, Qt::Unchecked);
        tree->setCurrentItem(item(1, u"idx_parts_line"_s));
        QVERIFY(in<QWidget>(dialog, "optimizeSql")->findChild<QPlainTextEdit *>()->toPlainText().contains(
            u"CREATE INDEX CONCURRENTLY \"idx_parts_line\""_s));
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"database-optimise"_s);
        }
        click(dialog, "optimizeSubmit");
        QTRY_VERIFY_WITH_TIMEOUT(
            item(1, u"idx_parts_line"_s)->text(1).contains(u"idx_parts_line stands"_s), 20000);
        QVERIFY(item(2, u"parts"_s)->text(1).contains(u"Analyzed parts"_s));
        QVERIFY2(item(3, u"parts"_s)->text(1).startsWith(u"indexes 0 → 1, 0 bytes → 8"_s),
            qPrintable(item(3, u"parts"_s)->text(1)));
        QVERIFY(item(3, u"parts"_s)->text(2).contains(u"analyzed never → 20"_s));
        QVERIFY(!in<QAbstractButton>(dialog, "optimizeSubmit")->isVisible());
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"database-optimised"_s);
        }
        dialog->close();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QVERIFY(row("databaseIndexesTable", u"idx_parts_order_id"_s).contains(u"missing"_s));
        QVERIFY(!row("databaseIndexesTable", u"idx_parts_line"_s).contains(u"missing"_s));
    }

    void slowQueriesWantTheExtensionAndLeadToThePlan()
    {
        Watchdog watchdog;
        open("slow");
        QTRY_COMPARE(in<TableView>(page(), "databaseSlowTable")->overlay().state(), Overlay::State::Empty);
        QVERIFY(text("databaseSlowLines").contains(u"not in this database"_s));
        {
            const auto pause = watchdog.pause();
            sql(u"CREATE EXTENSION pg_stat_statements;"_s);
        }
        auto shop = m_server->open(u"shop"_s);
        cell(*shop, u"SELECT count(*)::text FROM orders WHERE text = 'zz'"_s);
        page()->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        const QString shape = u"SELECT count(*)::text FROM orders WHERE text = $1"_s;
        QTRY_VERIFY(!row("databaseSlowTable", shape).isEmpty());
        {
            const auto pause = watchdog.pause();
            picture(m_window, u"database-slow"_s);
        }
        click(page(), "databaseSlowExplain");
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QTRY_VERIFY2(text("databaseExplainVerdict").contains(u"add CREATE INDEX CONCURRENTLY"_s),
            qPrintable(text("databaseExplainVerdict")));
        QVERIFY(text("databaseExplainSummary").contains(u"without knowing the values"_s));
        click(page(), "databaseExplainAnalyze"); // $1 has no value
        QTRY_VERIFY(text("databaseExplainVerdict").contains(u"put values in"_s));
        page()->tab()->restore({{u"sql"_s, u"SELECT o.text, count(*) FROM orders o JOIN lines l ON "
                                           "l.order_id = o.id WHERE o.buyer = 7 GROUP BY 1"_s}});
        click(page(), "databaseExplainAnalyze");
        QTRY_VERIFY2(text("databaseExplainSummary").contains(u"Ran "_s), qPrintable(text("databaseExplainVerdict")));
        const auto pause = watchdog.pause();
        picture(m_window, u"database-explain"_s);
    }

    void settingsGiveReasonsAndCountConnections()
    {
        Watchdog watchdog;
        open("settings");
        QTRY_VERIFY(!row("databaseSettingsTable", u"random_page_cost"_s).isEmpty());
        QVERIFY(text("databaseSettingsSummary").contains(u"connections"_s));
        QVERIFY(text("databaseSettingsLines").contains(u"SSD"_s));
        {
            const auto pause = watchdog.pause();
            picture(m_window, u"database-settings"_s);
        }
        click(page(), "databaseSettingsApply");
        QTRY_VERIFY(openDialog(u"databaseSettingsConfirm"_s));
        openDialog(u"databaseSettingsConfirm"_s)->accept();
        QTRY_COMPARE_WITH_TIMEOUT(
            in<Banner>(page(), "databaseBanner")->severity(), items::Severity::Good, 20000);
        auto shop = m_server->open(u"shop"_s);
        QTRY_COMPARE(cell(*shop, u"SHOW random_page_cost"_s), u"1.1"_s);
    }

    void theTabInFrontIsRestored()
    {
        const QJsonObject state = page()->state();
        QCOMPARE(state[u"tab"_s].toString(), u"settings"_s);
        page()->openTab(u"sizes"_s);
        page()->restore(state);
        QCOMPARE(page()->state()[u"tab"_s].toString(), u"settings"_s);
    }
};

QTEST_MAIN(DatabasePageTest)
#include "databasepage.moc"
