// The schema page on a real PostgreSQL: an unstamped database is told, compared, and cured.
#include "places.h"
#include "support/testcluster.h"
#include "support/windows.h"
#include "systems/description.h"
#include "trail/recorder.h"
#include "ui/pages/schema.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QTreeView>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

class SchemaPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<Windows> m_windows;
    QTemporaryDir m_folder;
    MainWindow *m_window = nullptr;

    SchemaPage *page() const
    {
        return qobject_cast<SchemaPage *>(m_window->view()->pages().currentPage());
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
    static void picture(QWidget *widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
        if (folder.isEmpty())
            return;
        QTest::qWait(300); // laid out
        widget->grab().save(folder + u'/' + name + u".png"_s);
    }
    void database(const QString &name, const QString &content)
    {
        auto admin = m_server->open();
        cell(*admin, u"CREATE DATABASE "_s + name);
        auto session = m_server->open(name);
        const auto made = run(*session, [&content](db::Sql &sql) { return sql.script(content); });
        QVERIFY2(made, made ? "" : qPrintable(made.error().detail));
    }
    void open(const QString &name)
    {
        m_window = m_windows->open(profileOf((*m_server)->info(name), name));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->showPage(u"schema"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 20000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("GATEHOUSE_STATE_DIR", m_folder.filePath(u"state"_s).toUtf8());
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        QFile shape(QStringLiteral(GATEHOUSE_TEST_DATA "/shapes/don-research.create-all.sql"));
        QVERIFY(shape.open(QIODevice::ReadOnly));
        database(u"research"_s, QString::fromUtf8(shape.readAll()));
        database(u"rails"_s,
            systems::schemaSql(u"onelastai"_s).value()
                + u"DELETE FROM schema_migrations WHERE version = '20250901201303'"_s);
        database(u"shop"_s, u"CREATE TABLE orders (id int)"_s);
        database(u"bent"_s,
            systems::schemaSql(u"ollama-gateway"_s).value()
                + u"DROP INDEX ix_usage_logs_timestamp; ALTER TABLE usage_logs ADD COLUMN mine int"_s);
        m_windows =
            std::make_unique<Windows>(m_folder.filePath(u"s.ini"_s), m_folder.filePath(u"jobs"_s));
    }
    void cleanupTestCase() { m_windows.reset(); }

    void anUnknownDatabaseSaysWhatItLacks()
    {
        open(u"shop"_s);
        QTRY_VERIFY(text("schemaSentence").contains(u"No version table and no known system"_s));
        QVERIFY(!in<QAbstractButton>(page(), "schemaStamp")->isEnabled());
        QVERIFY(
            in<QAbstractButton>(page(), "schemaStamp")->toolTip().contains(u"nothing to stamp"_s));
        picture(m_window, u"schema-unknown"_s);
    }

    void railsIsSortedByNumber()
    {
        open(u"rails"_s);
        auto *table = in<TableView>(page(), "schemaTable");
        QTRY_COMPARE(table->model()->rowCount(), 12);
        QCOMPARE(table->model()->index(0, 1).data().toString(), u"20250901201303"_s);
        QCOMPARE(table->model()->index(0, 2).data().toString(), u"pending"_s);
        QCOMPARE(table->model()->index(2, 1).data().toString(), u"10"_s);
        QTRY_COMPARE(in<QTreeView>(page(), "schemaTree")->model()->rowCount(), 0);
        QVERIFY(text("schemaSummary").isEmpty()); // the cover says it
        picture(m_window, u"schema-rails"_s);
    }

    void anUnstampedDatabaseIsCured()
    {
        Watchdog watchdog;
        open(u"research"_s);
        QTRY_VERIFY2(
            text("schemaSentence").contains(u"Not stamped"_s), qPrintable(text("schemaSentence")));
        auto *tree = in<QTreeView>(page(), "schemaTree");
        QAbstractItemModelTester tester(tree->model());
        QTRY_VERIFY(tree->model()->rowCount() == 5);
        const QModelIndex jobs = tree->model()->index(0, 0);
        tree->setCurrentIndex(tree->model()->index(0, 0, jobs));
        QTRY_VERIFY(!text("schemaWhy").isEmpty());
        {
            const auto pause = watchdog.pause();
            picture(m_window, u"schema-unstamped"_s);
        }
        click(page(), "schemaMends");
        QTRY_VERIFY(openDialog(u"schemaMendDialog"_s));
        {
            const auto pause = watchdog.pause();
            picture(openDialog(u"schemaMendDialog"_s), u"schema-mends"_s);
        }
        openDialog(u"schemaMendDialog"_s)->close();

        trail::setPolicy(m_window->workspace()->settings(), m_window->workspace()->profile().id,
            trail::Policy::Optional);
        m_window->workspace()->link().unlock();
        click(page(), "schemaStamp");
        QTRY_VERIFY(openDialog(u"schemaStampDialog"_s));
        QDialog *dialog = openDialog(u"schemaStampDialog"_s);
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"schema-stamp"_s);
        }
        dialog->accept();
        QTRY_VERIFY_WITH_TIMEOUT(in<Banner>(page(), "schemaBanner")->isVisibleTo(page()), 20000);
        QVERIFY2(in<Banner>(page(), "schemaBanner")->text().contains(u"stamped as 001_initial"_s),
            qPrintable(in<Banner>(page(), "schemaBanner")->text()));
        QTRY_VERIFY_WITH_TIMEOUT(
            text("schemaSentence").contains(u"Alembic is at 001_initial, the newest"_s), 20000);
        QVERIFY(!in<QAbstractButton>(page(), "schemaStamp")->isEnabled());
        auto session = m_server->open(u"research"_s);
        QCOMPARE(cell(*session, u"SELECT version_num FROM alembic_version"_s), u"001_initial"_s);
        const auto pause = watchdog.pause();
        picture(m_window, u"schema-stamped"_s);
    }

    void aProjectIsRead()
    {
        const QString folder = m_folder.filePath(u"project"_s);
        QDir().mkpath(folder + u"/alembic/versions"_s);
        const auto write = [&folder](const QString &name, const QByteArray &text) {
            QFile file(folder + u'/' + name);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        };
        write(u"alembic.ini"_s, "[alembic]\nscript_location = alembic\n");
        write(u"alembic/versions/1.py"_s,
            "'''first'''\nrevision = '001_initial'\ndown_revision = None\n");
        write(u"alembic/versions/2.py"_s,
            "'''second <b>bold</b>'''\nrevision = '002_more'\ndown_revision = '001_initial'\n");
        write(
            u"alembic/versions/3.py"_s, "revision = '003_other'\ndown_revision = '001_initial'\n");
        m_window->workspace()->settings().setValue(
            u"schema/project/"_s + m_window->workspace()->profile().id, folder);
        page()->refresh();
        QTRY_VERIFY2_WITH_TIMEOUT(text("schemaSentence").contains(u"several heads"_s),
            qPrintable(text("schemaSentence")), 20000);
        auto *table = in<TableView>(page(), "schemaTable");
        QCOMPARE(table->model()->rowCount(), 3);
        QStringList graph;
        for (int row = 0; row < 3; ++row)
            graph << table->model()->index(row, 0).data().toString();
        QCOMPARE(graph.join(u' '), u"● │● ●╯"_s);
        Theme::apply(*qApp, Scheme::Dark);
        picture(m_window, u"schema-project-dark"_s);
        Theme::apply(*qApp, Scheme::Light);
    }

    // In the window that shows them; another layout can be compared with.
    void differencesAreMended()
    {
        Watchdog watchdog;
        const db::Profile profile = profileOf((*m_server)->info(u"bent"_s), u"bent"_s);
        trail::setPolicy(m_windows->settings(), profile.id, trail::Policy::Optional);
        m_window = m_windows->open(profile);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->workspace()->link().unlock();
        m_window->showPage(u"schema"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 20000);
        auto *layout = in<QComboBox>(page(), "schemaLayout");
        QTRY_VERIFY(layout->count() >= 3);
        QTRY_VERIFY2(text("schemaSummary").contains(u"1 (costs|cost) speed"_s), qPrintable(text("schemaSummary")));
        layout->setCurrentIndex(layout->findData(u"plain"_s));
        Q_EMIT layout->activated(layout->currentIndex());
        QTRY_VERIFY2(!text("schemaSummary").contains(u"guide has it"_s), qPrintable(text("schemaSummary")));
        layout->setCurrentIndex(0);
        Q_EMIT layout->activated(0);
        QTRY_VERIFY(text("schemaSummary").contains(u"guide has it"_s));
        click(page(), "schemaMend");
        QTRY_VERIFY(openDialog(u"schemaMendRun"_s));
        QDialog *dialog = openDialog(u"schemaMendRun"_s);
        auto *submit = in<QAbstractButton>(dialog, "upgradeSubmit");
        QTRY_VERIFY_WITH_TIMEOUT(submit->isEnabled(), 20000);
        QCOMPARE(submit->text(), u"&Mend 1 difference(s)"_s);
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"schema-mend"_s);
        }
        click(dialog, "upgradeSubmit");
        QTRY_COMPARE_WITH_TIMEOUT(submit->text(), u"&Compare again"_s, 60000);
        QVERIFY2(in<PlainLabel>(dialog, "upgradeLog")->text().contains(u"applied in"_s),
            qPrintable(in<PlainLabel>(dialog, "upgradeLog")->text()));
        submit->click();
        QTRY_VERIFY2(text("schemaSummary").contains(u"1 harmless"_s)
                && !text("schemaSummary").contains(u"speed"_s),
            qPrintable(text("schemaSummary")));
        auto session = m_server->open(u"bent"_s);
        QCOMPARE(cell(*session, u"SELECT count(*)::text FROM pg_attribute WHERE attname = 'mine'"_s),
            u"1"_s); // what may serve somebody stays
    }
};

QTEST_MAIN(SchemaPageTest)
#include "schemapage.moc"
