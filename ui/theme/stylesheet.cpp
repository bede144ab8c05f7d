#include "ui/theme/stylesheet.h"

#include "ui/theme/tokens.h"

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// @name@ is a token; lengths are device-independent pixels.
constexpr char16_t kButtons[] = uR"(
QPushButton, QToolButton[kind="plain"] {
    background: @surface@; color: @text@; border: 1px solid @border@; border-radius: 6px;
    padding: 4px 12px; min-height: 18px; }
QPushButton:hover, QToolButton[kind="plain"]:hover { background: @hover@; border-color: @strong@; }
QPushButton:pressed, QPushButton:checked, QToolButton[kind="plain"]:pressed { background: @accentSoft@; }
QPushButton:checked { color: @accentText@; border-color: @accent@; }
QPushButton:focus, QToolButton[kind="plain"]:focus { border-color: @accent@; }
QPushButton:disabled { color: @disabled@; background: @window@; }
QPushButton::menu-indicator { subcontrol-origin: padding; subcontrol-position: center right; right: 7px; width: 14px; }
QPushButton[menu="true"] { padding: 4px 8px 4px 12px; }
QPushButton[kind="primary"] { background: @accent@; color: @onAccent@; border-color: @accent@; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: @accentHover@; border-color: @accentHover@; }
QPushButton[kind="primary"]:focus { border: 2px solid @text@; padding: 3px 11px; }
QPushButton[kind="primary"]:disabled { background: @border@; border-color: @border@; color: @muted@; }
QPushButton[kind="danger"] { color: @bad@; }
QPushButton[kind="danger"]:hover { border-color: @bad@; }
QPushButton[kind="danger"]:disabled { color: @disabled@; }
QPushButton[kind="destroy"] { background: @bad@; color: @onBad@; border-color: @bad@; font-weight: 600; }
QPushButton[kind="destroy"]:focus { border: 2px solid @text@; padding: 3px 11px; }
QPushButton[kind="destroy"]:disabled { background: @border@; border-color: @border@; color: @muted@; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: @accentText@;
    padding: 1px 4px; font-weight: 600; min-height: 0; }
QPushButton[kind="link"]:hover { background: @hover@; }
QPushButton[kind="link"]:focus { border-color: @accent@; }
QPushButton[kind="link"]:disabled { color: @disabled@; }
QToolButton[kind="quiet"], QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent;
    border-radius: 6px; padding: 3px; min-height: 0; }
QToolButton[kind="quiet"]:hover, QPushButton[kind="quiet"]:hover { background: @hover@; }
QToolButton[kind="quiet"]:focus, QPushButton[kind="quiet"]:focus { border-color: @accent@; }
)";

constexpr char16_t kFields[] = uR"(
QLineEdit { background: @surface@; border: 1px solid @border@; border-radius: 6px;
    padding: 3px 8px; min-height: 20px; selection-background-color: @accent@; selection-color: @onAccent@; }
QLineEdit:hover { border-color: @strong@; }
QLineEdit:focus { border-color: @accent@; }
QLineEdit:disabled, QLineEdit:read-only { background: @window@; }
QLineEdit:disabled { color: @disabled@; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0 2px; background: transparent; min-height: 0; }
QPlainTextEdit, QTextEdit { background: @surface@; border: 1px solid @border@; border-radius: 6px;
    padding: 4px; selection-background-color: @accent@; selection-color: @onAccent@; }
QPlainTextEdit:focus { border-color: @accent@; }
QProgressBar { background: @track@; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: @accent@; border-radius: 4px; }
QGroupBox { border: 1px solid @border@; border-radius: 6px; margin-top: 10px; padding: 12px; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; padding: 0 4px; }
)";

constexpr char16_t kViews[] = uR"(
QFrame[card="true"] { background: @surface@; border: 1px solid @border@; border-radius: 6px; }
QAbstractItemView { background: @surface@; color: @text@; alternate-background-color: @surfaceAlt@;
    selection-background-color: @accentSoft@; selection-color: @text@; border: 1px solid @border@;
    border-radius: 6px; outline: none; gridline-color: @border@; }
QAbstractItemView[frameless="true"] { border: none; background: transparent; }
QListView::item, QTreeView::item { min-height: 26px; padding: 0 6px; border: none; background: transparent; }
QListView::item:hover, QTreeView::item:hover { background: @hover@; }
QListView::item:selected, QTreeView::item:selected { background: @accentSoft@; color: @text@; }
QHeaderView { background: transparent; border: none; border-radius: 0; }
QHeaderView::section { background: @surface@; color: @muted@; border: none;
    border-bottom: 1px solid @border@; padding: 4px 8px; }
QTableCornerButton::section { background: @surface@; border: none; border-bottom: 1px solid @border@; }
QTabWidget::pane { border: none; border-top: 1px solid @border@; top: -1px; }
QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted@; border: none; border-bottom: 2px solid transparent;
    padding: 7px 4px 6px 4px; margin: 0 16px 0 2px; }
QTabBar::tab:hover { color: @text@; }
QTabBar::tab:selected { color: @text@; border-bottom: 2px solid @accent@; }
QTabBar::tab:focus { color: @accentText@; }
QTabBar::tab:disabled { color: @disabled@; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QSplitter::handle { background: transparent; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; margin: 0; }
QScrollBar:horizontal { height: 10px; margin: 0; }
QScrollBar::handle { background: @handle@; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @strong@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";

constexpr char16_t kWindows[] = uR"(
QMenu { background: @surface@; color: @text@; border: 1px solid @border@; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 4px; margin: 0 2px; }
QMenu::item:selected { background: @accentSoft@; color: @accentText@; }
QMenu::item:disabled { color: @disabled@; }
QMenu::separator { height: 1px; background: @border@; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QToolTip { background: @surface@; color: @text@; border: 1px solid @border@; padding: 4px 6px; }
QStatusBar { background: @surface@; color: @muted@; border-top: 1px solid @border@; }
QStatusBar::item { border: none; }
QMenuBar { background: @surface@; color: @text@; }
QMenuBar::item:selected { background: @hover@; }
)";

} // namespace

QString styleSheet(const Tokens &t)
{
    const std::pair<const char16_t *, QColor> values[] = {{u"@window@", t.window},
        {u"@surface@", t.surface}, {u"@surfaceAlt@", t.surfaceAlt}, {u"@border@", t.border},
        {u"@hover@", t.hover}, {u"@text@", t.text}, {u"@muted@", t.muted},
        {u"@disabled@", t.disabled}, {u"@accent@", t.accent}, {u"@accentSoft@", t.accentSoft},
        {u"@accentText@", t.accentText}, {u"@onAccent@", t.onAccent},
        {u"@accentHover@", mix(t.accent, t.dark ? Qt::white : Qt::black, 0.1)},
        {u"@track@", t.track}, {u"@bad@", t.bad}, {u"@onBad@", t.onBad},
        {u"@strong@", mix(t.border, t.text, 0.3)}, {u"@handle@", mix(t.border, t.text, 0.12)}};
    QString sheet;
    for (const char16_t *part : {kButtons, kFields, kViews, kWindows})
        sheet += QStringView(part);
    for (const auto &[name, colour] : values)
        sheet.replace(QString::fromUtf16(name), colour.name());
    return sheet;
}

} // namespace gatehouse::ui
