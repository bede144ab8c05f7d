// What a value is, finer than its kind: the forms an inspection counts.
#pragma once

#include "migration/cell.h"

#include <array>

namespace gatehouse::migration {

enum class Form : quint8 {
    Missing,
    Null,
    Empty,
    Bool,
    ZeroOne,
    Integer,
    Real,
    NotFinite,
    Decimal,
    Bytes,
    Time,
    ObjectId,
    Uuid,
    Json,
    Text,
    Word, // Word: true, false, yes, no, on, off
    NumberText,
    UuidText,
    JsonText,
    JsonNaN,
    JsonNul,
    IsoNaive,
    IsoZoned,
    IsoDate,
    MailTime,
    DayMonth,
    MonthDay,
    EitherOrder,
    NoSuchDate,
    NotUtf8,
    Nul,
    EpochS,
    EpochMs,
    EpochUs,
    EpochNs, // numbers that can be times between 1990 and 2100
};
inline constexpr size_t kForms = size_t(Form::EpochNs) + 1;

struct FormName
{
    const char *id, *title; // QT_TRANSLATE_NOOP of this folder
};
const std::array<FormName, kForms> &formNames();

Form formOf(const Cell &cell);

} // namespace gatehouse::migration
