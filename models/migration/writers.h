// How a value of each type is written into binary COPY. Pure; used by the encoder.
#pragma once

#include "migration/encoder.h"

namespace gatehouse::migration {

struct WriteInput
{
    const TargetType &type;
    ZoneClock *zone; // null: none was named
    std::string &scratch;
};

// Appends the value without its length; on trouble what it appended is taken back by the caller.
using Writer = Bad (*)(const Cell &cell, const WriteInput &input, ByteBuffer &out);
Writer writerFor(TypeKind kind);
Writer numberWriterFor(TypeKind kind); // Int2 to Numeric
Bad writeVector(const Cell &cell, const WriteInput &input, ByteBuffer &out);
Bad writeArray(const Cell &cell, const WriteInput &input, ByteBuffer &out);

} // namespace gatehouse::migration
