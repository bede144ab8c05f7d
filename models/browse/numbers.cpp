#include "browse/scale.h"

#include "browse/types.h"

#include <QDateTime>
#include <QTimeZone>

#include <charconv>
#include <cmath>
#include <limits>

namespace gatehouse::browse {

namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr qint64 kDayUs = 86400LL * 1000000;

bool isTime(quint32 type) { return type == kTimestamp || type == kTimestamptz || type == kDate; }

bool isNumber(quint32 type)
{
    return type == kInt2 || type == kInt4 || type == kInt8 || type == kOid || type == kFloat4
        || type == kFloat8 || type == kNumeric;
}

std::optional<qint64> digits(QByteArrayView text)
{
    qint64 value = 0;
    const auto done = std::from_chars(text.data(), text.data() + text.size(), value);
    return done.ec == std::errc() && done.ptr == text.data() + text.size() ? std::optional(value)
                                                                           : std::nullopt;
}

// "12:03:04.123456+05:30" in microseconds of UTC; the date is another's.
double clockMicroseconds(QByteArrayView text)
{
    if (text.size() < 8)
        return 0;
    const auto two = [&text](qsizetype at) {
        return at + 2 <= text.size() ? digits(text.sliced(at, 2)).value_or(0) : 0;
    };
    double result = 1e6 * double(two(0) * 3600 + two(3) * 60 + two(6));
    qsizetype i = 8;
    if (i < text.size() && text.at(i) == '.')
        for (double unit = 1e5; ++i < text.size() && text.at(i) >= '0' && text.at(i) <= '9';
             unit /= 10)
            result += unit * (text.at(i) - '0');
    if (i < text.size() && (text.at(i) == '+' || text.at(i) == '-')) {
        const bool minutes = i + 3 < text.size() && text.at(i + 3) == ':';
        const double offset = 1e6 * double(two(i + 1) * 3600 + (minutes ? two(i + 4) * 60 : 0));
        result -= text.at(i) == '+' ? offset : -offset;
    }
    return result;
}

// "2026-11-20 12:03:04.123456+00" as microseconds since 1970, whatever the year.
std::optional<double> microseconds(QByteArrayView text)
{
    if (text == "infinity")
        return kInfinity;
    if (text == "-infinity")
        return -kInfinity;
    const bool beforeChrist = text.endsWith(" BC");
    const qsizetype dash = text.indexOf('-');
    if (dash < 1 || text.size() < dash + 6)
        return std::nullopt;
    const auto year = digits(text.first(dash)), month = digits(text.sliced(dash + 1, 2)),
               day = digits(text.sliced(dash + 4, 2));
    if (!year || !month || !day)
        return std::nullopt;
    const QDate date(int(beforeChrist ? -*year : *year), int(*month), int(*day));
    if (!date.isValid())
        return std::nullopt;
    return double(date.toJulianDay() - 2440588) * double(kDayUs)
        + clockMicroseconds(text.sliced(std::min(dash + 7, text.size())));
}

QByteArray printTime(quint32 type, double number)
{
    if (std::isinf(number))
        return number > 0 ? "infinity" : "-infinity";
    const double dayNumber = std::floor(number / double(kDayUs));
    const QDate date = QDate::fromJulianDay(qint64(dayNumber) + 2440588);
    const qint64 us = qint64(number - dayNumber * double(kDayUs));
    const int year = date.year();
    QByteArray text = QByteArray::number(std::abs(year)).rightJustified(4, '0') + '-'
        + QByteArray::number(date.month()).rightJustified(2, '0') + '-'
        + QByteArray::number(date.day()).rightJustified(2, '0');
    if (type != kDate) {
        text += ' '
            + QTime::fromMSecsSinceStartOfDay(int(us / 1000)).toString(Qt::ISODateWithMs).toLatin1()
            + QByteArray::number(us % 1000).rightJustified(3, '0');
        if (type == kTimestamptz)
            text += "+00";
    }
    return year < 0 ? text + " BC" : text;
}

// The first 12 hex digits: what a double holds without loss.
std::optional<double> uuidNumber(QByteArrayView text)
{
    quint64 value = 0;
    const QByteArray hex = text.toByteArray().remove(8, 1).left(12);
    const auto done = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
    return done.ec == std::errc() ? std::optional(double(value)) : std::nullopt;
}

QByteArray printUuid(double number)
{
    const double most = double((1ULL << 48) - 1);
    QByteArray hex = QByteArray::number(quint64(std::clamp(number, 0.0, most)), 16)
                         .rightJustified(12, '0')
                         .leftJustified(32, '0');
    return hex.insert(8, '-').insert(13, '-').insert(18, '-').insert(23, '-');
}
} // namespace

std::optional<double> numberOf(quint32 type, QByteArrayView value)
{
    if (isTime(type))
        return microseconds(value);
    if (type == kUuid)
        return uuidNumber(value);
    if (type == kBool)
        return value.startsWith('t') ? 1 : 0;
    if (!isNumber(type))
        return std::nullopt;
    if (value == "NaN" || value == "Infinity")
        return kInfinity;
    if (value == "-Infinity")
        return -kInfinity;
    double number = 0;
    const auto done = std::from_chars(value.data(), value.data() + value.size(), number);
    return done.ec == std::errc() ? std::optional(number) : std::nullopt;
}

QByteArray printNumber(quint32 type, double number)
{
    if (isTime(type))
        return printTime(type, number);
    if (type == kUuid)
        return printUuid(number);
    if (type == kBool)
        return number < 0.5 ? "f" : "t";
    if (std::isinf(number))
        return number > 0 ? "Infinity" : "-Infinity";
    const bool whole = type == kInt2 || type == kInt4 || type == kInt8 || type == kOid;
    return whole ? QByteArray::number(qint64(std::llround(std::clamp(number, -9.2e18, 9.2e18))))
                 : QByteArray::number(number, 'g', 17);
}

} // namespace gatehouse::browse
