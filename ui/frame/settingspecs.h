// What the Settings page shows, as data: from this list come its rows, its search and the palette.
#pragma once

#include "base/settings.h"

#include <QString>

#include <functional>
#include <vector>

class QWidget;

namespace gatehouse::ui {

struct SettingSpec
{
    const char *id;      // objectName of its editor
    const char *section; // source text, context "Setting"
    const char *title;   // source text, context "Setting"
    const char *help;    // source text, context "Setting": one sentence
    // The editor writes at once and calls changed(), so that the look follows.
    QWidget *(*makeEditor)(
        SettingsFile &settings, QWidget *parent, const std::function<void()> &changed);
    void (*reset)(SettingsFile &settings);
};

const std::vector<SettingSpec> &allSettingSpecs();
QString settingTitle(const SettingSpec &spec); // translated, as the other two
QString settingSection(const SettingSpec &spec);
QString settingHelp(const SettingSpec &spec);

} // namespace gatehouse::ui
