// The program's fonts: the desktop's own, Inter where the platform names none (UI.md, "Tokens").
#pragma once

#include <QFont>
#include <QString>

class QFontMetricsF;
class QPainter;
class QRectF;

namespace gatehouse::ui {

// Window's thread. Built from the application's font of the moment.
QFont bodyFont();
QFont smallFont();   // -1
QFont headingFont(); // semibold, the title of a card
QFont titleFont();   // +4, bold, the title of a page
QFont figureFont();  // +10, semibold, the number of a tile
QFont monoFont();    // SQL, keys, JSON, time stamps

// What the platform proposes, or the best installed family when it proposes only a generic name.
QFont platformFont();

// Digits of equal width in any font (Qt 6.4 cannot switch on a font's "tnum").
qreal tabularWidth(const QFontMetricsF &metrics, const QString &text);
// One line, not wrapped or elided; uses the painter's font and pen.
void drawTabular(
    QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text);

} // namespace gatehouse::ui
