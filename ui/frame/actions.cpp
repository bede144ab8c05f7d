#include "ui/frame/actions.h"

#include "ui/frame/mainwindow.h"
#include "ui/frame/paletteentries.h"
#include "ui/theme/icons.h"
#include "ui/widgets/button.h"

#include <QCoreApplication>
#include <QMenu>

namespace gatehouse::ui {

namespace {

constexpr char kFile[] = QT_TRANSLATE_NOOP("Action", "&File");
constexpr char kView[] = QT_TRANSLATE_NOOP("Action", "&View");
constexpr char kGo[] = QT_TRANSLATE_NOOP("Action", "&Go");
constexpr char kConnection[] = QT_TRANSLATE_NOOP("Action", "&Connection");
constexpr char kPage[] = QT_TRANSLATE_NOOP("Action", "&Page");
constexpr char kHelp[] = QT_TRANSLATE_NOOP("Action", "&Help");

QString say(const char *text) { return QCoreApplication::translate("Action", text); }

ActionSpec line(const char *menu) { return {menu, "", nullptr, "", "", Needs::Nothing, nullptr}; }

} // namespace

const std::vector<ActionSpec> &allActions()
{
    using W = MainWindow;
    static const std::vector<ActionSpec> actions{
        {kFile, "newWindow", QT_TRANSLATE_NOOP("Action", "&New window"), "plus", "Ctrl+Shift+N",
            Needs::Nothing, &W::newWindow},
        {kFile, "openConnection", QT_TRANSLATE_NOOP("Action", "&Open a connection..."), "plug",
            "Ctrl+O", Needs::Nothing, &W::openConnection},
        {kFile, "connections", QT_TRANSLATE_NOOP("Action", "&Known connections"), "plug", "",
            Needs::Nothing, nullptr},
        {kFile, "openSandbox", QT_TRANSLATE_NOOP("Action", "Open the &sandbox"), "flask-conical",
            "", Needs::Nothing, &W::openSandbox},
        line(kFile),
        {kFile, "closeWindow", QT_TRANSLATE_NOOP("Action", "&Close the window"), "x", "Ctrl+W",
            Needs::Nothing, &W::closeWindow},
        {kFile, "quit", QT_TRANSLATE_NOOP("Action", "&Quit Gatehouse"), "log-out", "Ctrl+Q",
            Needs::Nothing, &W::quit},
        {kView, "palette", QT_TRANSLATE_NOOP("Action", "Command &palette"), "command", "Ctrl+K",
            Needs::Nothing, &W::openPalette},
        {kView, "refresh", QT_TRANSLATE_NOOP("Action", "&Refresh"), "refresh-cw", "F5", Needs::Page,
            &W::refresh},
        {kView, "filter", QT_TRANSLATE_NOOP("Action", "&Filter this page"), "filter", "Ctrl+F",
            Needs::Page, &W::focusFilter},
        {kView, "cancelQuery", QT_TRANSLATE_NOOP("Action", "&Cancel the running query\tEsc"), "ban",
            "", Needs::Page, &W::cancelQuery},
        line(kView),
        {kView, "nextTheme", QT_TRANSLATE_NOOP("Action", "Switch &light and dark"), "contrast",
            "Ctrl+Shift+L", Needs::Nothing, &W::switchTheme},
        {kView, "compactRail", QT_TRANSLATE_NOOP("Action", "Show or hide the &names of the pages"),
            "list", "Ctrl+B", Needs::Workspace, &W::toggleRail},
        {kView, "fullScreen", QT_TRANSLATE_NOOP("Action", "F&ull screen"), "square", "F11",
            Needs::Nothing, &W::toggleFullScreen},
        {kConnection, "unlock", QT_TRANSLATE_NOOP("Action", "&Unlock for changes..."), "lock-open",
            "Ctrl+U", Needs::Workspace, &W::unlock},
        {kConnection, "lock", QT_TRANSLATE_NOOP("Action", "&Lock now"), "lock", "Ctrl+L",
            Needs::Workspace, &W::lock},
        line(kConnection),
        {kConnection, "reconnect", QT_TRANSLATE_NOOP("Action", "&Try to connect now"), "plug-zap",
            "", Needs::Workspace, &W::reconnect},
        {kConnection, "recognise",
            QT_TRANSLATE_NOOP("Action", "&Look again what is in this database"), "search", "",
            Needs::Workspace, &W::recognise},
        {kConnection, "describe", QT_TRANSLATE_NOOP("Action", "D&escribe this back end..."),
            "table-2", "", Needs::Workspace, &W::describe},
        {kConnection, "disconnect", QT_TRANSLATE_NOOP("Action", "&Disconnect"), "unplug",
            "Ctrl+Shift+W", Needs::Workspace, &W::disconnectNow},
        {kHelp, "shortcuts", QT_TRANSLATE_NOOP("Action", "&Keyboard shortcuts"), "keyboard",
            "Ctrl+/", Needs::Nothing, &W::showShortcuts},
        {kHelp, "about", QT_TRANSLATE_NOOP("Action", "&About Gatehouse"), "info", "",
            Needs::Nothing, &W::showAbout},
    };
    return actions;
}

Actions::Actions(MainWindow &window, QMenuBar *bar) : QObject(&window), m_window(window)
{
    for (const char *title : {kFile, kView, kGo, kConnection, kPage, kHelp})
        m_menus[QLatin1StringView(title)] = bar->addMenu(say(title));
    for (const auto &[title, menu] : m_menus.asKeyValueRange())
        menu->setObjectName("menu"_L1 + QString(title).remove(u'&'));
    for (const ActionSpec &spec : allActions())
        add(m_menus[QLatin1StringView(spec.menu)], spec);
    addPages(m_menus[QLatin1StringView(kGo)]);
    m_pageMenu = m_menus[QLatin1StringView(kPage)];
    setAvailable(false, false);
    setPageActions({});
}

void Actions::add(QMenu *menu, const ActionSpec &spec)
{
    if (!spec.text) {
        menu->addSeparator();
        return;
    }
    if (!spec.run)
        return addConnections(menu->addMenu(icon(QLatin1StringView(spec.icon)), say(spec.text)));
    QAction *action = menu->addAction(icon(QLatin1StringView(spec.icon)), say(spec.text));
    action->setObjectName(QLatin1StringView(spec.id));
    action->setProperty("iconName", QString(QLatin1StringView(spec.icon)));
    if (*spec.shortcut)
        action->setShortcut(QKeySequence(QLatin1StringView(spec.shortcut)));
    connect(action, &QAction::triggered, &m_window, [this, run = spec.run] { (m_window.*run)(); });
    m_needs.append({action, spec.needs});
    m_all.append(action);
}

// Filled when it opens: other windows save connections too.
void Actions::addConnections(QMenu *menu)
{
    menu->setObjectName("menuConnections"_L1);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        for (const PaletteEntry &entry : connectionEntries(m_window.desk(), m_window))
            connect(menu->addAction(buttonText(entry.title)), &QAction::triggered, &m_window,
                entry.run);
        if (menu->isEmpty())
            menu->addAction(say(QT_TRANSLATE_NOOP("Action", "None is saved yet")))
                ->setEnabled(false);
    });
}

void Actions::addPages(QMenu *menu)
{
    for (const PageSpec &spec : allPages()) {
        const QString id = QLatin1StringView(spec.id);
        QAction *action = menu->addAction(icon(QLatin1StringView(spec.icon)), pageTitle(spec));
        action->setObjectName("go_"_L1 + id);
        action->setProperty("iconName", QString(QLatin1StringView(spec.icon)));
        action->setShortcut(QKeySequence(QLatin1StringView(spec.shortcut)));
        connect(action, &QAction::triggered, &m_window, [this, id] { m_window.showPage(id); });
        m_needs.append({action, spec.whyNot ? Needs::Workspace : Needs::Nothing});
        m_all.append(action);
    }
}

void Actions::setAvailable(bool workspace, bool page)
{
    for (const auto &[action, needs] : m_needs)
        action->setEnabled(needs == Needs::Nothing || (needs == Needs::Workspace && workspace)
            || (needs == Needs::Page && page));
}

void Actions::setPageActions(const QList<QAction *> &actions)
{
    m_pageMenu->clear();
    m_pageMenu->addActions(actions);
    m_pageMenu->menuAction()->setVisible(!actions.isEmpty());
}

QAction *Actions::find(const QString &id) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(),
        [&](const QAction *action) { return action->objectName() == id; });
    return found == m_all.end() ? nullptr : *found;
}

} // namespace gatehouse::ui
