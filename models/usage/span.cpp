#include "usage/span.h"

#include "base/result.h"

#include <QRegularExpression>

namespace gatehouse::usage {

namespace {

QDateTime momentOf(qint64 us)
{
    const qint64 ms = us >= 0 ? us / 1000 : -((999 - us) / 1000);
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

bool isMidnight(qint64 us, const QTimeZone &zone)
{
    return us == startOfDay(localDate(us, zone), zone);
}

// "…:04" and the microseconds behind it, which QDateTime cannot hold.
QString wallOf(qint64 us, const QTimeZone &zone)
{
    const QDateTime moment = momentOf(us).toTimeZone(zone);
    const qint64 micro = ((us % kSecond) + kSecond) % kSecond;
    return moment.toString(u"yyyy-MM-dd HH:mm:ss"_s) + u'.'
        + QString::number(micro).rightJustified(6, u'0');
}

} // namespace

Span spanOf(const TimeRange &range, const QDateTime &now)
{
    const TimeRange fixed = range.resolve(now);
    return {fixed.from.toMSecsSinceEpoch() * 1000, fixed.to.toMSecsSinceEpoch() * 1000};
}

TimeRange rangeOf(const Span &span)
{
    return TimeRange::between(momentOf(span.from), momentOf(span.to));
}

qint64 startOfDay(const QDate &date, const QTimeZone &zone)
{
    QDateTime start = date.startOfDay(zone);
    for (int skipped = 1; !start.isValid() && skipped < 3; ++skipped)
        start = date.addDays(skipped).startOfDay(zone); // the zone left this day out
    return start.toMSecsSinceEpoch() * 1000;
}

QDate localDate(qint64 us, const QTimeZone &zone) { return momentOf(us).toTimeZone(zone).date(); }

Span previous(const Span &span, const QTimeZone &zone)
{
    if (!isMidnight(span.from, zone) || !isMidnight(span.to, zone) || span.isEmpty())
        return {span.from - span.length(), span.from};
    const QDate from = localDate(span.from, zone), to = localDate(span.to, zone);
    if (from.day() == 1 && to == from.addMonths(1))
        return {startOfDay(from.addMonths(-1), zone), span.from};
    return {startOfDay(from.addDays(-from.daysTo(to)), zone), span.from};
}

std::vector<Span> daysOf(const Span &span, const QTimeZone &zone, int most)
{
    std::vector<Span> days;
    QDate date = localDate(span.from, zone);
    for (qint64 from = span.from; from < span.to && int(days.size()) < most;) {
        date = date.addDays(1);
        const qint64 to = std::min(startOfDay(date, zone), span.to);
        if (to > from) // a zone may leave out a whole day (Samoa, 2011)
            days.push_back({from, to});
        from = std::max(from, to);
    }
    return days;
}

QString instantText(qint64 us) { return wallOf(us, QTimeZone::utc()) + u"+00"_s; }

QString wallText(qint64 us, const QTimeZone &zone) { return wallOf(us, zone); }

std::optional<qint64> instantFromText(const QString &iso)
{
    return instantFromText(iso, QTimeZone());
}

std::optional<qint64> instantFromText(const QString &iso, const QTimeZone &zone)
{
    static const QRegularExpression form(
        uR"(^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$)"_s);
    const auto match = form.match(iso.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const auto part = [&match](int group) { return match.captured(group).toInt(); };
    const QDate date(part(1), part(2), part(3));
    const QTime time(part(4), part(5), part(6));
    const QString offset = match.captured(8);
    if (!date.isValid() || !time.isValid() || (offset.isEmpty() && !zone.isValid()))
        return std::nullopt;
    const qint64 micro = match.captured(7).leftJustified(6, u'0').toLongLong();
    if (offset.isEmpty()) {
        if (match.captured(4).isEmpty())
            return startOfDay(date, zone);
        return QDateTime(date, time, zone).toMSecsSinceEpoch() * 1000 + micro;
    }
    int seconds = 0;
    if (offset != "Z"_L1) {
        const QString digits = QString(offset).remove(u':').mid(1);
        seconds = digits.left(2).toInt() * 3600 + digits.mid(2).toInt() * 60;
        if (offset.startsWith(u'-'))
            seconds = -seconds;
    }
    return (QDateTime(date, time, Qt::UTC).toMSecsSinceEpoch() - seconds * 1000LL) * 1000 + micro;
}

bool hasClockChanges(const QTimeZone &zone)
{
    return zone.isValid() && zone.id() != "UTC" && zone.hasTransitions();
}

} // namespace gatehouse::usage
