#include "usage/texts.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Texts)
};

} // namespace

QString msText(double ms)
{
    const QLocale locale;
    if (!std::isfinite(ms))
        return u"–"_s;
    const double size = std::abs(ms);
    if (size >= 120'000)
        return Words::tr("%1 min %2 s")
            .arg(locale.toString(qint64(ms / 60'000)))
            .arg(locale.toString(qint64(std::fmod(size, 60'000) / 1000)));
    if (size >= 10'000)
        return Words::tr("%1 s").arg(locale.toString(ms / 1000, 'f', 1));
    if (size >= 2000)
        return Words::tr("%1 s").arg(locale.toString(ms / 1000, 'f', 2));
    if (size >= 10 || size == 0)
        return Words::tr("%1 ms").arg(locale.toString(ms, 'f', 0));
    return Words::tr("%1 ms").arg(locale.toString(ms, 'g', 2));
}

QString msText(const std::optional<double> &ms) { return ms ? msText(*ms) : u"–"_s; }

QString countText(qint64 count) { return QLocale().toString(count); }

QString rateText(const std::optional<double> &rate)
{
    if (!rate)
        return u"–"_s;
    const double percent = *rate * 100;
    return Words::tr("%1 %").arg(QLocale().toString(percent, 'f', percent < 10 ? 1 : 0));
}

QString timeText(qint64 us, const QTimeZone &zone, bool whole)
{
    return wallText(us, zone).chopped(whole ? 0 : 3);
}

QString spanText(const Span &span, const QTimeZone &zone)
{
    const auto end = [&zone](qint64 us) {
        const QString text = timeText(us, zone);
        return text.endsWith(":00.000"_L1) ? text.chopped(7)
            : text.endsWith(".000"_L1)     ? text.chopped(4)
                                           : text;
    };
    return Words::tr("%1 – %2").arg(end(span.from), end(span.to));
}

QString changeText(double now, double before)
{
    if (!(before > 0) || !std::isfinite(now))
        return {};
    const double percent = (now / before - 1) * 100;
    if (std::abs(percent) < 0.5)
        return Words::tr("±0 %");
    const QString sign = percent > 0 ? u"+"_s : u"−"_s;
    return Words::tr("%1 %").arg(sign + QLocale().toString(std::abs(percent), 'f', 0));
}

QString groupText(const GroupName &name)
{
    if (name.label.isEmpty() && name.value.isEmpty())
        return Words::tr("(none)");
    return name.mask.isEmpty() ? name.label : name.label + u' ' + name.mask;
}

std::optional<qint64> microsecondsOf(const Source &source, QByteArrayView cell)
{
    return instantFromText(QString::fromUtf8(cell), QTimeZone(source.declaredZone().toUtf8()));
}

std::optional<double> msOf(const Source &source, QByteArrayView cell)
{
    bool good = false;
    const double value = cell.toDouble(&good);
    if (!good)
        return std::nullopt;
    switch (source.domain().durationUnit) {
    case systems::Unit::Seconds:
        return value * 1000;
    case systems::Unit::Nanoseconds:
        return value / 1e6;
    case systems::Unit::Milliseconds:
        break;
    }
    return value;
}

QString cellText(
    const Source &source, const QString &columnId, QByteArrayView cell, const QTimeZone &zone)
{
    if (columnId == source.column(u"time"_s)) {
        if (const auto us = microsecondsOf(source, cell))
            return timeText(*us, zone);
    } else if (columnId == source.column(u"duration"_s)) {
        if (const auto ms = msOf(source, cell))
            return msText(*ms);
    }
    return QString::fromUtf8(cell);
}

} // namespace gatehouse::usage
