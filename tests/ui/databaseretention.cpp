// The tab Retention on a real PostgreSQL: the numbers side by side, one chosen, what would go by day,
// and rows that are gone afterwards.
#include "support/testcluster.h"
#include "support/windows.h"

#include "systems/description.h"
#include "trail/trail.h"
#include "ui/pages/database.h"
#include "ui/pages/databasetab.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QDialog>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

class DatabaseRetentionTest : public QObject
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
    void click(const char *name)
    {
        auto *button = in<QAbstractButton>(page(), name);
        QTRY_VERIFY2_WITH_TIMEOUT(button->isEnabled(), name, 20000);
        button->click();
    }
    QStringList row(const QString &first)
    {
        auto *view = in<TableView>(page(), "databaseRetentionTable");
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
    QDialog *dialog(const char *name) const
    {
        return m_window->findChild<QDialog *>(QLatin1StringView(name));
    }
    void confirm(const char *name)
    {
        QTRY_VERIFY(dialog(name) && dialog(name)->isVisible());
        for (auto *field : dialog(name)->findChildren<QLineEdit *>())
            field->setText(u"usage_logs"_s);
        picture(dialog(name), QString::fromLatin1(name));
        QTRY_VERIFY(!dialog(name) || (dialog(name)->accept(), true));
    }
    static void picture(QWidget *widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
        if (!folder.isEmpty())
            widget->grab().save(folder + u'/' + name + u".png"_s);
    }
    QString cellOf(const QString &text) const
    {
        auto session = m_server->open(u"research"_s);
        return cell(*session, text);
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const auto &[name, folder] : std::initializer_list<std::pair<const char *, QString>>{
                 {"GATEHOUSE_STATE_DIR", u"state"_s}, {"GATEHOUSE_DATA_DIR", u"data"_s},
                 {"GATEHOUSE_CONFIG_DIR", u"config"_s}})
            qputenv(name, m_folder.filePath(folder).toUtf8());
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto postgres = m_server->open();
        (void)cell(*postgres, u"CREATE DATABASE research"_s);
        auto session = m_server->open(u"research"_s);
        const auto done = run(*session, [](db::Sql &sql) -> Result<> {
            const auto schema = systems::schemaSql(u"don-research"_s);
            if (!schema)
                return schema.error();
            if (auto made = sql.script(schema.value()
                    + u"INSERT INTO usage_logs (institution, endpoint, trace_id, \"timestamp\") SELECT 'uni', '/a', "
                      "d || '-' || n, (now() AT TIME ZONE 'UTC') - make_interval(days => d) - interval '1 hour' "
                      "FROM generate_series(0, 119) d, generate_series(1, 20 + d % 7 * 3) n; ANALYZE;"_s);
                !made)
                return made;
            return trail::create(sql, trail::thisProcess(u"test"_s, u"test"_s));
        });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + done.error().detail));
        m_windows =
            std::make_unique<Windows>(m_folder.filePath(u"s.ini"_s), m_folder.filePath(u"jobs"_s));
        m_window = m_windows->open(profileOf((*m_server)->info(u"research"_s), u"research"_s));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->resize(1440, 900);
        m_window->showPage(u"database"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 20000);
        m_window->workspace()->link().unlock();
        page()->openTab(u"retention"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
    }
    void cleanupTestCase() { m_windows.reset(); }

    void choosesLooksAndDeletes()
    {
        Watchdog watchdog;
        QTRY_VERIFY(!row(u"jobs"_s).isEmpty());
        QCOMPARE(row(u"jobs"_s).mid(1, 2), (QStringList{u"not chosen"_s, u"guide 7 d · docstring 2 d · code 2 d"_s}));
        QVERIFY(row(u"qac_models"_s).contains(u"guide never · docstring 30 d · code 30 d"_s));
        QVERIFY(!row(u"usage_logs"_s).isEmpty());
        QVERIFY(!in<QPushButton>(page(), "retentionRun")->isEnabled());
        {
            const auto pause = watchdog.pause();
            picture(m_window, u"database-retention-none"_s);
        }
        const auto actions = in<QPushButton>(page(), "retentionChoose")->menu()->actions();
        QVERIFY(actions.first()->text().contains(u"guide"_s));
        actions.first()->trigger();
        QTRY_VERIFY(row(u"usage_logs"_s).value(1).startsWith(u"90 day"_s));
        click("retentionPreview");
        auto *sentence = in<PlainLabel>(page(), "retentionSentence");
        const QString old = cellOf(u"SELECT count(*)::text FROM usage_logs WHERE \"timestamp\" < (now() AT TIME ZONE 'UTC') - interval '90 days'"_s);
        QTRY_VERIFY2(sentence->text().startsWith(old + u" rows"_s), qPrintable(sentence->text()));
        {
            const auto pause = watchdog.pause();
            picture(m_window, u"database-retention"_s);
        }
        click("retentionRun");
        confirm("retentionConfirm");
        QTRY_COMPARE(cellOf(u"SELECT count(*)::text FROM usage_logs WHERE \"timestamp\" < (now() AT TIME ZONE 'UTC') - interval '90 days'"_s), u"0"_s);
        QTRY_VERIFY2(in<Banner>(page(), "databaseBanner")->text().startsWith(old + u" of "_s + old),
            qPrintable(in<Banner>(page(), "databaseBanner")->text()));
    }

    void aLegalHoldIsSetAndEnded()
    {
        QTRY_VERIFY(page()->isIdle() && !row(u"usage_logs"_s).isEmpty());
        const auto act = [this](const QString &text) {
            for (QAction *one : in<QPushButton>(page(), "retentionChoose")->menu()->actions())
                if (one->text().contains(text))
                    return one->trigger();
            QFAIL(qPrintable(text));
        };
        const auto said = [this](const QString &text) {
            for (PlainLabel *one : page()->findChildren<PlainLabel *>())
                if (one->text().contains(text))
                    return true;
            return false;
        };
        act(u"Legal hold"_s);
        QTRY_VERIFY(dialog("retentionHoldDialog"));
        auto *column = in<QComboBox>(dialog("retentionHoldDialog"), "retentionHoldColumn");
        column->setCurrentIndex(column->findData(u"institution"_s));
        QVERIFY(!in<QPushButton>(dialog("retentionHoldDialog"), "retentionHoldKeep")->isEnabled());
        in<QLineEdit>(dialog("retentionHoldDialog"), "retentionHoldValue")->setText(u"uni"_s);
        picture(dialog("retentionHoldDialog"), u"retention-hold"_s);
        in<QPushButton>(dialog("retentionHoldDialog"), "retentionHoldKeep")->click();
        QTRY_VERIFY(!row(u"usage_logs"_s).isEmpty() && said(u"Legal hold: rows with institution = uni"_s));
        act(u"End every legal hold"_s);
        QTRY_VERIFY(!row(u"usage_logs"_s).isEmpty() && !said(u"Legal hold: rows"_s));
    }

    void movesToPartitionsAndBack()
    {
        QTRY_VERIFY(page()->isIdle() && !row(u"usage_logs"_s).isEmpty());
        click("partitionPlan");
        QTRY_VERIFY(dialog("partitionPlanDialog") && dialog("partitionPlanDialog")->isVisible());
        picture(dialog("partitionPlanDialog"), u"partition-plan"_s);
        dialog("partitionPlanDialog")->close();
        click("partitionMove");
        confirm("partitionConfirm");
        QTRY_COMPARE_WITH_TIMEOUT(cellOf(u"SELECT relkind::text FROM pg_class WHERE oid = 'public.usage_logs'::regclass"_s), u"p"_s, 20000);
        QTRY_VERIFY(page()->isIdle());
        QVERIFY(!row(u"usage_logs"_s).isEmpty());
        QTRY_VERIFY(in<PlainLabel>(page(), "databaseRetentionLines")->text().contains(u"can be taken back"_s));
        picture(m_window, u"database-retention-partitioned"_s);
        click("partitionUndo");
        confirm("partitionConfirm");
        QTRY_COMPARE_WITH_TIMEOUT(cellOf(u"SELECT relkind::text FROM pg_class WHERE oid = 'public.usage_logs'::regclass"_s), u"r"_s, 20000);
    }
};

QTEST_MAIN(DatabaseRetentionTest)
#include "databaseretention.moc"
