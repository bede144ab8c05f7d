// OIDs of the built-in types that are treated in a way of their own; they never change.
#pragma once

#include <QtGlobal>

namespace gatehouse::browse {

inline constexpr quint32 kBool = 16, kBytea = 17, kChar = 18, kName = 19, kInt8 = 20, kInt2 = 21,
                         kInt4 = 23, kText = 25, kOid = 26, kJson = 114, kXml = 142, kFloat4 = 700,
                         kFloat8 = 701, kBpchar = 1042, kVarchar = 1043, kDate = 1082,
                         kTimestamp = 1114, kTimestamptz = 1184, kNumeric = 1700, kUuid = 2950,
                         kJsonb = 3802;

// Whether left() and octet_length() need no conversion, so that a long value is not read in full.
constexpr bool isTextLike(quint32 type)
{
    return type == kText || type == kVarchar || type == kBpchar || type == kJson || type == kXml;
}

} // namespace gatehouse::browse
