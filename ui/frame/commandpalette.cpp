#include "ui/frame/commandpalette.h"

#include "ui/frame/palettedelegate.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {
constexpr int kWidth = 620, kHeight = 420, kTop = 72, kPageStep = 8;
constexpr int kShadow = 24, kShadowDrop = 6;

// Painted, since a graphics effect would render and blur the whole palette at every change.
class PaletteShadow : public QWidget
{
public:
    explicit PaletteShadow(QWidget *window) : QWidget(window)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(0, 0, 0, 5));
        for (int ring = 0; ring < kShadow; ring += 2)
            painter.drawRoundedRect(
                rect().adjusted(ring, ring, -ring, -ring), kShadow - ring + 6, kShadow - ring + 6);
    }
};
} // namespace

CommandPalette::CommandPalette(QWidget *window)
    : QFrame(window),
      m_model(new PaletteModel(this)),
      m_shadow(new PaletteShadow(window)),
      m_search(new QLineEdit(this)),
      m_list(new QListView(this))
{
    setObjectName("commandPalette"_L1);
    setAccessibleName(tr("Command palette"));
    setProperty("card", true);
    m_search->setObjectName("paletteSearch"_L1);
    m_search->setPlaceholderText(tr("Type a command, a page, a setting, a connection or a key"));
    m_search->setAccessibleName(tr("Search for a command"));
    m_search->setClearButtonEnabled(true);
    m_list->setObjectName("paletteList"_L1);
    m_list->setAccessibleName(tr("Matching commands"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setProperty("frameless", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, space::kSmall);
    column->addWidget(m_search);
    column->addWidget(m_list);
    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::showMatches);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
    m_search->installEventFilter(this);
    window->installEventFilter(this);
    hide();
}

void CommandPalette::addProvider(PaletteProvider provider)
{
    m_providers.push_back(std::move(provider));
}

void CommandPalette::open(const QString &text)
{
    std::vector<PaletteEntry> entries;
    for (const PaletteProvider &provider : m_providers) {
        for (PaletteEntry &entry : provider())
            entries.push_back(std::move(entry));
    }
    if (isHidden())
        m_focusBefore = window()->focusWidget();
    m_model->setEntries(std::move(entries));
    m_search->setText(text);
    showMatches(text);
    place();
    show();
    m_shadow->raise();
    raise();
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void CommandPalette::close()
{
    if (isHidden())
        return;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget()) || m_search->hasFocus();
    hide();
    if (hadFocus && m_focusBefore)
        m_focusBefore->setFocus(Qt::OtherFocusReason);
}

void CommandPalette::place()
{
    const int width = std::min(kWidth, parentWidget()->width() - 2 * space::kLarge);
    const int height = std::min(kHeight, parentWidget()->height() - kTop - space::kLarge);
    setGeometry((parentWidget()->width() - width) / 2, kTop, width, height);
    m_shadow->setGeometry(
        geometry().adjusted(-kShadow, -kShadow, kShadow, kShadow).translated(0, kShadowDrop));
}

void CommandPalette::showEvent(QShowEvent *event)
{
    m_shadow->show();
    QFrame::showEvent(event);
}

void CommandPalette::hideEvent(QHideEvent *event)
{
    m_shadow->hide();
    QFrame::hideEvent(event);
}

void CommandPalette::showMatches(const QString &text)
{
    m_model->setPattern(text);
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_list->scrollToTop();
}

void CommandPalette::move(int rows)
{
    const int count = m_model->rowCount();
    if (count == 0)
        return;
    const int row = std::clamp(m_list->currentIndex().row() + rows, 0, count - 1);
    m_list->setCurrentIndex(m_model->index(row, 0));
}

void CommandPalette::runCurrent()
{
    const PaletteEntry *entry = m_model->entry(m_list->currentIndex());
    if (!entry)
        return;
    const auto run = entry->run; // closing may change the model
    close();
    if (run)
        run();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_search)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut && isVisible()
        && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason
        && static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason)
        hide();
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_PageUp:
        move(-kPageStep);
        return true;
    case Qt::Key_PageDown:
        move(kPageStep);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return true; // there is nowhere else to go
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace gatehouse::ui
