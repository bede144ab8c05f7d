// The backups page on a real PostgreSQL: back up, drill, restore with the swap, and undo.
#include "support/testcluster.h"
#include "support/windows.h"

#include "ui/pages/backups.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretfield.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QDir>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

class BackupsPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<Windows> m_windows;
    QTemporaryDir m_folder;
    MainWindow *m_window = nullptr;

    BackupsPage *page() const
    {
        return qobject_cast<BackupsPage *>(m_window->view()->pages().currentPage());
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
        QTRY_VERIFY2_WITH_TIMEOUT(button->isEnabled(), name, 60000);
        button->click();
    }
    QString text(const char *name) const { return in<PlainLabel>(page(), name)->text(); }
    QString rows() const
    {
        auto session = m_server->open(u"shop"_s);
        return cell(*session, u"SELECT count(*) FROM orders"_s);
    }
    // One picture, where somebody wants to look at it.
    static void picture(QWidget *widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
        if (!folder.isEmpty())
            widget->grab().save(folder + u'/' + name + u".png"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("GATEHOUSE_STATE_DIR", m_folder.filePath(u"state"_s).toUtf8());
        qputenv("GATEHOUSE_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", m_folder.filePath(u"config"_s).toUtf8()); // timers of the tester
        qunsetenv("DBUS_SESSION_BUS_ADDRESS"); // and the keychain
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto session = m_server->open();
        QCOMPARE(cell(*session, u"CREATE DATABASE shop"_s).left(5), u"error"_s); // no row, but done
        auto shop = m_server->open(u"shop"_s);
        const auto made = run(*shop, [](db::Sql &sql) {
            return sql.script(
                u"CREATE TABLE orders (id serial PRIMARY KEY, text text);"
                "INSERT INTO orders(text) SELECT md5(i::text) FROM generate_series(1, 5000) i"_s);
        });
        QVERIFY2(made, made ? "" : qPrintable(made.error().detail));
        m_windows =
            std::make_unique<Windows>(m_folder.filePath(u"s.ini"_s), m_folder.filePath(u"jobs"_s));
        m_windows->settings().setValue(u"backup/folder"_s, m_folder.filePath(u"backups"_s));
        db::Profile profile = profileOf((*m_server)->info(u"shop"_s), u"shop"_s);
        m_window = m_windows->open(profile);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->showPage(u"backups"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 20000);
    }
    void cleanupTestCase() { m_windows.reset(); }

    void anEmptyPageSaysWhatToDo()
    {
        QTRY_VERIFY(
            in<Banner>(page(), "backupsBanner")->text().contains(u"no proven backup of shop"_s));
        picture(m_window, u"backups-empty"_s);
    }

    void aBackupIsMadeAndProven()
    {
        Watchdog watchdog;
        click(page(), "backupCreate");
        QTRY_VERIFY(openDialog(u"backupCreateDialog"_s));
        QDialog *dialog = openDialog(u"backupCreateDialog"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            in<PlainLabel>(dialog, "backupTools")->text().contains(u"pg_dump"_s), 20000);
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"backups-create"_s);
        }
        click(dialog, "backupCreateSubmit");
        QTRY_VERIFY_WITH_TIMEOUT(
            page()->isIdle() && in<TableView>(page(), "backupsTable")->model()->rowCount() == 1,
            60000);
        QVERIFY2(text("backupFacts").contains(u"5,000 rows"_s), qPrintable(text("backupFacts")));
        click(page(), "backupVerify");
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 60000);
        QTRY_VERIFY2(text("backupHistory").contains(u"read to its end"_s),
            qPrintable(text("backupHistory")));
        click(page(), "backupDrill");
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 60000);
        QTRY_VERIFY2(
            text("backupHistory").contains(u"all the same"_s), qPrintable(text("backupHistory")));
        QTRY_COMPARE(in<Banner>(page(), "backupsBanner")->severity(), items::Severity::Good);
        const auto pause = watchdog.pause();
        picture(m_window, u"backups"_s);
    }

    void aRestoreSwapsAndIsTakenBack()
    {
        auto shop = m_server->open(u"shop"_s);
        cell(*shop, u"DELETE FROM orders WHERE id > 100"_s);
        shop.reset();
        QCOMPARE(rows(), u"100"_s);
        m_window->workspace()->link().unlock();
        click(page(), "backupRestore");
        QTRY_VERIFY(openDialog(u"backupRestoreDialog"_s));
        QDialog *dialog = openDialog(u"backupRestoreDialog"_s);
        QTRY_VERIFY_WITH_TIMEOUT(in<QAbstractButton>(dialog, "restoreSubmit")->isEnabled(), 20000);
        QVERIFY(in<PlainLabel>(dialog, "restoreSessions")->text().contains(u"gatehouse"_s));
        picture(dialog, u"backups-restore"_s);
        click(dialog, "restoreSubmit");
        QTRY_VERIFY_WITH_TIMEOUT(
            in<QAbstractButton>(dialog, "restoreUndo")->isVisibleTo(dialog), 60000);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), u"5000"_s, 20000);
        picture(dialog, u"backups-restored"_s);
        click(dialog, "restoreUndo");
        QTRY_VERIFY_WITH_TIMEOUT(in<PlainLabel>(dialog, "restoreResult")
                                     ->text()
                                     .contains(u"from before the restore again"_s),
            60000);
        QCOMPARE(rows(), u"100"_s);
        click(dialog, "restoreSubmit"); // Close
        QTRY_VERIFY(!openDialog(u"backupRestoreDialog"_s));
        // The safety backup stands in the list.
        QTRY_COMPARE_WITH_TIMEOUT(
            in<TableView>(page(), "backupsTable")->model()->rowCount(), 2, 20000);
    }

    void anEncryptedOneAsksForItsKey()
    {
        Watchdog watchdog;
        click(page(), "backupCreate");
        QTRY_VERIFY(openDialog(u"backupCreateDialog"_s));
        QDialog *dialog = openDialog(u"backupCreateDialog"_s);
        in<QCheckBox>(dialog, "backupEncrypt")->setChecked(true);
        for (const char *name : {"backupPassphrase", "backupPassphraseAgain"})
            in<SecretField>(dialog, name)->edit()->setText(u"correct horse"_s);
        {
            const auto pause = watchdog.pause();
            picture(dialog, u"backups-create-encrypted"_s);
        }
        click(dialog, "backupCreateSubmit");
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"recoveryKeyDialog"_s), 20000); // shown once
        QDialog *shown = openDialog(u"recoveryKeyDialog"_s);
        QCOMPARE(in<SecretField>(shown, "recoveryKey")->secret().text().size(), 41);
        QVERIFY(!in<QAbstractButton>(shown, "recoveryKeyGoOn")->isEnabled());
        shown->reject();
        QVERIFY(openDialog(u"recoveryKeyDialog"_s)); // it cannot be waved away
        {
            const auto pause = watchdog.pause();
            picture(shown, u"backups-recovery-key"_s);
        }
        in<QCheckBox>(shown, "recoveryKeyWritten")->setChecked(true);
        click(shown, "recoveryKeyGoOn");
        auto *table = in<TableView>(page(), "backupsTable");
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && table->model()->rowCount() == 3, 60000);
        table->selectRow(0);
        QTRY_VERIFY2(text("backupFacts").contains(u"Encrypted"_s), qPrintable(text("backupFacts")));
        // As on another machine: the kept key is gone.
        QVERIFY(QFile::remove(m_folder.filePath(u"data/backup-recovery-key"_s)));
        click(page(), "backupVerify");
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"backupKeyDialog"_s), 20000);
        QDialog *ask = openDialog(u"backupKeyDialog"_s);
        in<SecretField>(ask, "backupKeyTyped")->edit()->setText(u"correct house"_s);
        click(ask, "backupKeySubmit");
        QTRY_VERIFY_WITH_TIMEOUT(!ask->findChildren<Banner *>().first()->text().isEmpty(), 20000);
        {
            const auto pause = watchdog.pause();
            picture(ask, u"backups-key"_s);
        }
        in<SecretField>(ask, "backupKeyTyped")->edit()->setText(u"correct horse"_s);
        click(ask, "backupKeySubmit");
        QTRY_VERIFY_WITH_TIMEOUT(!openDialog(u"backupKeyDialog"_s), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 60000);
        QTRY_VERIFY2(text("backupHistory").contains(u"read to its end"_s),
            qPrintable(text("backupHistory")));
    }

    void tablesComeBackBesideWhatIsThere()
    {
        in<TableView>(page(), "backupsTable")->selectRow(1);
        click(page(), "backupTables");
        QTRY_VERIFY(openDialog(u"backupTablesDialog"_s));
        QDialog *dialog = openDialog(u"backupTablesDialog"_s);
        QVERIFY(!in<QAbstractButton>(dialog, "tablesSubmit")->isEnabled());
        auto *list = in<QListWidget>(dialog, "tablesList");
        in<QLineEdit>(dialog, "tablesSchema")->setText(u"as was"_s);
        list->item(0)->setCheckState(Qt::Checked);
        picture(dialog, u"backups-tables"_s);
        click(dialog, "tablesSubmit");
        QTRY_VERIFY2_WITH_TIMEOUT(
            in<Banner>(page(), "backupsBanner")->text().contains(u"as was"_s),
            qPrintable(in<Banner>(page(), "backupsBanner")->text()), 60000);
        auto session = m_server->open(u"shop"_s);
        QCOMPARE(cell(*session, u"SELECT count(*) FROM \"as was\".orders"_s), u"100"_s);
    }

    void tidyingUpShowsWhatWouldGo()
    {
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 60000);
        click(page(), "backupSchedule");
        QTRY_VERIFY(openDialog(u"backupScheduleDialog"_s));
        QDialog *plan = openDialog(u"backupScheduleDialog"_s);
        QTRY_VERIFY(in<PlainLabel>(plan, "scheduleCron")->text().contains(u"15 3 * * *"_s));
        picture(plan, u"backups-schedule"_s);
        click(plan, "scheduleClose");
        click(page(), "backupTidy");
        QTRY_VERIFY(openDialog(u"backupTidyDialog"_s));
        QDialog *dialog = openDialog(u"backupTidyDialog"_s);
        auto *submit = in<QAbstractButton>(dialog, "tidySubmit");
        QVERIFY(!submit->isEnabled()); // seven stay
        in<QSpinBox>(dialog, "tidyWeekly")->setValue(0);
        in<QSpinBox>(dialog, "tidyLast")->setValue(1);
        QTRY_VERIFY(submit->isEnabled());
        picture(dialog, u"backups-tidy"_s);
        click(dialog, "tidySubmit");
        auto *table = in<TableView>(page(), "backupsTable");
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && table->model()->rowCount() == 2, 60000); // the drilled one stays
        QCOMPARE(QDir(m_folder.filePath(u"backups/.trash"_s)).entryList({u"*.backup*"_s}, QDir::Dirs).size(), 1);
        picture(m_window, u"backups-tidied"_s);
    }

    void productionAsksForTheName()
    {
        m_window->close();
        db::Profile profile = profileOf((*m_server)->info(u"shop"_s), u"shop-production"_s);
        profile.environment = db::Environment::Production;
        m_window = m_windows->open(profile);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->showPage(u"backups"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 20000);
        click(page(), "backupRestore");
        // The one that is left is encrypted; its safety backup will be, too.
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"backupKeyDialog"_s), 20000);
        QDialog *ask = openDialog(u"backupKeyDialog"_s);
        in<SecretField>(ask, "backupKeyTyped")->edit()->setText(u"correct horse"_s);
        click(ask, "backupKeySubmit");
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"recoveryKeyDialog"_s), 20000);
        in<QCheckBox>(openDialog(u"recoveryKeyDialog"_s), "recoveryKeyWritten")->setChecked(true);
        click(openDialog(u"recoveryKeyDialog"_s), "recoveryKeyGoOn");
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"backupRestoreDialog"_s), 20000);
        QDialog *dialog = openDialog(u"backupRestoreDialog"_s);
        auto *typed = in<QLineEdit>(dialog, "restoreTyped");
        QTRY_VERIFY_WITH_TIMEOUT(typed->isVisibleTo(dialog), 20000);
        QVERIFY(!in<QAbstractButton>(dialog, "restoreSubmit")->isEnabled());
        typed->setText(u"shop"_s);
        QTRY_VERIFY(in<QAbstractButton>(dialog, "restoreSubmit")->isEnabled());
        picture(dialog, u"backups-restore-production"_s);
        dialog->reject();
    }
};

QTEST_MAIN(BackupsPageTest)
#include "backupspage.moc"
