#include "ui/pages/overviewcards.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/severity.h"
#include "usage/texts.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kBar = 5, kMostBars = 10;

// A line under each row but the last, as in the drawing.
class Ruled : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setPen(tokens().border);
        painter.drawLine(0, height() - 1, width(), height() - 1);
    }
};

QHBoxLayout *rowLayout(QWidget *row)
{
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 7, 0, 8);
    layout->setSpacing(space::kSmall + 2);
    return layout;
}

} // namespace

ListCard::ListCard(const QString &title, const QString &objectName, QWidget *parent)
    : Card(title, parent)
{
    setObjectName(objectName);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *inside = new QWidget(scroll);
    m_rows = new QVBoxLayout(inside);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_rows->addStretch(1);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    content()->setSpacing(space::kTiny);
    content()->addWidget(scroll, 1);
    m_area = scroll;
    m_overlay = new Overlay(m_area);
    setMinimumSize(200, 150);
}

void ListCard::clearRows()
{
    while (m_rows->count() > 1) {
        const std::unique_ptr<QLayoutItem> item(m_rows->takeAt(0));
        item->widget()->hide();
        item->widget()->deleteLater();
    }
    m_count = 0;
}

void ListCard::addRow(QWidget *row) { m_rows->insertWidget(m_count++, row); }

BarRow::BarRow(
    const QString &name, const QString &count, double part, bool muted, QWidget *parent)
    : QAbstractButton(parent), m_name(safeText(name)), m_count(count), m_part(part), m_muted(muted)
{
    setAccessibleName(tr("%1: %2").arg(m_name, m_count));
    setToolTip(plainToolTip(m_name));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize BarRow::sizeHint() const { return QSize(160, QFontMetrics(font()).height() + kBar + 14); }

void BarRow::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const QFontMetrics metrics(font());
    const QRect text(0, 4, width(), metrics.height());
    const int countWidth = int(tabularWidth(QFontMetricsF(font()), m_count)) + 2;
    QRect name = text.adjusted(0, 0, -countWidth - space::kSmall, 0);
    if (mirrored)
        name.translate(countWidth + space::kSmall, 0);
    painter.setPen(m_muted ? t.muted : underMouse() || hasFocus() ? t.accentText : t.text);
    painter.drawText(name, int(mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
        metrics.elidedText(m_name, Qt::ElideMiddle, name.width()));
    painter.setPen(t.muted);
    drawTabular(painter, text, mirrored ? Qt::AlignLeft : Qt::AlignRight, m_count);
    QRectF bar(0, text.bottom() + 3.0, width(), kBar);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.track);
    painter.drawRoundedRect(bar, kBar / 2.0, kBar / 2.0);
    const double filled = std::max(double(kBar), bar.width() * m_part);
    bar = QRectF(mirrored ? bar.right() - filled : bar.left(), bar.top(), filled, kBar);
    painter.setBrush(m_muted ? t.unknown : t.accent);
    painter.drawRoundedRect(bar, kBar / 2.0, kBar / 2.0);
}

TopCard::TopCard(QWidget *parent) : ListCard(tr("Top keys"), u"overviewTop"_s, parent)
{
    area()->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area()->viewport()->installEventFilter(this);
}

bool TopCard::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == area()->viewport() && event->type() == QEvent::Resize)
        fit();
    return ListCard::eventFilter(watched, event);
}

void TopCard::fit()
{
    const int height = area()->viewport()->height();
    qint64 shown = 0;
    for (BarRow *bar : m_bars) {
        const bool fits = int(shown + 1) * bar->sizeHint().height() <= height || shown == 0;
        bar->setVisible(fits);
        shown += fits;
    }
    const qint64 others = m_groups - shown;
    setSubtitle(others > 0 ? tr("and %1 more").arg(usage::countText(others)) : QString());
}

void TopCard::showGroups(const usage::Groups &groups)
{
    const QString field = groups.field;
    setTitle(field == "key"_L1     ? tr("Top keys")
            : field == "actor"_L1  ? tr("Top users")
            : field == "model"_L1  ? tr("Top models")
                                   : tr("Top endpoints"));
    m_bars.clear();
    clearRows();
    const double most =
        groups.groups.empty() ? 1 : double(std::max<qint64>(1, groups.groups.front().requests));
    for (const usage::Group &group : groups.groups) {
        if (rowCount() == kMostBars)
            break;
        const QString share =
            usage::rateText(groups.sum > 0 ? double(group.requests) / double(groups.sum) : 0.0);
        const QString name = usage::groupText(group.name);
        auto *row = new BarRow(group.name.isGone ? tr("%1, no longer a key").arg(name) : name,
            tr("%1 · %2").arg(usage::countText(group.requests), share),
            double(group.requests) / most, group.name.isGone, this);
        connect(row, &BarRow::clicked, this,
            [this, chip = group.name.chip(field)] { Q_EMIT chosen(chip); });
        addRow(row);
        m_bars.push_back(row);
    }
    m_groups = qint64(groups.groups.size()) + groups.others;
    fit();
}

NeedsCard::NeedsCard(QWidget *parent) : ListCard(tr("Needs you"), u"overviewNeeds"_s, parent) { }

void NeedsCard::showNeeds(const std::vector<Need> &needs,
    const std::function<bool(const PageTarget &)> &reachable)
{
    QStringList reached;
    for (const Need &need : needs)
        reached.append(!need.action.isEmpty() && reachable(need.target) ? need.action : QString());
    if (needs == m_needs && reached == m_reached && rowCount() > 0)
        return;
    m_needs = needs;
    m_reached = reached;
    clearRows();
    for (size_t i = 0; i < needs.size(); ++i) {
        const Need &need = needs[i];
        auto *row = new Ruled(this);
        row->setObjectName(u"need_"_s + need.id);
        auto *layout = rowLayout(row);
        auto *sign = new IconLabel(16, row);
        sign->setIcon(severityIcon(need.severity), need.severity);
        auto *text = new PlainLabel(need.text, row);
        text->setWordWrap(true);
        text->setAccessibleName(
            tr("%1: %2").arg(severityWord(need.severity), safeText(need.text)));
        layout->addWidget(sign, 0, Qt::AlignTop);
        layout->addWidget(text, 1, Qt::AlignTop);
        if (!reached[qsizetype(i)].isEmpty()) {
            auto *link = makeButton(
                reached[qsizetype(i)], ButtonKind::Link, row, u"needLink_"_s + need.id);
            connect(link, &QPushButton::clicked, this,
                [this, target = need.target] { Q_EMIT chosen(target); });
            layout->addWidget(link, 0, Qt::AlignTop);
        }
        addRow(row);
    }
    setSubtitle(needs.empty() ? QString() : QLocale().toString(qlonglong(needs.size())));
}

ChangesCard::ChangesCard(QWidget *parent)
    : ListCard(tr("Recent changes"), u"overviewChanges"_s, parent)
{
}

void ChangesCard::showChanges(
    const std::vector<trail::Told> &changes, const QTimeZone &zone, const QDateTime &now)
{
    m_changes = changes;
    clearRows();
    const QDate today = now.toTimeZone(zone).date();
    for (const trail::Told &change : changes) {
        const QDateTime at = change.at.toTimeZone(zone);
        auto *row = new Ruled(this);
        auto *layout = rowLayout(row);
        auto *time = new PlainLabel(
            QLocale().toString(at, at.date() == today ? u"HH:mm"_s : u"d MMM"_s), row);
        time->setTone(PlainLabel::Tone::Muted);
        time->setTabular(true);
        time->setFixedWidth(QFontMetrics(time->font()).horizontalAdvance(u"00 MMM"_s) + 4);
        auto *text = new PlainLabel(trail::sentence(change), row);
        text->setToolTip(plainToolTip(tr("%1, as the database role %2")
                                          .arg(QLocale().toString(at, u"d MMM yyyy HH:mm:ss t"_s),
                                              safeText(change.dbRole))));
        layout->addWidget(time);
        layout->addWidget(text, 1);
        addRow(row);
    }
}

} // namespace gatehouse::ui
