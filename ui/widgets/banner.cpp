#include "ui/widgets/banner.h"

#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/severity.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

Banner::Banner(QWidget *parent) : QFrame(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    row->setSpacing(space::kMedium);
    m_text = new PlainLabel(this);
    m_text->setObjectName(u"bannerText"_s);
    m_text->setWordWrap(true);
    m_text->setSelectable(true);
    m_action = makeButton({}, ButtonKind::Link, this, u"bannerAction"_s);
    m_close = makeIconButton(u"x"_s, tr("Dismiss this message"), this, u"bannerClose"_s);
    m_sign = new IconLabel(16, this);
    row->addWidget(m_sign);
    row->addWidget(m_text, 1, Qt::AlignVCenter);
    row->addWidget(m_action);
    row->addWidget(m_close);
    connect(m_action, &QPushButton::clicked, this, &Banner::actionTriggered);
    connect(m_close, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT dismissed();
    });
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
}

void Banner::showMessage(items::Severity severity, const QString &text, const QString &action)
{
    m_severity = severity;
    m_sign->setIcon(severityIcon(severity), severity);
    m_text->setText(text);
    m_action->setText(buttonText(action));
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(tr("%1: %2").arg(severityWord(severity), m_text->text()));
    show();
    update();
}

void Banner::setDismissable(bool dismissable) { m_close->setVisible(dismissable); }

void Banner::clear() { hide(); }

QString Banner::text() const { return m_text->text(); }

void Banner::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    const QColor colour = t.of(m_severity);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(mix(t.surface, colour, 0.5), 1));
    painter.setBrush(mix(t.surface, colour, t.look == Look::HighContrast ? 0.0 : 0.07));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
}

} // namespace gatehouse::ui
