#include "ui/pages/healthincidents.h"

#include "base/safetext.h"
#include "ui/delegates/paint.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace gatehouse::ui {

namespace {

constexpr size_t kMostShown = 100;
constexpr int kSign = 10;

// Click or Enter shows the endpoint.
class IncidentRowButton : public QAbstractButton
{
public:
    IncidentRowButton(const items::IncidentRow &row, const QString &title, QWidget *parent)
        : QAbstractButton(parent),
          m_title(safeText(title)),
          m_reason(safeText(row.reason)),
          m_severity(row.end == 0 ? items::stateSeverity(row.worst) : items::Severity::Good)
    {
        setObjectName(u"healthIncident_"_s + row.endpoint + u' ' + QString::number(row.start));
        setAccessibleName(m_title + u". "_s + m_reason);
        setToolTip(plainToolTip(row.when + u" · "_s + m_reason));
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::PointingHandCursor);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override
    {
        return {160, QFontMetrics(headingFont()).height() + QFontMetrics(font()).height() + 16};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = tokens();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        const int indent = kSign + space::kSmall;
        const auto align = int(mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
        const auto line = [&](int top, const QFont &font, const QColor &colour,
                              const QString &text) {
            const QFontMetrics metrics(font);
            const QRect rect(mirrored ? 0 : indent, top, width() - indent, metrics.height());
            painter.setFont(font);
            painter.setPen(colour);
            painter.drawText(rect, align, metrics.elidedText(text, Qt::ElideRight, rect.width()));
            return rect.bottom() + 2;
        };
        const int height = QFontMetrics(headingFont()).height();
        paintSign(painter,
            QRectF(mirrored ? width() - kSign : 0, 6 + (height - kSign) / 2.0, kSign, kSign),
            m_severity);
        const bool lit = underMouse() || hasFocus();
        const int below = line(6, headingFont(), lit ? t.accentText : t.text, m_title);
        line(below, font(), t.muted, m_reason);
        painter.setPen(t.border);
        painter.drawLine(0, this->height() - 1, width(), this->height() - 1);
    }

private:
    QString m_title, m_reason;
    items::Severity m_severity;
};

} // namespace

IncidentsCard::IncidentsCard(QWidget *parent)
    : ListCard(tr("Incidents"), u"healthIncidents"_s, parent)
{
}

void IncidentsCard::showIncidents(const std::vector<items::IncidentRow> &incidents)
{
    if (m_any && m_shown == incidents)
        return;
    m_any = true;
    m_shown = incidents;
    clearRows();
    const QString over = tr("closed"), still = tr("open");
    for (size_t i = 0; i < std::min(incidents.size(), kMostShown); ++i) {
        const items::IncidentRow &row = incidents[i];
        const QString title = tr("%1 %2, %3, %4")
                                  .arg(row.title, health::stateName(row.worst), row.duration,
                                      row.end == 0 ? still : over);
        auto *button = new IncidentRowButton(row, title, this);
        connect(button, &QAbstractButton::clicked, this,
            [this, key = row.endpoint] { Q_EMIT chosen(key); });
        addRow(button);
    }
    if (incidents.empty())
        overlay().showEmpty(u"circle-check"_s, tr("No incident"),
            tr("Nothing that is watched failed in the last 24 h."));
    else
        overlay().clear();
}

} // namespace gatehouse::ui
