// Every setting of the window, once: key, type, default. The Settings page lists them; "Reset"
// removes exactly these.
#pragma once

#include "base/settings.h"

#include <QStringList>

namespace gatehouse::ui::settings {

inline const Setting<QString> kTheme{"look/theme", QStringLiteral("system")}; // schemeId()
inline const Setting<QString> kDensity{
    "look/density", QStringLiteral("dense")};                 // dense comfortable
inline const Setting<QString> kLanguage{"look/language", {}}; // BCP 47; empty: the desktop's
inline const Setting<QString> kZone{
    "time/zone", QStringLiteral("UTC")};                              // IANA, for new connections
inline const Setting<int> kUnlockMinutes{"safety/unlockMinutes", 10}; // for new connections
inline const Setting<int> kClipboardSeconds{"safety/clipboardSeconds", 10};
inline const Setting<bool> kRestoreSession{"start/restoreSession", true};
inline const Setting<bool> kCompactRail{"look/compactRail", false};
inline const Setting<QString> kSession{"start/session", {}}; // JSON of sessionstate.h

// Languages with a translation in the program, "en" first.
QStringList languages();

} // namespace gatehouse::ui::settings
