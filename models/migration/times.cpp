#include "migration/times.h"

#include <QDateTime>

#include <cstdio>
#include <limits>

namespace gatehouse::migration {

namespace {

constexpr qint64 kDay = 86'400'000'000;

// Reads digits from the front.
struct Cursor
{
    std::string_view text;
    bool digits(size_t count, unsigned &value)
    {
        value = 0;
        if (text.size() < count)
            return false;
        for (size_t i = 0; i < count; ++i) {
            if (text[i] < '0' || text[i] > '9')
                return false;
            value = value * 10 + unsigned(text[i] - '0');
        }
        text.remove_prefix(count);
        return true;
    }
    bool is(char c)
    {
        if (text.empty() || text.front() != c)
            return false;
        text.remove_prefix(1);
        return true;
    }
};

unsigned daysOf(unsigned year, unsigned month)
{
    static constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[month - 1];
}

bool parseFraction(Cursor &in, qint64 &micros)
{
    if (!in.is('.') && !in.is(','))
        return true;
    qint64 scale = 100'000;
    size_t count = 0;
    for (; !in.text.empty() && in.text.front() >= '0' && in.text.front() <= '9'; ++count) {
        const int digit = in.text.front() - '0';
        if (count < 6) {
            micros += digit * scale;
            scale /= 10;
        } else if (count == 6 && digit >= 5) {
            ++micros;
        }
        in.text.remove_prefix(1);
    }
    return count > 0 && count <= 12;
}

bool parseZone(Cursor &in, qint64 &east)
{
    const bool minus = !in.text.empty() && in.text.front() == '-';
    if (!in.is('+') && !in.is('-'))
        return false;
    unsigned hours = 0, minutes = 0;
    if (!in.digits(2, hours))
        return false;
    if (!in.text.empty() && (in.is(':') || true) && !in.digits(2, minutes))
        return false;
    if (hours > 15 || minutes > 59)
        return false;
    east = (qint64(hours) * 3600 + minutes * 60) * 1'000'000 * (minus ? -1 : 1);
    return true;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

} // namespace

qint64 daysFromCivil(qint64 year, unsigned month, unsigned day)
{
    year -= month <= 2;
    const qint64 era = (year >= 0 ? year : year - 399) / 400;
    const auto ofEra = unsigned(year - era * 400);
    const unsigned ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + qint64(ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear) - 719468;
}

Bad parseIso(std::string_view text, ParsedTime &time)
{
    Cursor in{trimmed(text)};
    unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (!in.digits(4, year) || !in.is('-') || !in.digits(2, month) || !in.is('-')
        || !in.digits(2, day))
        return Bad::NotATime;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month))
        return Bad::NoSuchDate;
    time = {};
    time.micros = daysFromCivil(year, month, day) * kDay;
    if (in.text.empty()) {
        time.dateOnly = true;
        return Bad::None;
    }
    if (!in.is('T') && !in.is(' ') && !in.is('t'))
        return Bad::NotATime;
    if (!in.digits(2, hour) || !in.is(':') || !in.digits(2, minute))
        return Bad::NotATime;
    qint64 micros = 0;
    if (in.is(':') && (!in.digits(2, second) || !parseFraction(in, micros)))
        return Bad::NotATime;
    if (hour > 23 || minute > 59 || second > 60)
        return Bad::NoSuchDate;
    time.micros += (qint64(hour) * 3600 + minute * 60 + second) * 1'000'000 + micros;
    in.is(' ');
    if (in.text.empty())
        return Bad::None;
    time.zoned = true;
    qint64 east = 0;
    if (!in.is('Z') && !in.is('z') && !(in.text == "UTC" && (in.text = {}, true))
        && !parseZone(in, east))
        return Bad::NotATime;
    time.micros -= east;
    return in.text.empty() ? Bad::None : Bad::NotATime;
}

Bad rewriteDay(std::string_view text, bool dayFirst, std::string &iso)
{
    Cursor in{trimmed(text)};
    unsigned first = 0, second = 0, year = 0;
    const auto number = [&in](unsigned &value) {
        const bool two = in.text.size() > 1 && in.text[1] >= '0' && in.text[1] <= '9';
        return in.digits(two ? 2 : 1, value);
    };
    const auto separator = [&in] { return in.is('/') || in.is('.') || in.is('-'); };
    if (!number(first) || !separator() || !number(second) || !separator() || !in.digits(4, year))
        return Bad::NotATime;
    const unsigned day = dayFirst ? first : second, month = dayFirst ? second : first;
    char date[16];
    std::snprintf(date, sizeof date, "%04u-%02u-%02u", year, month % 100, day % 100);
    iso = date;
    iso += in.text; // the time of day, if any
    return Bad::None;
}

void appendIso(qint64 micros, std::string &text)
{
    qint64 days = micros / kDay, rest = micros % kDay;
    if (rest < 0) {
        rest += kDay;
        --days;
    }
    const QDate date = QDate(1970, 1, 1).addDays(days);
    char all[64];
    const auto seconds = int(rest / 1'000'000);
    std::snprintf(all, sizeof all, "%04d-%02d-%02dT%02d:%02d:%02d.%06d+00:00", date.year(),
        date.month(), date.day(), seconds / 3600, seconds / 60 % 60, seconds % 60,
        int(rest % 1'000'000));
    text += all;
}

qint64 ZoneClock::offsetAt(qint64 utc)
{
    if (utc >= m_from && utc < m_until)
        return m_offset;
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(utc / 1000, Qt::UTC);
    m_offset = qint64(m_zone.offsetFromUtc(at)) * 1'000'000;
    m_from = utc; // no further than it is known
    m_until = utc + 1;
    if (!m_zone.hasTransitions()) {
        m_from = std::numeric_limits<qint64>::min();
        m_until = std::numeric_limits<qint64>::max();
        return m_offset;
    }
    if (const auto before = m_zone.previousTransition(at.addMSecs(1)); before.atUtc.isValid())
        m_from = before.atUtc.toMSecsSinceEpoch() * 1000;
    if (const auto after = m_zone.nextTransition(at); after.atUtc.isValid())
        m_until = after.atUtc.toMSecsSinceEpoch() * 1000;
    return m_offset;
}

// As PostgreSQL: a wall time that occurs twice is the later one, one that is skipped counts as if the
// clock had not been put forward.
qint64 ZoneClock::toUtc(qint64 wall)
{
    const qint64 late = offsetAt(wall + kDay);
    if (offsetAt(wall - late) == late)
        return wall - late;
    return wall - offsetAt(wall - kDay);
}

qint64 ZoneClock::toWall(qint64 utc) { return utc + offsetAt(utc); }

} // namespace gatehouse::migration
