// One value as a source stores it, before any rule touches it.
#pragma once

#include <QtGlobal>

#include <string_view>

namespace gatehouse::migration {

// A view: `bytes` is valid until the next step of the rows it came from. Kinds are what the source
// really holds, cell by cell, never what its schema promises.
struct Cell
{
    enum class Kind : quint8 {
        Missing,  // the field is not there (documents); NULL for a target
        Null,     //
        Bool,     // integer is 0 or 1
        Integer,  // integer
        Real,     // real: NaN and infinities too
        Decimal,  // bytes: the number as text, exact
        Text,     // bytes: what the source calls text; it may be invalid UTF-8 or hold NUL
        Bytes,    // bytes
        Time,     // integer: microseconds since 1970-01-01 UTC
        ObjectId, // bytes: 12
        Uuid,     // bytes: 16, in the order they are printed
        Json,     // bytes: an object or array as JSON text in UTF-8 (extended JSON, relaxed, for
                  // what JSON itself cannot say)
    };

    Kind kind = Kind::Null;
    qint64 integer = 0;
    double real = 0;
    std::string_view bytes{};
};

} // namespace gatehouse::migration
