// The named conversions of a rule file, as a table: cell in, cell out.
#pragma once

#include "migration/cell.h"

#include <QByteArray>
#include <QStringList>
#include <QUuid>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gatehouse::migration {

// Why a value does not fit its column. Ids are in the quarantine table and never change.
enum class Bad : quint8 {
    None,
    NotUtf8,
    Nul,
    TooLong,
    NotANumber,
    NotWhole,
    OutOfRange,
    NotATime,
    NoZone,
    NoSuchDate,
    NotJson,
    JsonNul,
    JsonTooDeep,
    NotUuid,
    NotBool,
    WrongKind, // bytes where text belongs, a document where a number belongs
    NotNull,
    Unmapped,  // the server refused the row: out of a CHECK, an enum, a domain
    Duplicate, // of a key
    Orphan,
    Unreadable, // the source could not read this row
    WrongSize,  // an array of another length than the column demands
};
const char *badId(Bad bad); // "not-utf8"
std::optional<Bad> badFromId(const QString &id);
QString badSentence(Bad bad);   // translated
QString suggestedRule(Bad bad); // a member of a column rule, e.g. "convert": ["replace-invalid"]

// What a conversion may need besides the cell: room for bytes it makes, which live until the next
// row, and what the plan says once for the column.
struct Converter;
struct ConversionInput
{
    const Converter &self;
    std::string &scratch; // of this step alone
};

struct Converter
{
    Bad (*apply)(Cell &cell, const ConversionInput &input) = nullptr;
    QByteArray argument{}; // after the colon
    QUuid ids{};
};

struct Conversion
{
    const char *name;    // "epoch-s"
    const char *summary; // QT_TRANSLATE_NOOP("Conversion", ...)
    Bad (*apply)(Cell &cell, const ConversionInput &input);
    bool takesArgument = false;
};

std::span<const Conversion> conversions();
const Conversion *conversionNamed(QStringView nameWithArgument); // null: none of that name

} // namespace gatehouse::migration
