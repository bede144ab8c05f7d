#include "app/cli/signals.h"
#include "app/window/hardening.h"
#include "app/window/options.h"
#include "app/window/services.h"
#include "app/window/tourrun.h"
#include "app/window/words.h"
#include "base/jobs.h"
#include "base/language.h"
#include "base/log.h"
#include "base/settings.h"
#include "db/conninfo.h"
#include "ui/frame/desk.h"
#include "ui/frame/dialogframe.h"
#include "ui/frame/mainwindow.h"
#include "ui/frame/settingskeys.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QLoggingCategory>
#include <QTemporaryDir>

#include <cstdio>

using namespace gatehouse;

namespace {

enum Exit { kDone = 0, kWrongUsage = 1, kFailed = 2 };

int complain(const QString &sentence, int status)
{
    std::fprintf(stderr, "gatehouse: %s\n", qPrintable(sentence));
    return status;
}

// Qt ends the program with its own words when there is no display; ours say what to do.
QString whyNoDisplay(const app::WindowOptions &options)
{
    if (!qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") || !qEnvironmentVariableIsEmpty("DISPLAY")
        || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        return {};
    if (!options.tourDir.isEmpty()) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        return {};
    }
#ifdef Q_OS_LINUX
    return app::Words::tr(
        "There is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set). Start "
        "it in a desktop "
        "session, or use gatehousectl, or save pictures with --tour DIR.");
#else
    return {};
#endif
}

void loadTranslations(QApplication &application, const SettingsFile &settings)
{
    const QString wanted = read(settings, ui::settings::kLanguage);
    const QLocale locale = wanted.isEmpty() ? QLocale::system() : QLocale(wanted);
    QLocale::setDefault(locale);
    loadLanguage(application, locale);
    application.setLayoutDirection(locale.textDirection());
}

Q_LOGGING_CATEGORY(startLog, "gatehouse.start", QtInfoMsg)

// Says in the log when the first window stood, so that a slow start can be looked into.
class FirstPaint : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (event->type() != QEvent::Paint || !object->isWidgetType())
            return false;
        qApp->removeEventFilter(this);
        QMetaObject::invokeMethod( // after this paint
            this,
            [this] {
                qCInfo(startLog, "The first window is painted.");
                deleteLater();
            },
            Qt::QueuedConnection);
        return false;
    }
};

// The first window, by what was asked for; nothing here waits for a server.
void openFirst(ui::Desk &desk, const app::WindowOptions &options, const db::Profile *profile,
    std::shared_ptr<const Secret> password)
{
    if (options.sandbox)
        desk.openSandbox(desk.newWindow());
    else if (profile && (password || profile->id.isEmpty())) // nothing of it is kept anywhere
        desk.openConnection(nullptr, *profile, std::move(password));
    else if (profile)
        desk.openKnown(desk.newWindow(), *profile);
    else
        desk.restoreSession();
}

// The tour shows the program as a new user finds it, and changes no setting of yours.
std::unique_ptr<QTemporaryDir> freshSettings(const app::WindowOptions &options)
{
    if (options.tourDir.isEmpty())
        return nullptr;
    auto folder = std::make_unique<QTemporaryDir>();
    qputenv("GATEHOUSE_CONFIG_DIR", QFile::encodeName(folder->filePath(u"config"_s)));
    qputenv("GATEHOUSE_STATE_DIR", QFile::encodeName(folder->filePath(u"state"_s)));
    return folder;
}

int run(QApplication &application, const app::WindowOptions &options)
{
    const auto fresh = freshSettings(options);
    QString trouble;
    const auto settings = openSettings(&trouble);
    if (fresh) // it makes one, to show what can be done with it
        settings->setValue(u"backup/folder"_s, fresh->filePath(u"backups"_s));
    loadTranslations(application, *settings);
    if (QFontDatabase::families().isEmpty())
        return complain(app::Words::tr("No font is installed, so no text could be shown. Install "
                                       "one, on Debian: apt-get install fonts-dejavu-core"),
            kFailed);
    const auto connections = app::openConnections();
    auto target = app::targetOf(options, *connections);
    if (!target)
        return complain(target.error().text, kWrongUsage);

    new ui::DialogFrame(&application);
    application.installEventFilter(new FirstPaint(&application));
    JobCentre jobs(stateDir() + "/jobs.json"_L1);
    ui::Desk desk(*settings, jobs, *connections, app::sandboxRecipe);
    desk.applyLook();
    if (!options.tourDir.isEmpty())
        return app::runTour(application, desk, options.tourDir);
    const auto ending =
        cli::cancelBySignals().onCancel([&desk] { // a logout, or Ctrl+C in the terminal
            QMetaObject::invokeMethod(&desk, &ui::Desk::end, Qt::QueuedConnection);
        });
    const auto &[profile, password] = target.value();
    openFirst(desk, options, profile ? &*profile : nullptr, password);
    if (!trouble.isEmpty())
        desk.windows().front()->say(items::Severity::Warn, trouble);
    return application.exec();
}

} // namespace

int main(int argc, char **argv)
{
    app::forbidCoreDumps();
    db::forgetPgVariables();
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    const auto options = app::parseWindowOptions(arguments);
    if (!options)
        return complain(options.error().text, kWrongUsage);
    if (options.value().wish == app::WindowOptions::Wish::Help) {
        std::fputs(qPrintable(app::windowHelp()), stdout);
        return kDone;
    }
    if (options.value().wish == app::WindowOptions::Wish::Version) {
        std::puts("gatehouse " GATEHOUSE_VERSION);
        return kDone;
    }
    if (const QString why = whyNoDisplay(options.value()); !why.isEmpty())
        return complain(why, kFailed);
    QCoreApplication::setApplicationName(u"gatehouse"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEHOUSE_VERSION));
    QGuiApplication::setDesktopFileName(u"gatehouse"_s);
    int onlyName = 1; // our options are ours: Qt would take -style and the like from the rest
    QApplication application(onlyName, argv);
    QGuiApplication::setApplicationDisplayName(u"Gatehouse"_s);
    installLog(false);
    return run(application, options.value());
}
