// A desk with windows over a real server, as the program has it: settings in a folder of the test.
#pragma once

#include "base/settingsfile.h"
#include "support/clusterdir.h"
#include "support/watchdog.h"

#include "base/jobs.h"
#include "db/cluster.h"
#include "ui/frame/actions.h"
#include "ui/frame/desk.h"
#include "ui/frame/dialogframe.h"
#include "ui/frame/mainwindow.h"
#include "ui/frame/pagestack.h"
#include "ui/frame/workspaceview.h"

#include <QApplication>
#include <QDialog>
#include <QTemporaryDir>

namespace gatehouse::test {

class Windows
{
public:
    explicit Windows(
        const QString &settingsPath, const QString &journal = {}, ui::SandboxRecipe sandbox = {})
        : m_settings(settingsPath),
          m_jobs(journal),
          m_connections(settingsPath + ".profiles"_L1, nullptr),
          m_desk(m_settings, m_jobs, m_connections, std::move(sandbox))
    {
        static bool once = [] {
            new ui::DialogFrame(qApp);
            return true;
        }();
        Q_UNUSED(once);
        // What pages keep by themselves (the history of health) never lands in somebody's home.
        static const QTemporaryDir home;
        for (const char *place : {"GATEHOUSE_DATA_DIR", "GATEHOUSE_CONFIG_DIR"})
            if (!qEnvironmentVariableIsSet(place))
                qputenv(place, home.filePath(QLatin1StringView(place)).toUtf8());
        m_desk.applyLook();
    }
    SettingsFile &settings() { return m_settings; }
    JobCentre &jobs() { return m_jobs; }
    db::Connections &connections() { return m_connections; }
    ui::Desk &desk() { return m_desk; }

    ui::MainWindow *open(const db::Profile &profile, std::shared_ptr<const Secret> password = {})
    {
        auto *window = m_desk.openConnection(m_desk.newWindow(), profile, std::move(password));
        window->resize(1280, 800);
        window->activateWindow();
        return window;
    }

private:
    SettingsFile m_settings;
    JobCentre m_jobs;
    db::Connections m_connections;
    ui::Desk m_desk;
};

inline db::Profile profileOf(
    const db::ConnInfo &info, const QString &name = QStringLiteral("orders-api"))
{
    db::Profile profile;
    profile.id = name;
    profile.name = name;
    profile.info = info;
    return profile;
}

inline bool isReady(ui::MainWindow *window)
{
    return window->workspace() && window->workspace()->stage() == ui::Workspace::Stage::Ready;
}

// The dialog on top, or null.
inline QDialog *openDialog(const QString &name)
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        auto *dialog = qobject_cast<QDialog *>(widget);
        if (dialog && dialog->isVisible() && dialog->objectName() == name)
            return dialog;
    }
    return nullptr;
}

// Fifteen texts that have broken a Qt program or its SQL before (facts, 2.3).
inline QStringList hostileTexts()
{
    return {u"<b>bold</b><img src=\"/etc/passwd\">"_s, u"<table><tr><td>x</table>"_s,
        u"line\nbreak\r\ntab\t"_s, u"quote ' \" ` ; --"_s, u"100 % %1 %s %n"_s, u"a\u202Egnp.exe"_s,
        u"zero\u200Bwidth\uFEFF"_s, u"&File &amp; &"_s, QString(300, u'\u0301'),
        QString(5000, u'W'), u"\u0000nul"_s, QString(QChar(0xD800)) + u"lone"_s,
        u"\U0001F600\U0001F468\u200D\U0001F469"_s, u"العربية עברית"_s,
        u"javascript:alert(1)?<script>"_s};
}

} // namespace gatehouse::test
