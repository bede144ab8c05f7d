// A window with the page Migrate over a real server, and the sandbox's sample sources.
#pragma once

#include "support/testcluster.h"
#include "support/windows.h"

#include "sandbox/sources.h"
#include "systems/description.h"
#include "trail/recorder.h"
#include "ui/pages/migrate.h"
#include "ui/pages/migratefindings.h"
#include "ui/pages/migrateruns.h"
#include "ui/pages/migratewizard.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>

namespace gatehouse::test {

class MigrateBed
{
public:
    // Databases with the tables of flux-rag, empty.
    void start(const QStringList &databases)
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // no keychain
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto admin = m_server->open();
        for (const QString &name : databases) {
            (void)cell(*admin, u"CREATE DATABASE "_s + name);
            auto session = m_server->open(name);
            const auto done = run(*session, [](db::Sql &sql) -> Result<> {
                auto schema = systems::schemaSql(u"flux-rag"_s);
                return schema ? sql.script(schema.value()) : Result<>(schema.error());
            });
            QVERIFY2(bool(done), done ? "" : qPrintable(done.error().detail));
        }
    }
    void beginCase()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_windows = std::make_unique<Windows>(path(u"settings.ini"_s));
        QVERIFY(sandbox::writeSources(
            path(u"s"_s), QDateTime(QDate(2026, 3, 9), QTime(14, 0), Qt::UTC)));
    }
    // The files of this case outlive the next beginCase() as long as it is held.
    std::shared_ptr<void> keepFolder() { return std::shared_ptr<QTemporaryDir>(std::move(m_folder)); }
    void endCase()
    {
        m_windows.reset();
        m_window = nullptr;
    }
    QString path(const QString &name) const { return m_folder->filePath(name); }
    TestCluster &server() { return *m_server; }
    ui::MainWindow *window() { return m_window; }
    ui::MigratePage *page()
    {
        return qobject_cast<ui::MigratePage *>(m_window->view()->pages().currentPage());
    }
    ui::MigrateWizard &wizard() { return page()->wizard(); }
    ui::MigrateRuns &runs() { return *m_window->findChild<ui::MigrateRuns *>(); }
    template <typename T>
    T *in(const QString &name)
    {
        T *found = m_window->findChild<T *>(name);
        if (!found)
            qFatal("there is no %s", qPrintable(name));
        return found;
    }
    QString text(const QString &label) { return in<ui::PlainLabel>(label)->text(); }
    QString trouble() { return in<ui::Banner>(u"migrateBanner"_s)->text(); }
    void click(const QString &button) { in<QAbstractButton>(button)->click(); }

    void open(const QString &database)
    {
        m_window = m_windows->open(profileOf((*m_server)->info(database), database));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->showPage(u"migrate"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page(), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
    }
    void openUnlocked(const QString &database)
    {
        open(database);
        m_window->workspace()->link().unlock();
        trail::setPolicy(m_windows->settings(), database, trail::Policy::Optional);
    }
    void inspect(const QString &source)
    {
        page()->inspect(source);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
    }
    // The choice under a finding whose ways out include this one.
    QComboBox *choiceWith(const QString &fix)
    {
        for (QComboBox *box : findings()->findChildren<QComboBox *>())
            for (int i = 0; i < box->count(); ++i)
                if (box->itemData(i).toStringList().value(0) == fix)
                    return box;
        return nullptr;
    }
    static void choose(QComboBox *box, const QString &fix, const QString &argument = {})
    {
        for (int i = 0; i < box->count(); ++i)
            if (box->itemData(i).toStringList() == (QStringList{fix, argument})) {
                box->setCurrentIndex(i);
                Q_EMIT box->activated(i);
                return;
            }
        qFatal("that is no choice");
    }
    ui::MigrateFindings *findings()
    {
        return in<ui::MigrateFindings>(u"migrateFindings"_s);
    }
    void answerZones(const QString &zone)
    {
        for (QComboBox *box : findings()->findChildren<QComboBox *>())
            if (box->currentData().toStringList().isEmpty())
                choose(box, u"zone"_s, zone);
    }
    // Presses the verb of the open step until that step is there.
    void goTo(int step)
    {
        while (wizard().step() < step) {
            const int before = wizard().step();
            auto *verb = in<QAbstractButton>(u"migrateNext"_s);
            QVERIFY2(verb->isEnabled(), qPrintable(verb->toolTip() + trouble()));
            verb->click();
            QTRY_VERIFY_WITH_TIMEOUT(wizard().step() != before, 20000);
            QTRY_VERIFY_WITH_TIMEOUT(wizard().isIdle(), 30000);
        }
    }
    void typeSchema(const QString &schema)
    {
        auto *box = in<QComboBox>(u"migrateSchema"_s);
        box->setEditText(schema);
        Q_EMIT box->lineEdit()->editingFinished();
        QTRY_VERIFY_WITH_TIMEOUT(wizard().isIdle(), 20000);
    }
    // From the dry run on: what is asked is answered with yes.
    void copy()
    {
        goTo(ui::MigrateWizard::DryRun);
        click(u"migrateNext"_s);
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"migrateConfirm"_s), 10000);
        openDialog(u"migrateConfirm"_s)->accept();
    }
    void copyToTheEnd()
    {
        copy();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && !runs().rows().empty(), 60000);
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private:
    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;
    ui::MainWindow *m_window = nullptr;
};

} // namespace gatehouse::test
