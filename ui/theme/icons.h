// The one set of outlined pictures (Lucide, ISC) in the colours of the theme.
#pragma once

#include <QIcon>
#include <QPixmap>
#include <QString>

namespace gatehouse::ui {

// resources/icons/NAME.svg. Follows the theme by itself: text colour, disabled colour when
// disabled, accent when selected or checked. An unknown name gives an empty icon and a warning in
// the log.
QIcon icon(const QString &name);
QIcon icon(const QString &name, const QColor &colour); // one colour, e.g. of a severity

// `size` is in device-independent pixels; crisp at any ratio.
QPixmap iconPixmap(const QString &name, const QColor &colour, int size, qreal ratio);

bool hasIcon(const QString &name);

} // namespace gatehouse::ui
