// The open rows of a quarantine as they are browsed, however many they are.
#pragma once

#include "browse/relation.h"

#include <memory>

namespace gatehouse::migration {

// Columns: id, target, place, column_name, value, message. "value" is hex, as what did not fit may
// be no text at all: asideValue() reads it.
std::shared_ptr<const browse::Relation> asideRows(qint64 run);
QString asideValue(QByteArrayView hex); // what is no UTF-8 becomes U+FFFD

} // namespace gatehouse::migration
