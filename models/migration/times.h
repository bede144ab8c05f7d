// Points in time as text, without guessing: what has no zone says so.
#pragma once

#include "migration/conversions.h"

#include <QTimeZone>

#include <string_view>

namespace gatehouse::migration {

struct ParsedTime
{
    qint64 micros = 0;  // since 1970-01-01; UTC when zoned, else the wall's
    bool zoned = false; // it ended with Z or an offset
    bool dateOnly = false;
};

// "2026-03-09", "2026-03-09 14:00", "2026-03-09T14:00:00.123456789+09:00", "...Z"; further digits
// of a second are rounded. Years 0001 to 9999.
Bad parseIso(std::string_view text, ParsedTime &time);

// "09/03/2026 14:00:00", "9.3.2026", "9-3-2026": the text in ISO form into `iso`.
Bad rewriteDay(std::string_view text, bool dayFirst, std::string &iso);

qint64 daysFromCivil(qint64 year, unsigned month, unsigned day); // since 1970-01-01
void appendIso(qint64 micros, std::string &text);                // "2026-03-09T14:00:00.000001+00:00"

// Wall time of one zone and UTC. Not thread safe: it remembers the period it is in.
class ZoneClock
{
public:
    explicit ZoneClock(QTimeZone zone) : m_zone(std::move(zone)) { }
    qint64 toUtc(qint64 wallMicros);
    qint64 toWall(qint64 utcMicros);

private:
    qint64 offsetAt(qint64 utcMicros); // microseconds east
    QTimeZone m_zone;
    qint64 m_from = 1, m_until = 0, m_offset = 0; // of the last period, in UTC
};

} // namespace gatehouse::migration
