// Cells as text and as JSON, the same way wherever one is needed.
#pragma once

#include "migration/conversions.h"

#include <QByteArray>

#include <string>

namespace gatehouse::migration {

// A view of the cell itself or of `scratch`. WrongKind for bytes; NULL is the empty text.
Bad cellText(const Cell &cell, std::string &scratch, std::string_view &text);

// Appends. Text is checked: NotUtf8, and Nul since no jsonb can hold it. Bytes are base64 in
// {"$binary": ...}; numbers JSON has no word for are text.
Bad appendJson(const Cell &cell, std::string &json);
Bad appendJsonText(std::string_view text, std::string &json); // with its quotes

// For the quarantine: never fails, what is not UTF-8 as hexadecimal bytes.
QByteArray shownCell(const Cell &cell, qsizetype most = 64 * 1024);

} // namespace gatehouse::migration
