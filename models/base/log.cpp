#include "base/log.h"

#include "base/redact.h"
#include "base/result.h"
#include "base/settings.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse {

namespace {
constexpr off_t kMaxLogBytes = 5 * 1024 * 1024;

struct LogFile
{
    std::mutex mutex;
    QByteArray path;
    int fd = -1;
    bool echo = false;

    void open()
    {
        fd = ::open(path.constData(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    }
    void rotateIfLarge()
    {
        struct stat info = {};
        if (fd < 0 || ::fstat(fd, &info) != 0 || info.st_size < kMaxLogBytes)
            return;
        ::close(fd);
        ::rename(path.constData(), (path + ".1").constData());
        open();
    }
};

LogFile &logFile()
{
    static LogFile file;
    return file;
}

const char *levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    case QtCriticalMsg:
        return "error";
    case QtFatalMsg:
        return "fatal";
    }
    return "";
}

void write(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QString text = redact(message);
    const QJsonObject line{{u"time"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
        {u"level"_s, QLatin1StringView(levelName(type))},
        {u"category"_s, QLatin1StringView(context.category)}, {u"text"_s, text}};
    LogFile &file = logFile();
    const std::lock_guard lock(file.mutex);
    file.rotateIfLarge();
    const QByteArray bytes = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
    if (file.fd >= 0 && ::write(file.fd, bytes.constData(), size_t(bytes.size())) < 0)
        std::fputs("gatehouse: the log cannot be written\n", stderr);
    if (file.echo || type == QtCriticalMsg || type == QtFatalMsg)
        std::fprintf(stderr, "%s\n", text.toLocal8Bit().constData());
}
} // namespace

void installLog(bool alsoStandardError)
{
    LogFile &file = logFile();
    {
        const std::lock_guard lock(file.mutex);
        file.path = QFile::encodeName(stateDir() + u"/gatehouse.log"_s);
        file.echo = alsoStandardError;
        file.open();
    }
    qInstallMessageHandler(write);
}

} // namespace gatehouse
