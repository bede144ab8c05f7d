#include "migration/conversions.h"
#include "migration/words.h"

namespace gatehouse::migration {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Fault
{
    Bad bad;
    const char *id, *sentence, *rule;
};

constexpr Fault kFaults[] = {
    {Bad::NotUtf8, "not-utf8",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "The text is not valid UTF-8."),
        "\"convert\": \"replace-invalid\""},
    {Bad::Nul, "nul",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words",
            "The text holds a NUL character, which PostgreSQL cannot store."),
        "\"convert\": \"strip-nul\""},
    {Bad::TooLong, "too-long",
        QT_TRANSLATE_NOOP(
            "gatehouse::migration::Words", "The text is longer than the column allows."),
        "\"convert\": \"truncate:N\""},
    {Bad::NotANumber, "not-a-number",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "The value is no number."),
        "\"onBad\": \"null\""},
    {Bad::NotWhole, "not-whole",
        QT_TRANSLATE_NOOP(
            "gatehouse::migration::Words", "The number has more decimals than the column keeps."),
        "\"convert\": \"round\""},
    {Bad::OutOfRange, "out-of-range",
        QT_TRANSLATE_NOOP(
            "gatehouse::migration::Words", "The number is outside of what the column can hold."),
        "\"onBad\": \"null\""},
    {Bad::NotATime, "not-a-time",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words",
            "The value is no date and time in the form that the rule expects."),
        "\"convert\": \"epoch-s\""},
    {Bad::NoZone, "no-zone",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words",
            "The time has no zone, and the rule does not say which one it means."),
        "\"zone\": \"UTC\""},
    {Bad::NoSuchDate, "no-such-date",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "There is no such date."),
        "\"onBad\": \"null\""},
    {Bad::NotJson, "not-json",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "The text is not valid JSON."),
        "\"convert\": \"json-wrap\""},
    {Bad::JsonNul, "json-nul",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words",
            "The JSON holds \\u0000, which PostgreSQL's jsonb cannot store."),
        "\"convert\": \"json-strip-nul\""},
    {Bad::JsonTooDeep, "json-too-deep",
        QT_TRANSLATE_NOOP(
            "gatehouse::migration::Words", "The JSON is nested deeper than 1000 levels."),
        "\"onBad\": \"null\""},
    {Bad::NotUuid, "not-uuid",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "The value is no UUID."),
        "\"convert\": \"uuid5:NAME\""},
    {Bad::NotBool, "not-bool",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "The value is neither true nor false."),
        "\"map\": {}"},
    {Bad::WrongKind, "wrong-kind",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words",
            "The source keeps a value of another kind here, such as bytes where text belongs."),
        "\"convert\": \"bytes-as-text\""},
    {Bad::NotNull, "not-null",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words",
            "The value is missing, and the column demands one."),
        "\"default\": \"\""},
    {Bad::Unmapped, "refused",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "The server refused the row."),
        "\"map\": {}"},
    {Bad::Duplicate, "duplicate",
        QT_TRANSLATE_NOOP(
            "gatehouse::migration::Words", "An earlier row has the same unique value."),
        ""},
    {Bad::Orphan, "orphan",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "The row it belongs to does not exist."),
        "\"onOrphan\": \"stub\""},
    {Bad::WrongSize, "wrong-size",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words",
            "The array is empty, or of another length than the column demands."),
        "\"onBad\": \"null\""},
    {Bad::Unreadable, "unreadable",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "The source could not read this row."),
        ""},
};

const Fault *faultOf(Bad bad)
{
    for (const Fault &fault : kFaults)
        if (fault.bad == bad)
            return &fault;
    return nullptr;
}

} // namespace

const char *badId(Bad bad)
{
    const Fault *fault = faultOf(bad);
    return fault ? fault->id : "none";
}

std::optional<Bad> badFromId(const QString &id)
{
    for (const Fault &fault : kFaults)
        if (id == QLatin1StringView(fault.id))
            return fault.bad;
    return std::nullopt;
}

QString badSentence(Bad bad)
{
    const Fault *fault = faultOf(bad);
    return fault ? Words::tr(fault->sentence) : QString();
}

QString suggestedRule(Bad bad)
{
    const Fault *fault = faultOf(bad);
    return fault ? QString::fromLatin1(fault->rule) : QString();
}

} // namespace gatehouse::migration
