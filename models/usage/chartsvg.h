// Charts as SVG of our own: for reports, without a window.
#pragma once

#include "usage/figures.h"

namespace gatehouse::usage {

// 900 x 260 user units; colours of Okabe and Ito; labels in `zone`.
QByteArray areasSvg(const Series &series, const QTimeZone &zone);
QByteArray linesSvg(const Series &series, const QTimeZone &zone); // durations in ms
QByteArray heatSvg(const HeatMap &map);

} // namespace gatehouse::usage
