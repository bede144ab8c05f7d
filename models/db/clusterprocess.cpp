#include "db/clusterfolder.h"

#include "base/clock.h"
#include "base/securefile.h"
#include "db/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <thread>

namespace gatehouse::db {
namespace {

constexpr int kRemainsWaitMs = 10000;

// A server's processes all work in its data folder; a number in a file may be anybody's by now.
bool worksIn(const QString &process, const QString &folder)
{
    const QString cwd = QFile::symLinkTarget("/proc/"_L1 + process + "/cwd"_L1);
    return cwd == folder || cwd == folder + " (deleted)"_L1;
}

QByteArray ofProcess(const QString &process, QLatin1StringView what)
{
    QFile file("/proc/"_L1 + process + u'/' + what);
    return file.open(QIODevice::ReadOnly) ? '\0' + file.readAll() : QByteArray();
}

// What initdb starts goes into the folder a moment later, when the folder may be another one.
bool isMeantFor(const QString &process, const QString &folder)
{
    const QByteArray name = QFile::encodeName(folder) + '\0';
    return ofProcess(process, "cmdline"_L1).contains(QByteArray("\0-D\0", 4) + name)
        || ofProcess(process, "environ"_L1).contains(QByteArray("\0PGDATA=", 8) + name);
}

bool anyProcessFor(const QString &folder)
{
    const QString canonical = QFileInfo(folder).canonicalFilePath();
    const QStringList processes = QDir(u"/proc"_s).entryList(QDir::Dirs);
    return std::any_of(processes.begin(), processes.end(), [&](const QString &process) {
        return process[0].isDigit() && isAlive(process.toLongLong())
            && (worksIn(process, canonical) || isMeantFor(process, folder));
    });
}

} // namespace

bool ClusterFolder::isServer(qint64 pid) const
{
    if (!isAlive(pid))
        return false;
    if (!QFileInfo::exists(u"/proc/self/cwd"_s))
        return true; // no /proc: believe the number, as pg_ctl does
    const QString canonical = QFileInfo(data()).canonicalFilePath();
    return worksIn(QString::number(pid), canonical.isEmpty() ? data() : canonical);
}

std::optional<RunningServer> ClusterFolder::running() const
{
    const auto text = readFile(data() + "/postmaster.pid"_L1, 65536);
    if (!text)
        return std::nullopt;
    const QList<QByteArray> lines = text.value().split('\n');
    const qint64 pid = lines.first().trimmed().toLongLong();
    if (!isServer(pid))
        return std::nullopt;
    return RunningServer{
        pid, lines.size() > 7 ? QString::fromUtf8(lines[7].trimmed()) : u"starting"_s};
}

Result<> ClusterFolder::waitForProcesses(const QString &folder, const CancelToken &token) const
{
    const qint64 limit = Clock::system().monotonicMs() + kRemainsWaitMs;
    while (QFileInfo::exists(folder) && anyProcessFor(folder)) {
        if (token.isCancelled())
            return cancelled();
        if (Clock::system().monotonicMs() > limit)
            return refused(
                Words::tr("Processes of an earlier server still work in %1; end them first.")
                    .arg(folder));
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return Done{};
}

Result<> ClusterFolder::clearRemains(const CancelToken &token) const
{
    if (auto free = waitForProcesses(data(), token); !free)
        return free.error();
    // The server judges a stale file by its number alone and would refuse if another program has
    // it.
    QFile::remove(data() + "/postmaster.pid"_L1);
    return Done{};
}

} // namespace gatehouse::db
