// The upgrade dialog on a real PostgreSQL: preview, rehearsal, run, and a half-applied step with
// its two ways out.
#include "support/testcluster.h"
#include "support/windows.h"

#include "systems/description.h"
#include "trail/recorder.h"
#include "ui/pages/schemaupgrade.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sqlpreview.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

class SchemaUpgradeUiTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<Windows> m_windows;
    QTemporaryDir m_folder;
    MainWindow *m_window = nullptr;
    QPointer<ChangeGate> m_gate;

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
        QTRY_VERIFY2_WITH_TIMEOUT(button->isEnabled(), name, 60000);
        button->click();
    }
    SchemaUpgradeDialog *open()
    {
        auto *dialog = new SchemaUpgradeDialog(*m_window->workspace(), *m_gate,
            u"ollama-gateway"_s, u"public"_s, m_window);
        dialog->open();
        return dialog;
    }
    static QString states(QWidget *dialog)
    {
        const auto *model = in<TableView>(dialog, "upgradeSteps")->model();
        QStringList all;
        for (int row = 0; row < model->rowCount(); ++row)
            all.append(model->index(row, 1).data().toString());
        return all.join(u", "_s);
    }
    static void picture(QWidget *widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
        if (!folder.isEmpty())
            widget->grab().save(folder + u'/' + name + u".png"_s);
    }
    void sql(const QString &script)
    {
        auto session = m_server->open(u"shop"_s);
        const auto done = run(*session, [&](db::Sql &on) { return on.script(script); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + done.error().detail));
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *place : {"GATEHOUSE_STATE_DIR", "GATEHOUSE_DATA_DIR"})
            qputenv(place, m_folder.filePath(QLatin1StringView(place)).toUtf8());
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto session = m_server->open();
        (void)cell(*session, u"CREATE DATABASE shop"_s);
        sql(systems::schemaSql(u"ollama-gateway"_s).value()
            + u"INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active) VALUES "
              "('k', 'n', 'wizard', 1, now(), true)"_s);
        m_windows =
            std::make_unique<Windows>(m_folder.filePath(u"s.ini"_s), m_folder.filePath(u"jobs"_s));
        m_windows->settings().setValue(u"backup/folder"_s, m_folder.filePath(u"backups"_s));
        if (qEnvironmentVariableIsSet("GATEHOUSE_PICTURES_DARK")) {
            m_windows->settings().setValue(u"look/theme"_s, u"dark"_s);
            m_windows->desk().applyLook();
        }
        db::Profile profile = profileOf((*m_server)->info(u"shop"_s), u"shop"_s);
        profile.environment = db::Environment::Production;
        trail::setPolicy(m_windows->settings(), profile.id, trail::Policy::Optional);
        m_window = m_windows->open(profile);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_gate = new ChangeGate(*m_window->workspace(), m_window);
        m_window->workspace()->link().unlock();
    }
    void cleanupTestCase() { m_windows.reset(); }

    // On production the button stays off until the rehearsal was good and the name is typed; a row
    // that a new rule forbids stops a step half way, and it is finished once that is mended.
    void rehearsedThenRun()
    {
        Watchdog watchdog;
        SchemaUpgradeDialog *dialog = open();
        auto *submit = in<QAbstractButton>(dialog, "upgradeSubmit");
        QTRY_VERIFY_WITH_TIMEOUT(
            in<PlainLabel>(dialog, "upgradeWhyNot")->text().contains(u"rehearsed first"_s), 20000);
        QVERIFY(!submit->isEnabled());
        QCOMPARE(states(dialog), u"in place, not recorded, pending, pending, pending"_s);
        const QString shown = in<SqlPreview>(dialog, "upgradeSql")->findChild<QPlainTextEdit *>()->toPlainText();
        QVERIFY2(shown.contains(u"VALIDATE CONSTRAINT"_s) && shown.contains(u"ACCESS EXCLUSIVE on"_s),
            qPrintable(shown));
        QTRY_VERIFY(in<QWidget>(dialog, "upgradeFinding")->isVisible());
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"schema-upgrade"_s);
        }
        click(dialog, "upgradeRehearse"); // without rows: the bad one is not seen
        QTRY_VERIFY_WITH_TIMEOUT(
            in<PlainLabel>(dialog, "upgradeLog")->text().contains(u"came out the same"_s), 60000);
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"schema-rehearsed"_s);
        }
        click(dialog, "upgradeSubmit"); // back
        QTRY_VERIFY_WITH_TIMEOUT(
            in<PlainLabel>(dialog, "upgradeWhyNot")->text().contains(u"Type the name"_s), 20000);
        in<QLineEdit>(dialog, "upgradeTyped")->setText(u"shop"_s);
        click(dialog, "upgradeSubmit");
        QTRY_VERIFY_WITH_TIMEOUT(
            in<PlainLabel>(dialog, "upgradeLog")->text().contains(u"Go back"_s), 60000);
        click(dialog, "upgradeSubmit");
        QTRY_VERIFY_WITH_TIMEOUT(
            in<Banner>(dialog, "upgradeBanner")->text().contains(u"1 of 4 statement"_s), 20000);
        QCOMPARE(states(dialog), u"applied, half applied, pending, pending"_s);
        QCOMPARE(in<PlainLabel>(dialog, "upgradeWhyNot")->text(),
            u"On production it has to be rehearsed first."_s); // the steps behind it are new
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"schema-half"_s);
        }
        sql(u"UPDATE api_keys SET role = 'user'"_s);
        click(dialog, "upgradeRehearse");
        QTRY_VERIFY_WITH_TIMEOUT(submit->isEnabled(), 30000);
        QVERIFY2(in<PlainLabel>(dialog, "upgradeLog")->text().contains(u"came out the same"_s),
            qPrintable(in<PlainLabel>(dialog, "upgradeLog")->text()));
        click(dialog, "upgradeSubmit");
        QTRY_VERIFY_WITH_TIMEOUT(submit->isEnabled(), 20000);
        submit->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            in<PlainLabel>(dialog, "upgradeLog")->text().contains(u"004_usage_status: applied"_s),
            60000);
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"schema-done"_s);
        }
        dialog->close();
    }

    void undoneOnlyWithABackupOrAWord()
    {
        Watchdog watchdog;
        m_window->showPage(u"schema"_s);
        Page *page = m_window->view()->pages().currentPage();
        QTRY_VERIFY_WITH_TIMEOUT(page->isIdle(), 20000);
        click(page, "schemaUpgrade");
        QTRY_VERIFY(openDialog(u"schemaUpgradeDialog"_s));
        QDialog *dialog = openDialog(u"schemaUpgradeDialog"_s);
        QTRY_COMPARE_WITH_TIMEOUT(states(dialog), u"applied, applied, applied, applied"_s, 20000);
        in<QComboBox>(dialog, "upgradeWay")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(
            in<PlainLabel>(dialog, "upgradeWhyNot")->text().contains(u"without a backup"_s), 20000);
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"schema-undo"_s);
        }
        in<QCheckBox>(dialog, "upgradeLoss")->setChecked(true);
        in<QLineEdit>(dialog, "upgradeTyped")->setText(u"shop"_s);
        click(dialog, "upgradeSubmit");
        QTRY_VERIFY_WITH_TIMEOUT(
            in<PlainLabel>(dialog, "upgradeLog")->text().contains(u"004_usage_status: undone"_s),
            60000);
        click(dialog, "upgradeSubmit");
        QTRY_COMPARE_WITH_TIMEOUT(states(dialog), u"applied, applied, applied, pending"_s, 20000);
        dialog->close();
    }
};

QTEST_MAIN(SchemaUpgradeUiTest)
#include "schemaupgrade.moc"
