#include "migration/forms.h"

#include "migration/times.h"
#include "migration/words.h"
#include "proof/jsonscan.h"

#include <QByteArray>
#include <QDateTime>

#include <charconv>
#include <cmath>

namespace gatehouse::migration {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (size_t i = 0; i < 36; ++i)
        if (i == 8 || i == 13 || i == 18 || i == 23 ? text[i] != '-' : !isHex(text[i]))
            return false;
    return true;
}

bool isNumber(std::string_view text)
{
    if (text.size() > 400)
        return false; // from_chars also knows nan, inf and infinity, as PostgreSQL does
    if (text.front() == '+')
        text.remove_prefix(1);
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ptr == text.data() + text.size() && read.ec != std::errc::invalid_argument;
}

// "02/01/2025", "2.1.2025 03:04": which of the first two numbers can be the month.
Form dayForm(std::string_view text)
{
    unsigned first = 0, second = 0, year = 0;
    const char *end = text.data() + text.size();
    auto read = std::from_chars(text.data(), end, first);
    const char *mark = read.ptr;
    if (mark == end || mark - text.data() > 2 || (*mark != '/' && *mark != '.' && *mark != '-'))
        return Form::Text;
    read = std::from_chars(mark + 1, end, second);
    if (read.ptr == end || read.ptr == mark + 1 || *read.ptr != *mark)
        return Form::Text;
    const char *last = read.ptr + 1;
    read = std::from_chars(last, end, year);
    if (read.ptr - last != 4 || (read.ptr != end && *read.ptr != ' ' && *read.ptr != 'T'))
        return Form::Text;
    const bool dayFirst = first >= 1 && first <= 31 && second >= 1 && second <= 12;
    const bool monthFirst = second >= 1 && second <= 31 && first >= 1 && first <= 12;
    return dayFirst && monthFirst ? Form::EitherOrder
        : dayFirst                ? Form::DayMonth
        : monthFirst              ? Form::MonthDay
                                  : Form::NoSuchDate;
}

Form isoForm(std::string_view text)
{
    ParsedTime time;
    switch (parseIso(text, time)) {
    case Bad::None:
        return time.zoned ? Form::IsoZoned : time.dateOnly ? Form::IsoDate : Form::IsoNaive;
    case Bad::NoSuchDate:
    case Bad::OutOfRange:
        return Form::NoSuchDate;
    default:
        return Form::Text;
    }
}

Form jsonForm(std::string_view text)
{
    switch (proof::scanJson(text)) {
    case proof::JsonFault::None:
        return Form::JsonText;
    case proof::JsonFault::Nul:
        return Form::JsonNul;
    default:
        break;
    }
    if (text.find("NaN") == std::string_view::npos
        && text.find("Infinity") == std::string_view::npos)
        return Form::Text;
    // Python's words for them: is it JSON but for these?
    QByteArray mended(text.data(), qsizetype(text.size()));
    mended.replace("-Infinity", "0").replace("Infinity", "0").replace("NaN", "0");
    return proof::scanJson({mended.constData(), size_t(mended.size())}) == proof::JsonFault::None
        ? Form::JsonNaN
        : Form::Text;
}

bool isMailTime(std::string_view text)
{
    constexpr std::string_view kDays = "MonTueWedThuFriSatSun";
    if (text.size() < 20 || text.size() > 40 || text[3] != ',' || text[4] != ' ')
        return false;
    const size_t day = kDays.find(text.substr(0, 3));
    return day != std::string_view::npos && day % 3 == 0
        && QDateTime::fromString(
            QString::fromUtf8(text.data(), qsizetype(text.size())), Qt::RFC2822Date)
               .isValid();
}

bool isWord(std::string_view text)
{
    if (text.size() > 5)
        return false;
    const QByteArray word = QByteArray(text.data(), qsizetype(text.size())).toLower();
    for (const char *known : {"true", "false", "yes", "no", "on", "off", "t", "f", "y", "n"})
        if (word == known)
            return true;
    return false;
}

Form textForm(std::string_view text)
{
    if (text.empty())
        return Form::Empty;
    if (const size_t good = proof::goodUtf8(text); good != text.size())
        return text[good] == '\0' ? Form::Nul : Form::NotUtf8;
    const char first = text.front();
    if (first == '{' || first == '[')
        return jsonForm(text);
    if (isHex(first) && isUuid(text))
        return Form::UuidText;
    if (isDigit(first) && text.size() >= 8 && text.size() <= 40) {
        const Form iso = text[4] == '-' ? isoForm(text) : dayForm(text);
        if (iso != Form::Text)
            return iso;
    }
    const bool number = isDigit(first) || first == '-' || first == '+' || first == '.'
        || ((first == 'N' || first == 'I' || first == 'n' || first == 'i') && text.size() <= 8);
    if (number && isNumber(text))
        return Form::NumberText;
    return isWord(text) ? Form::Word : isMailTime(text) ? Form::MailTime : Form::Text;
}

// 1990 to 2100; below that a number is more likely a count or a size.
Form numberForm(double number, Form otherwise)
{
    constexpr double kFrom = 631'152'000, kTo = 4'102'444'800;
    const auto within = [&](double unit) { return number >= kFrom * unit && number < kTo * unit; };
    return within(1)  ? Form::EpochS
        : within(1e3) ? Form::EpochMs
        : within(1e6) ? Form::EpochUs
        : within(1e9) ? Form::EpochNs
                      : otherwise;
}

} // namespace

Form formOf(const Cell &cell)
{
    using K = Cell::Kind;
    switch (cell.kind) {
    case K::Missing:
        return Form::Missing;
    case K::Null:
        return Form::Null;
    case K::Bool:
        return Form::Bool;
    case K::Integer:
        return cell.integer == 0 || cell.integer == 1
            ? Form::ZeroOne
            : numberForm(double(cell.integer), Form::Integer);
    case K::Real:
        return std::isfinite(cell.real) ? numberForm(cell.real, Form::Real) : Form::NotFinite;
    case K::Decimal:
        return Form::Decimal;
    case K::Text:
        return textForm(cell.bytes);
    case K::Bytes:
        return Form::Bytes;
    case K::Time:
        return Form::Time;
    case K::ObjectId:
        return Form::ObjectId;
    case K::Uuid:
        return Form::Uuid;
    case K::Json:
        return Form::Json;
    }
    return Form::Text;
}

const std::array<FormName, kForms> &formNames()
{
#define NAME(id, title)                                                                            \
    FormName { id, QT_TRANSLATE_NOOP("gatehouse::migration::Words", title) }
    static const std::array<FormName, kForms> all{{NAME("missing", "not there"),
        NAME("null", "NULL"), NAME("empty", "empty text"), NAME("bool", "true or false"),
        NAME("zero-one", "0 or 1"), NAME("integer", "whole number"), NAME("real", "number"),
        NAME("not-finite", "NaN or infinity"), NAME("decimal", "exact number"),
        NAME("bytes", "bytes"), NAME("time", "time"), NAME("objectid", "ObjectId"),
        NAME("uuid", "UUID"), NAME("json", "document"), NAME("text", "text"),
        NAME("word", "word for true or false"), NAME("number-text", "number as text"),
        NAME("uuid-text", "UUID as text"), NAME("json-text", "JSON as text"),
        NAME("json-nan", "JSON with NaN"), NAME("json-nul", "JSON with \\u0000"),
        NAME("iso-naive", "ISO time without zone"), NAME("iso-zoned", "ISO time with zone"),
        NAME("iso-date", "ISO date"), NAME("mail-time", "time as in mails"),
        NAME("day-month", "day/month/year"), NAME("month-day", "month/day/year"),
        NAME("either-order", "date in either order"), NAME("no-such-date", "date that never was"),
        NAME("not-utf8", "text that is no UTF-8"), NAME("nul", "text with NUL"),
        NAME("epoch-s", "seconds since 1970"), NAME("epoch-ms", "milliseconds since 1970"),
        NAME("epoch-us", "microseconds since 1970"), NAME("epoch-ns", "nanoseconds since 1970")}};
#undef NAME
    return all;
}

} // namespace gatehouse::migration
