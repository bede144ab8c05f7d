// A severity in a picture and a word: never colour alone.
#pragma once

#include "items/roles.h"

namespace gatehouse::ui {

QString severityIcon(items::Severity severity); // a name for icon()
QString severityWord(items::Severity severity); // translated: "Warning"

} // namespace gatehouse::ui
