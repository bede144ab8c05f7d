// What `gatehouse` understands on its command line.
#pragma once

#include "base/result.h"

#include <QStringList>

namespace gatehouse::app {

struct WindowOptions
{
    enum class Wish { Window, Help, Version };
    Wish wish = Wish::Window;
    bool sandbox = false;
    QString url, profile, tourDir;
};

// Without the program's name. Invalid names the argument and the way out.
Result<WindowOptions> parseWindowOptions(const QStringList &arguments);
QString windowHelp();

} // namespace gatehouse::app
