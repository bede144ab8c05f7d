#include "ui/widgets/environmentdialog.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kBar = 4;

} // namespace

EnvironmentDialog::EnvironmentDialog(const QString &title, const Target &target, QWidget *parent)
    : QDialog(parent), m_target(target)
{
    setWindowTitle(title);
    setModal(true);
    m_badge = new EnvironmentBadge(target.environment, this);
    m_name = new PlainLabel(target.connection, this);
    m_name->setObjectName(u"dialogConnection"_s);
    m_name->setFont(headingFont());
    m_label = new PlainLabel(target.label, this);
    m_label->setObjectName(u"dialogTarget"_s);
    m_label->setTone(PlainLabel::Tone::Muted);
    m_label->setElide(Qt::ElideMiddle);
    auto *top = new QHBoxLayout;
    top->setSpacing(space::kSmall);
    top->addWidget(m_badge);
    top->addWidget(m_name);
    top->addWidget(m_label, 1);
    m_content = new QVBoxLayout;
    m_content->setSpacing(space::kMedium);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(space::kSmall + 2);
    m_buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(
        space::kHuge - 4, kBar + space::kMedium + 2, space::kHuge - 4, space::kLarge);
    column->setSpacing(space::kLarge);
    column->addLayout(top);
    column->addLayout(m_content, 1);
    column->addLayout(m_buttons);
    setMinimumWidth(480);
}

void EnvironmentDialog::setTarget(const Target &target)
{
    m_target = target;
    m_badge->setEnvironment(target.environment);
    m_name->setText(target.connection);
    m_label->setText(target.label);
    update();
}

// A layout's own minimum forgets that wrapped text needs height for its width.
bool EnvironmentDialog::event(QEvent *event)
{
    const bool done = QDialog::event(event);
    const bool matters = event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize
        || event->type() == QEvent::Polish;
    if (matters && layout() && layout()->hasHeightForWidth())
        setMinimumHeight(layout()->totalHeightForWidth(width()));
    return done;
}

void EnvironmentDialog::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    const QColor colour = t.of(m_target.environment);
    painter.fillRect(QRect(0, 0, width(), kBar), colour);
    // Production is framed all round, so that no part of the dialog can be taken for another's.
    const bool production = m_target.environment == db::Environment::Production;
    painter.setPen(QPen(production ? colour : t.border, production ? 2 : 1));
    painter.setBrush(Qt::NoBrush);
    const qreal inset = production ? 1 : 0.5;
    painter.drawRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset));
}

EnvironmentBadge::EnvironmentBadge(db::Environment environment, QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setEnvironment(environment);
}

void EnvironmentBadge::setEnvironment(db::Environment environment)
{
    m_environment = environment;
    setAccessibleName(tr("Environment: %1").arg(db::environmentName(environment)));
    updateGeometry();
    update();
}

QFont EnvironmentBadge::badgeFont() const
{
    QFont font = smallFont();
    font.setWeight(QFont::Bold);
    font.setLetterSpacing(QFont::PercentageSpacing, 103);
    return font;
}

QString EnvironmentBadge::text() const { return db::environmentName(m_environment).toUpper(); }

QSize EnvironmentBadge::sizeHint() const
{
    const QFontMetrics metrics(badgeFont());
    return QSize(metrics.horizontalAdvance(text()) + 16, metrics.height() + 6);
}

void EnvironmentBadge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().fillOf(m_environment));
    painter.drawRoundedRect(rect(), 4, 4);
    painter.setPen(tokens().onEnvironment);
    painter.setFont(badgeFont());
    painter.drawText(rect(), Qt::AlignCenter, text());
}

} // namespace gatehouse::ui
