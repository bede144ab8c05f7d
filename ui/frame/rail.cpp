#include "ui/frame/rail.h"

#include "ui/frame/railbutton.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {
constexpr int kWidth = 168, kCompactWidth = 56;
}

Rail::Rail(const std::vector<PageSpec> &pages, QWidget *parent) : QFrame(parent)
{
    setObjectName("rail"_L1);
    setAccessibleName(tr("Pages"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, space::kSmall);
    column->setSpacing(2);
    // Exclusive: the arrow keys walk from page to page, Tab leaves the rail at once.
    auto *group = new QButtonGroup(this);
    const auto add = [&](const PageSpec &spec) {
        const QString id = QLatin1StringView(spec.id);
        auto *button = new RailButton(QLatin1StringView(spec.icon), pageTitle(spec),
            QKeySequence(QLatin1StringView(spec.shortcut)), this);
        button->setObjectName("rail_"_L1 + id);
        group->addButton(button);
        column->addWidget(button);
        m_buttons[id] = button;
        connect(button, &QAbstractButton::clicked, this, [this, id] { Q_EMIT chosen(id); });
    };
    for (const PageSpec &spec : pages) {
        if (!spec.atFoot)
            add(spec);
    }
    column->addStretch();
    for (const PageSpec &spec : pages) {
        if (spec.atFoot)
            add(spec);
    }
    setCompact(false);
}

void Rail::setReason(const QString &pageId, const QString &why)
{
    if (const auto at = m_buttons.find(pageId); at != m_buttons.end())
        at->second->setReason(why);
}

void Rail::setCurrent(const QString &pageId)
{
    const auto at = m_buttons.find(pageId);
    if (at == m_buttons.end())
        return;
    at->second->setChecked(true);
    for (const auto &[id, button] : m_buttons) // Tab enters the rail at the open page
        button->setFocusPolicy(id == pageId ? Qt::StrongFocus : Qt::ClickFocus);
}

void Rail::focusCurrent()
{
    for (const auto &[id, button] : m_buttons) {
        if (button->isChecked())
            button->setFocus(Qt::OtherFocusReason);
    }
}

void Rail::setCompact(bool compact)
{
    setFixedWidth(compact ? kCompactWidth : kWidth);
    for (const auto &[id, button] : m_buttons)
        button->setCompact(compact);
}

void Rail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
    const int edge = layoutDirection() == Qt::LeftToRight ? width() - 1 : 0;
    painter.fillRect(edge, 0, 1, height(), tokens().border);
}

} // namespace gatehouse::ui
