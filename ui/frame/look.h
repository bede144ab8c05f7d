#pragma once


namespace gatehouse {
class SettingsFile;
}

namespace gatehouse::ui {

// Theme, density and clipboard time of the settings, for the whole program, now. Window's thread.
void applyLook(const SettingsFile &settings);

} // namespace gatehouse::ui
