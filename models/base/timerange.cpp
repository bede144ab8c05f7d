#include "base/timerange.h"

#include <QCoreApplication>
#include <QLocale>

namespace gatehouse {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 kHour = 3600LL * 1000;
constexpr qint64 kDay = 24 * kHour;

} // namespace

TimeRange TimeRange::resolve(const QDateTime &now) const
{
    return isCustom() ? *this : between(now.addMSecs(-lastMs), now);
}

QString rangeText(const TimeRange &range, const QTimeZone &zone)
{
    if (!range.isCustom()) {
        if (range.lastMs % kDay == 0 && range.lastMs > kDay)
            return QCoreApplication::translate("TimeRange", "last %1 d").arg(range.lastMs / kDay);
        return QCoreApplication::translate("TimeRange", "last %1 h").arg(range.lastMs / kHour);
    }
    const QLocale locale;
    const QDateTime from = range.from.toTimeZone(zone);
    const QDateTime to = range.to.toTimeZone(zone);
    const QString start = locale.toString(from, u"d MMM HH:mm"_s);
    const QString end =
        locale.toString(to, from.date() == to.date() ? u"HH:mm"_s : u"d MMM HH:mm"_s);
    return QCoreApplication::translate("TimeRange", "%1 – %2").arg(start, end);
}

QString rangeId(const TimeRange &range)
{
    if (!range.isCustom())
        return u"%1h"_s.arg(range.lastMs / kHour);
    return range.from.toUTC().toString(Qt::ISODateWithMs) + u'/'
        + range.to.toUTC().toString(Qt::ISODateWithMs);
}

std::optional<TimeRange> rangeFromId(const QString &id)
{
    if (id.endsWith(u'h')) {
        bool good = false;
        const qint64 hours = id.chopped(1).toLongLong(&good);
        if (good && hours > 0 && hours <= 24 * 3660)
            return TimeRange::last(hours * kHour);
        return std::nullopt;
    }
    const QDateTime from = QDateTime::fromString(id.section(u'/', 0, 0), Qt::ISODateWithMs);
    const QDateTime to = QDateTime::fromString(id.section(u'/', 1), Qt::ISODateWithMs);
    if (!from.isValid() || !to.isValid() || from >= to)
        return std::nullopt;
    return TimeRange::between(from, to);
}

} // namespace gatehouse
