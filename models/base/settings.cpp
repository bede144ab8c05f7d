#include "base/settings.h"

#include "base/result.h"
#include "base/securefile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace gatehouse {

namespace {
QString folder(const char *variable, const QString &usual)
{
    const QString own = qEnvironmentVariable(variable);
    const QString path = own.isEmpty() ? usual : own;
    if (auto made = makePrivateDir(path); !made)
        qWarning("%s", qUtf8Printable(made.error().text));
    return path;
}

bool isHealthy(const QString &path)
{
    if (!QFileInfo::exists(path))
        return true;
    QSettings probe(path, QSettings::IniFormat);
    probe.allKeys();
    return probe.status() == QSettings::NoError && QFileInfo(path).isReadable();
}
} // namespace

std::unique_ptr<SettingsFile> openSettings(QString *trouble)
{
    const QString path = configDir() + u"/gatehouse.ini"_s;
    if (!isHealthy(path)) {
        QFile::remove(path + u".broken"_s);
        const bool aside = QFile::rename(path, path + u".broken"_s);
        if (trouble)
            *trouble = aside ? QCoreApplication::translate("Settings",
                           "The settings could not be read and were set aside as %1; Gatehouse "
                           "starts with its defaults.")
                                   .arg(path + u".broken"_s)
                             : QCoreApplication::translate("Settings",
                                 "The settings in %1 cannot be read; Gatehouse uses its defaults "
                                 "and keeps no changes.")
                                   .arg(path);
        if (!aside)
            return std::make_unique<SettingsFile>(QString());
    }
    if (!QFileInfo::exists(path))
        (void)bool(createSecureFile(path, {})); // 0600 before QSettings makes it 0644
    return std::make_unique<SettingsFile>(path);
}

QString configDir()
{
    return folder("GATEHOUSE_CONFIG_DIR",
        QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation));
}

QString dataDir()
{
    return folder(
        "GATEHOUSE_DATA_DIR", QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
}

QString stateDir()
{
    const QString base =
        qEnvironmentVariable("XDG_STATE_HOME", QDir::homePath() + u"/.local/state"_s);
    return folder("GATEHOUSE_STATE_DIR", base + u"/gatehouse"_s);
}

} // namespace gatehouse
