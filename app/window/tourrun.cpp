#include "app/window/tourrun.h"

#include "app/window/words.h"
#include "ui/frame/desk.h"
#include "ui/tour/plan.h"
#include "ui/tour/tour.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTimer>

#include <cstdio>

namespace gatehouse::app {

namespace {

constexpr char kScaleVariable[] = "QT_SCALE_FACTOR";

Result<> savePicture(
    const QString &dir, const QString &suffix, const QString &name, const QImage &picture)
{
    const QString path = dir + u'/' + name + suffix + ".png"_L1;
    if (!picture.save(path))
        return ioError(Words::tr(
            "The picture %1 could not be written; is the folder writable and the disk not full?")
                           .arg(path));
    std::puts(qPrintable(path));
    std::fflush(stdout);
    return Done{};
}

int runAtDoubleSize(const QString &dir)
{
    QProcess second;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QLatin1StringView(kScaleVariable), u"2"_s);
    second.setProcessEnvironment(environment);
    second.setProcessChannelMode(QProcess::ForwardedChannels);
    second.start(QCoreApplication::applicationFilePath(), {u"--tour"_s, dir});
    return second.waitForFinished(-1) && second.exitStatus() == QProcess::NormalExit
        ? second.exitCode()
        : 2;
}

} // namespace

int runTour(QApplication &application, ui::Desk &desk, const QString &dir)
{
    if (!QDir().mkpath(dir)) {
        std::fprintf(stderr, "gatehouse: %s\n",
            qPrintable(Words::tr("The folder %1 could not be made.").arg(dir)));
        return 2;
    }
    const bool scaled = qEnvironmentVariableIsSet(kScaleVariable);
    const QString suffix = scaled ? u"@%1x"_s.arg(qEnvironmentVariable(kScaleVariable)) : QString();
    application.setQuitOnLastWindowClosed(false);
    int status = 0;
    ui::Tour tour([&](const QString &name, const QImage &picture) {
        return savePicture(dir, suffix, name, picture);
    });
    QObject::connect(&tour, &ui::Tour::finished, &application, [&](const QStringList &trouble) {
        for (const QString &line : trouble)
            std::fprintf(stderr, "gatehouse: %s\n", qPrintable(line));
        status = trouble.isEmpty() ? 0 : 2;
        QCoreApplication::quit();
    });
    ui::planTour(tour, desk);
    QTimer::singleShot(0, &tour, &ui::Tour::start);
    application.exec();
    if (!scaled)
        status = std::max(status, runAtDoubleSize(dir));
    return status;
}

} // namespace gatehouse::app
