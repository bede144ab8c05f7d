#pragma once

class QSettings;

namespace gatehouse::ui {

// Theme, density and clipboard time of the settings, for the whole program, now. Window's thread.
void applyLook(const QSettings &settings);

} // namespace gatehouse::ui
