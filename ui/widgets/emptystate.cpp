#include "ui/widgets/emptystate.h"

#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

EmptyState::EmptyState(QWidget *parent) : QWidget(parent)
{
    m_picture = new IconLabel(32, this);
    m_title = new PlainLabel(this);
    m_title->setObjectName(u"emptyTitle"_s);
    m_title->setFont(headingFont());
    m_title->setAlignment(Qt::AlignHCenter);
    m_title->setWordWrap(true);
    m_advice = new PlainLabel(this);
    m_advice->setObjectName(u"emptyAdvice"_s);
    m_advice->setTone(PlainLabel::Tone::Muted);
    m_advice->setAlignment(Qt::AlignHCenter);
    m_advice->setWordWrap(true);
    m_advice->setMaximumWidth(460);
    m_action = makeButton({}, ButtonKind::Plain, this, u"emptyAction"_s);
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionTriggered);

    auto *column = new QVBoxLayout(this);
    column->setSpacing(space::kSmall);
    column->addStretch(2);
    column->addWidget(m_picture);
    column->addSpacing(space::kTiny);
    column->addWidget(m_title);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_advice, 20);
    middle->addStretch(1);
    column->addLayout(middle);
    column->addSpacing(space::kTiny);
    column->addWidget(m_action, 0, Qt::AlignHCenter);
    column->addStretch(3);
    m_action->hide();
}

void EmptyState::setContent(
    const QString &iconName, const QString &title, const QString &advice, const QString &action)
{
    m_picture->setIcon(iconName, items::Severity::Unknown);
    m_title->setText(title);
    m_advice->setText(advice);
    m_advice->setVisible(!advice.isEmpty());
    m_action->setText(buttonText(action));
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(title);
}

QString EmptyState::title() const { return m_title->text(); }

} // namespace gatehouse::ui
