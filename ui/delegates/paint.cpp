#include "ui/delegates/paint.h"

#include "base/minmax.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>

#include <cmath>

namespace gatehouse::ui {

namespace {

constexpr qreal kBadgePadding = 7;
constexpr qreal kSignSide = 8;

class Saved // a painter put back as it was
{
public:
    explicit Saved(QPainter &painter) : m_painter(painter) { painter.save(); }
    ~Saved() { m_painter.restore(); }
    Saved(const Saved &) = delete;
    Saved &operator=(const Saved &) = delete;

private:
    QPainter &m_painter;
};

QFont badgeFont(QFont font)
{
    font.setWeight(QFont::DemiBold);
    font.setPointSizeF(std::max(6.0, font.pointSizeF() - 1));
    return font;
}

QList<QPolygonF> linesOf(const QList<double> &series, const QRectF &rect)
{
    const std::vector<SeriesPoint> points = downsampled(series, int(rect.width()));
    double low = INFINITY, high = -INFINITY;
    for (const SeriesPoint &point : points) {
        if (std::isfinite(point.value)) {
            low = std::min(low, point.value);
            high = std::max(high, point.value);
        }
    }
    const double span = high > low ? high - low : 1;
    const double steps = std::max<double>(1, double(series.size() - 1));
    QList<QPolygonF> lines(1);
    for (const SeriesPoint &point : points) {
        if (!std::isfinite(point.value)) {
            lines.append(QPolygonF());
            continue;
        }
        const double part = high > low ? (point.value - low) / span : 0.5;
        lines.last() << QPointF(rect.left() + double(point.index) / steps * rect.width(),
            rect.bottom() - part * rect.height());
    }
    return lines;
}

} // namespace

void paintSign(QPainter &painter, const QRectF &rect, items::Severity severity)
{
    const Saved saved(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().of(severity));
    const QPointF c = rect.center();
    const qreal r = std::min(rect.width(), rect.height()) / 2;
    switch (severity) {
    case items::Severity::Good:
        painter.drawPolygon(
            QPolygonF({{c.x(), c.y() - r}, {c.x() + r, c.y() + r}, {c.x() - r, c.y() + r}}));
        break;
    case items::Severity::Bad:
        painter.drawPolygon(
            QPolygonF({{c.x(), c.y() + r}, {c.x() + r, c.y() - r}, {c.x() - r, c.y() - r}}));
        break;
    case items::Severity::Warn:
    case items::Severity::Unknown:
        painter.drawPolygon(QPolygonF(
            {{c.x(), c.y() - r}, {c.x() + r, c.y()}, {c.x(), c.y() + r}, {c.x() - r, c.y()}}));
        break;
    case items::Severity::None:
    case items::Severity::Info:
        painter.drawEllipse(c, r, r);
        break;
    }
}

QSizeF badgeSize(const QString &text, const QFont &font, bool sign)
{
    const QFontMetricsF metrics(badgeFont(font));
    return QSizeF(
        std::ceil(metrics.horizontalAdvance(text)) + 2 * kBadgePadding + (sign ? kSignSide + 5 : 0),
        std::ceil(metrics.height()) + 3);
}

void paintBadge(
    QPainter &painter, const QRectF &rect, const QString &text, items::Severity severity, bool sign)
{
    if (text.isEmpty() || rect.width() < 12 || rect.height() < 8)
        return;
    const Saved saved(painter);
    const bool leftwards = painter.layoutDirection() == Qt::RightToLeft;
    const QSizeF size = badgeSize(text, painter.font(), sign).boundedTo(rect.size());
    const QRectF box(QPointF(leftwards ? rect.right() - size.width() : rect.left(),
                         rect.center().y() - size.height() / 2),
        size);
    const QColor colour = tokens().of(severity);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1));
    painter.setBrush(tokens().surface);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setFont(badgeFont(painter.font()));
    QRectF words = box.adjusted(kBadgePadding, 0, -kBadgePadding, 0);
    if (sign && words.width() > kSignSide) {
        const qreal x = leftwards ? words.right() - kSignSide : words.left();
        paintSign(
            painter, QRectF(x, box.center().y() - kSignSide / 2, kSignSide, kSignSide), severity);
        words.adjust(leftwards ? 0 : kSignSide + 5, 0, leftwards ? -kSignSide - 5 : 0, 0);
    }
    painter.setPen(colour);
    const QString shown =
        QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, words.width() + 1);
    painter.drawText(words.adjusted(-2, 0, 2, 0), int(Qt::AlignCenter) | Qt::TextSingleLine, shown);
}

items::Severity severityOf(const items::Limit &limit)
{
    if (limit.limit <= 0)
        return items::Severity::None;
    const double part = limit.used / limit.limit;
    return part >= 0.9 ? items::Severity::Bad
        : part >= 0.8  ? items::Severity::Warn
                       : items::Severity::Info;
}

void paintLimitBar(QPainter &painter, const QRectF &rect, const items::Limit &limit)
{
    if (rect.width() < 4 || rect.height() < 2)
        return;
    const Saved saved(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const qreal radius = rect.height() / 2;
    QPainterPath shape;
    shape.addRoundedRect(rect, radius, radius);
    QColor track = tokens().text; // shows on a selected row as well
    track.setAlphaF(tokens().dark ? 0.13F : 0.085F);
    painter.fillPath(shape, track);
    if (limit.limit <= 0 || !(limit.used > 0))
        return;
    const double part = std::clamp(limit.used / limit.limit, 0.0, 1.0);
    painter.setClipPath(shape);
    QRectF filled = rect;
    filled.setWidth(std::max(2.0, rect.width() * part));
    const items::Severity severity = severityOf(limit);
    painter.fillRect(
        filled, severity == items::Severity::Info ? tokens().accent : tokens().of(severity));
}

void paintSparkline(QPainter &painter, const QRectF &rect, const QList<double> &series,
    const QColor &colour, bool filled)
{
    if (series.size() < 2 || rect.width() < 4 || rect.height() < 4)
        return;
    const Saved saved(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor soft = colour;
    soft.setAlphaF(tokens().dark ? 0.18F : 0.14F);
    for (const QPolygonF &line : linesOf(series, rect.adjusted(0, 2, 0, -2))) {
        if (line.isEmpty())
            continue;
        if (filled) {
            QPolygonF area = line;
            area << QPointF(line.last().x(), rect.bottom())
                 << QPointF(line.first().x(), rect.bottom());
            painter.setPen(Qt::NoPen);
            painter.setBrush(soft);
            painter.drawPolygon(area);
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        if (line.size() == 1)
            painter.drawPoint(line.first());
        else
            painter.drawPolyline(line);
    }
}

void paintTwoTone(QPainter &painter, const QRectF &rect, const QString &first,
    const QString &second, const QFont &secondFont, Qt::LayoutDirection direction)
{
    if (rect.width() < 6)
        return;
    const Saved saved(painter);
    const auto draw = [&](const QRectF &where, const QString &text) {
        const Qt::Alignment side = QStyle::visualAlignment(direction, Qt::AlignLeft);
        painter.drawText(where, int(side | Qt::AlignVCenter) | Qt::TextSingleLine, text);
    };
    const QFontMetricsF metrics(painter.font());
    const QString head = metrics.elidedText(first, Qt::ElideRight, rect.width());
    const qreal used = metrics.horizontalAdvance(head);
    draw(rect, head);
    const qreal gap = first.isEmpty() ? 0 : 6;
    QRectF rest = rect;
    if (direction == Qt::RightToLeft)
        rest.setRight(rect.right() - used - gap);
    else
        rest.setLeft(rect.left() + used + gap);
    if (second.isEmpty() || rest.width() < 14)
        return;
    painter.setFont(secondFont);
    painter.setPen(tokens().muted);
    draw(rest, QFontMetricsF(secondFont).elidedText(second, Qt::ElideRight, rest.width()));
}

void paintStates(QPainter &painter, const QRectF &rect, const QList<items::Severity> &states,
    Qt::LayoutDirection direction)
{
    if (states.isEmpty() || rect.width() < 4 || rect.height() < 3)
        return;
    const Saved saved(painter);
    const Tokens &t = tokens();
    painter.setPen(Qt::NoPen);
    painter.setRenderHint(QPainter::Antialiasing);
    const double step = rect.width() / double(states.size());
    const double gap = step >= 3 ? 1 : step >= 1.5 ? 0.5 : 0;
    for (qsizetype i = 0; i < states.size(); ++i) {
        const qsizetype place = direction == Qt::RightToLeft ? states.size() - 1 - i : i;
        QRectF cell(rect.left() + double(place) * step, rect.top(), std::max(0.5, step - gap),
            rect.height());
        QColor colour = t.of(states.at(i));
        if (states.at(i) == items::Severity::Unknown || states.at(i) == items::Severity::None)
            colour = mix(t.surface, t.unknown, 0.4);
        if (states.at(i) != items::Severity::Bad)
            cell.adjust(0, 1, 0, -1);
        painter.setBrush(mix(t.surface, colour, 0.88));
        painter.drawRect(cell);
    }
}

} // namespace gatehouse::ui
