// How figures and cells of the usage are written for people, in the locale.
#pragma once

#include "usage/figures.h"

namespace gatehouse::usage {

QString msText(double ms);                           // "0.4 ms", "377 ms", "2.84 s", "3 min 20 s"
QString msText(const std::optional<double> &ms);     // "–" for none
QString countText(qint64 count);                     // "12,431"
QString rateText(const std::optional<double> &rate); // "1.3 %"
QString spanText(const Span &span, const QTimeZone &zone);
QString timeText(qint64 us, const QTimeZone &zone, bool whole = false); // whole: to the microsecond
// "+6 %" of the period before; empty when there was nothing to compare with.
QString changeText(double now, double before);
QString groupText(const GroupName &name); // "research edgellm-••••91bc"; "(none)"

// Of a page: the value as the server wrote it.
std::optional<qint64> microsecondsOf(const Source &source, QByteArrayView cell);
std::optional<double> msOf(const Source &source, QByteArrayView cell);
// What a cell of this role or column says: times in `zone`, durations in ms, outside text as it is.
QString cellText(
    const Source &source, const QString &columnId, QByteArrayView cell, const QTimeZone &zone);

} // namespace gatehouse::usage
