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
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto session = m_server->open();
        QCOMPARE(cell(*session, u"CREATE DATABASE shop"_s).left(5), u"error"_s); // no row, but done
        sql(u"CREATE TABLE orders (id bigint PRIMARY KEY, buyer int, text text);"
            "CREATE TABLE quiet (id int) WITH (autovacuum_enabled = false);"
            "INSERT INTO orders SELECT i, i % 100, md5(i::text) FROM generate_series(1, 20000) i;"
            "DELETE FROM orders WHERE id <= 9000; ANALYZE;"
            "CREATE INDEX orders_buyer ON orders (buyer);"
            "CREATE INDEX orders_buyer_id ON orders (buyer, id);"_s);
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
};

QTEST_MAIN(DatabasePageTest)
#include "databasepage.moc"
