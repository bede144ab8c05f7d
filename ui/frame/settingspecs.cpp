#include "ui/frame/settingspecs.h"

#include "ui/frame/settingskeys.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QLocale>
#include <QSpinBox>
#include <QTimeZone>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

using Changed = std::function<void()>;
using Choices = QList<std::pair<QString, QString>>; // value, translated name

QString say(const char *text) { return QCoreApplication::translate("Setting", text); }

QComboBox *choice(SettingsFile &store, const Setting<QString> &setting, const Choices &choices,
    QWidget *parent, const Changed &changed)
{
    auto *box = new QComboBox(parent);
    for (const auto &[value, name] : choices)
        box->addItem(name, value);
    box->setCurrentIndex(std::max(0, box->findData(read(store, setting))));
    QObject::connect(box, &QComboBox::activated, box, [&store, &setting, box, changed] {
        write(store, setting, box->currentData().toString());
        changed();
    });
    return box;
}

QSpinBox *number(SettingsFile &store, const Setting<int> &setting, int least, int most,
    const char *suffix, QWidget *parent, const Changed &changed)
{
    auto *box = new QSpinBox(parent);
    box->setRange(least, most);
    box->setSuffix(u' ' + say(suffix));
    box->setValue(read(store, setting));
    QObject::connect(box, &QSpinBox::valueChanged, box, [&store, &setting, changed](int value) {
        write(store, setting, value);
        changed();
    });
    return box;
}

QWidget *themeEditor(SettingsFile &store, QWidget *parent, const Changed &changed)
{
    Choices choices;
    for (const Scheme scheme : {Scheme::System, Scheme::Light, Scheme::Dark, Scheme::HighContrast})
        choices.append({schemeId(scheme), schemeName(scheme)});
    return choice(store, settings::kTheme, choices, parent, changed);
}

QWidget *densityEditor(SettingsFile &store, QWidget *parent, const Changed &changed)
{
    return choice(store, settings::kDensity,
        {{u"dense"_s, say(QT_TRANSLATE_NOOP("Setting", "Dense (28 px)"))},
            {u"comfortable"_s, say(QT_TRANSLATE_NOOP("Setting", "Comfortable (34 px)"))}},
        parent, changed);
}

QWidget *languageEditor(SettingsFile &store, QWidget *parent, const Changed &changed)
{
    Choices choices{{QString(), say(QT_TRANSLATE_NOOP("Setting", "As the desktop"))}};
    for (const QString &language : settings::languages())
        choices.append({language, QLocale(language).nativeLanguageName()});
    return choice(store, settings::kLanguage, choices, parent, changed);
}

QWidget *zoneEditor(SettingsFile &store, QWidget *parent, const Changed &changed)
{
    Choices choices;
    const QList<QByteArray> zones = QTimeZone::availableTimeZoneIds();
    for (const QByteArray &zone : zones) {
        if (zone == "UTC" || zone.contains('/')) // the rest are old names of these
            choices.append({QString::fromLatin1(zone), QString::fromLatin1(zone)});
    }
    QComboBox *box = choice(store, settings::kZone, choices, parent, changed);
    box->setMaxVisibleItems(20);
    return box;
}

QWidget *unlockEditor(SettingsFile &store, QWidget *parent, const Changed &changed)
{
    return number(store, settings::kUnlockMinutes, 1, 480, QT_TRANSLATE_NOOP("Setting", "min"),
        parent, changed);
}

QWidget *clipboardEditor(SettingsFile &store, QWidget *parent, const Changed &changed)
{
    return number(store, settings::kClipboardSeconds, 5, 300, QT_TRANSLATE_NOOP("Setting", "s"),
        parent, changed);
}

QWidget *restoreEditor(SettingsFile &store, QWidget *parent, const Changed &changed)
{
    auto *box =
        new QCheckBox(say(QT_TRANSLATE_NOOP("Setting", "Open the windows of last time")), parent);
    box->setChecked(read(store, settings::kRestoreSession));
    QObject::connect(box, &QCheckBox::toggled, box, [&store, changed](bool on) {
        write(store, settings::kRestoreSession, on);
        changed();
    });
    return box;
}

template <const auto &setting>
void forgetSetting(SettingsFile &store)
{
    store.remove(QLatin1StringView(setting.key));
}

constexpr char kLook[] = QT_TRANSLATE_NOOP("Setting", "Look");
constexpr char kTime[] = QT_TRANSLATE_NOOP("Setting", "Time");
constexpr char kSafety[] = QT_TRANSLATE_NOOP("Setting", "Safety");
constexpr char kStart[] = QT_TRANSLATE_NOOP("Setting", "Start");

} // namespace

QStringList settings::languages()
{
    QStringList found{u"en"_s};
    for (const QString &file : QDir(u":/i18n"_s).entryList({u"gatehouse_*.qm"_s}))
        found.append(file.section(u'_', 1).section(u'.', 0, 0));
    found.removeDuplicates();
    return found;
}

const std::vector<SettingSpec> &allSettingSpecs()
{
    using namespace settings;
    static const std::vector<SettingSpec> specs{
        {"theme", kLook, QT_TRANSLATE_NOOP("Setting", "Theme"),
            QT_TRANSLATE_NOOP(
                "Setting", "Light, dark, high contrast, or whatever the desktop uses."),
            themeEditor, forgetSetting<kTheme>},
        {"density", kLook, QT_TRANSLATE_NOOP("Setting", "Rows of tables"),
            QT_TRANSLATE_NOOP("Setting", "Dense shows more rows, comfortable gives them air."),
            densityEditor, forgetSetting<kDensity>},
        {"language", kLook, QT_TRANSLATE_NOOP("Setting", "Language"),
            QT_TRANSLATE_NOOP("Setting", "Takes effect when Gatehouse starts the next time."),
            languageEditor, forgetSetting<kLanguage>},
        {"zone", kTime, QT_TRANSLATE_NOOP("Setting", "Reporting time zone"),
            QT_TRANSLATE_NOOP(
                "Setting", "What a new connection starts with; each connection has its own."),
            zoneEditor, forgetSetting<kZone>},
        {"unlockMinutes", kSafety, QT_TRANSLATE_NOOP("Setting", "Unlocked for"),
            QT_TRANSLATE_NOOP("Setting",
                "How long a new connection stays unlocked for changes before it is read-only "
                "again."),
            unlockEditor, forgetSetting<kUnlockMinutes>},
        {"clipboardSeconds", kSafety, QT_TRANSLATE_NOOP("Setting", "Clear the clipboard after"),
            QT_TRANSLATE_NOOP("Setting",
                "A copied key is wiped from the clipboard after this time, unless something else "
                "was copied since."),
            clipboardEditor, forgetSetting<kClipboardSeconds>},
        {"restoreSession", kStart, QT_TRANSLATE_NOOP("Setting", "At start"),
            QT_TRANSLATE_NOOP("Setting",
                "Windows come back with their connection, page, filters and size; passwords come "
                "from the keychain or are asked for."),
            restoreEditor, forgetSetting<kRestoreSession>},
    };
    return specs;
}

QString settingTitle(const SettingSpec &spec) { return say(spec.title); }
QString settingSection(const SettingSpec &spec) { return say(spec.section); }
QString settingHelp(const SettingSpec &spec) { return say(spec.help); }

} // namespace gatehouse::ui
