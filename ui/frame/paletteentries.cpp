#include "ui/frame/paletteentries.h"

#include "ui/frame/desk.h"
#include "ui/frame/mainwindow.h"
#include "ui/frame/settingspecs.h"
#include "ui/words.h"

#include <QAction>
#include <QPointer>

namespace gatehouse::ui {

namespace {

// "&Open a connection...\tEsc" reads "Open a connection...".
QString plainText(const QAction &action)
{
    QString text = action.text().section(u'\t', 0, 0);
    text.replace(u"&&"_s, QString(QChar(1)));
    return text.remove(u'&').replace(QChar(1), u'&');
}

PaletteEntry entryOf(QAction *action, const QString &kind)
{
    const QString name = action->property("iconName").toString();
    return {plainText(*action), kind, name, action->shortcut(), [action = QPointer(action)] {
                if (action)
                    action->trigger();
            }};
}

} // namespace

std::vector<PaletteEntry> pageEntries(Page *page)
{
    return page ? page->paletteEntries() : std::vector<PaletteEntry>{};
}

std::vector<PaletteEntry> actionEntries(const QList<QAction *> &ofWindow, const Page *page)
{
    std::vector<PaletteEntry> entries;
    const auto add = [&](const QList<QAction *> &actions, const QString &kind) {
        for (QAction *action : actions) {
            if (action->isEnabled() && !action->isSeparator())
                entries.push_back(entryOf(action, kind));
        }
    };
    if (page)
        add(page->actions(), Words::tr("This page"));
    const auto isPage = [](const QAction *action) {
        return action->objectName().startsWith("go_"_L1);
    };
    for (QAction *action : ofWindow) {
        if (isPage(action))
            add({action}, Words::tr("Page"));
    }
    for (QAction *action : ofWindow) {
        if (!isPage(action))
            add({action}, Words::tr("Action"));
    }
    return entries;
}

std::vector<PaletteEntry> settingEntries(MainWindow &window)
{
    std::vector<PaletteEntry> entries;
    for (const SettingSpec &spec : allSettingSpecs()) {
        const QString title = settingTitle(spec);
        entries.push_back({title, Words::tr("Setting"), u"settings"_s, {}, [&window, title] {
                               window.showPage(u"settings"_s, {{u"search"_s, title}});
                           }});
    }
    return entries;
}

std::vector<PaletteEntry> connectionEntries(Desk &desk, MainWindow &window)
{
    std::vector<db::Profile> known = desk.sandboxProfiles();
    for (const db::Profile &profile : desk.connections().recent())
        known.push_back(profile);
    std::vector<PaletteEntry> entries;
    for (const db::Profile &profile : known) {
        entries.push_back(
            {Words::tr("Connect to %1").arg(profile.name), profile.info.label(), u"plug"_s, {},
                [&desk, profile, window = QPointer(&window)] { desk.openKnown(window, profile); }});
    }
    return entries;
}

} // namespace gatehouse::ui
