// A setting is declared once: key, type, default.
#pragma once

#include "base/settingsfile.h"

#include <memory>

namespace gatehouse {

template <typename T>
struct Setting
{
    const char *key;
    T fallback;
};

template <typename T>
T read(const SettingsFile &store, const Setting<T> &setting)
{
    return store.value(QLatin1StringView(setting.key), setting.fallback).template value<T>();
}

template <typename T>
void write(SettingsFile &store, const Setting<T> &setting, const T &value)
{
    store.setValue(QLatin1StringView(setting.key), value);
}

// The INI file of this user: $GATEHOUSE_CONFIG_DIR or the platform's config folder, 0600. An
// unreadable or broken file is set aside as *.broken and defaults are used; `trouble` says so then.
std::unique_ptr<SettingsFile> openSettings(QString *trouble = nullptr);

QString configDir(); // $GATEHOUSE_CONFIG_DIR or AppConfigLocation; made 0700
QString dataDir();   // $GATEHOUSE_DATA_DIR or AppDataLocation; made 0700
QString
stateDir(); // $GATEHOUSE_STATE_DIR or $XDG_STATE_HOME/gatehouse: log, job journal; made 0700

} // namespace gatehouse
