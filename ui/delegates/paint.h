// How the small pictures are drawn: shared by the delegates and the widgets of the same name.
#pragma once

#include "items/roles.h"

#include <QRectF>

class QColor;
class QFont;
class QPainter;

namespace gatehouse::ui {

// All are no-ops in a rect too small for them, and leave the painter as it was.

// An outlined word in the colour of its severity, with a sign (▲ ◆ ▼ shape) when `sign` is set.
QSizeF badgeSize(const QString &text, const QFont &font, bool sign);
void paintBadge(QPainter &painter, const QRectF &rect, const QString &text,
    items::Severity severity, bool sign);

// The bar alone: accent, warn from 80 %, bad from 90 %; empty when there is no limit.
void paintLimitBar(QPainter &painter, const QRectF &rect, const items::Limit &limit);
items::Severity severityOf(const items::Limit &limit);

// Scaled to its own minimum and maximum; NaN is a gap. More points than pixels keep their extremes.
void paintSparkline(QPainter &painter, const QRectF &rect, const QList<double> &series,
    const QColor &colour, bool filled);

// `first` in the painter's font and pen, `second` muted after it; the second is elided first.
void paintTwoTone(QPainter &painter, const QRectF &rect, const QString &first,
    const QString &second, const QFont &secondFont, Qt::LayoutDirection direction);

// One cell a state, in the colour of the severity; bad cells are full height, others a little less,
// so that they differ without colour.
void paintStates(QPainter &painter, const QRectF &rect, const QList<items::Severity> &states,
    Qt::LayoutDirection direction);

// A filled triangle, diamond or circle: the shape that goes with a severity's colour.
void paintSign(QPainter &painter, const QRectF &rect, items::Severity severity);

} // namespace gatehouse::ui
