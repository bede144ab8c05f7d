#include "sandbox/sandbox.h"

#include "base/process.h"
#include "base/securefile.h"
#include "base/settings.h"
#include "db/cluster.h"
#include "db/clusterfolder.h"
#include "sandbox/fill.h"
#include "sandbox/sources.h"
#include "sandbox/words.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <fcntl.h>
#include <unistd.h>

namespace gatehouse::sandbox {
namespace {

QString chosen(const QString &dir)
{
    return dir.isEmpty() ? defaultDir() : QFileInfo(dir).absoluteFilePath();
}

// Written last of all: what has it is whole.
QString markOf(const db::ClusterFolder &folder) { return folder.path("sandbox.json"); }
QString lockOf(const db::ClusterFolder &folder) { return folder.path("sandbox.lock"); }

struct Mark
{
    qint64 rows = 0;
    QDateTime now;
};

std::optional<Mark> readMark(const db::ClusterFolder &folder)
{
    const auto text = readFile(markOf(folder), 65536);
    if (!text)
        return std::nullopt;
    const QJsonObject json = QJsonDocument::fromJson(text.value()).object();
    const auto now = QDateTime::fromString(json[u"now"_s].toString(), Qt::ISODateWithMs);
    if (!json[u"rows"_s].isDouble() || !now.isValid())
        return std::nullopt;
    return Mark{qint64(json[u"rows"_s].toDouble()), now};
}

Result<> writeMark(const db::ClusterFolder &folder, const Mark &mark)
{
    const QJsonObject json{
        {u"rows"_s, double(mark.rows)}, {u"now"_s, mark.now.toUTC().toString(Qt::ISODateWithMs)}};
    return writeSecureFile(markOf(folder), QJsonDocument(json).toJson());
}

// Slow statements are worth showing, where the extension is installed with the server.
QMap<QString, QString> serverSettings()
{
    QMap<QString, QString> settings{{u"track_io_timing"_s, u"on"_s}, {u"min_wal_size"_s, u"32MB"_s},
        {u"wal_recycle"_s, u"off"_s}};
    const QStringList binaries = db::findServerBinaries();
    if (!binaries.isEmpty()
        && QFileInfo::exists(binaries.first() + "/../lib/pg_stat_statements.so"_L1))
        settings.insert(u"shared_preload_libraries"_s, u"pg_stat_statements"_s);
    return settings;
}

State describe(const db::ClusterFolder &folder, const QString &dir, const db::Cluster *cluster)
{
    State state;
    state.dir = dir;
    if (const auto mark = readMark(folder)) {
        state.isMade = true;
        state.rows = mark->rows;
        state.dataUntil = mark->now;
    }
    state.isRunning = cluster != nullptr;
    state.serverPid = cluster ? cluster->serverPid() : 0;
    for (const Sample &sample : samples()) {
        Database database{
            QString::fromLatin1(sample.systemId), QString::fromLatin1(sample.title), {}};
        if (cluster)
            database.info = cluster->info(QString::fromLatin1(sample.database));
        state.databases.push_back(database);
    }
    if (state.isMade)
        state.sources = listSources(folder.path("sources"));
    return state;
}

Result<> erase(const db::ClusterFolder &folder, const QString &dir)
{
    QFile::remove(markOf(folder)); // first: from now on it is half-made
    if (auto stopped = db::Cluster::stopIn(dir); !stopped)
        return stopped.error();
    for (const char *part : {"data", "data.making", "sources"})
        if (!QDir(folder.path(part)).removeRecursively())
            return ioError(Words::tr("%1 could not be deleted.").arg(folder.path(part)));
    return Done{};
}

// What was written without fsync must be on the disk before it is called whole.
void flushFilesystem(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    ::syncfs(fd);
    ::close(fd);
}

// As a throw-away cluster that dies with us: a crash leaves no server, and nothing is fsynced
// twice.
Result<> make(const db::ClusterFolder &folder, const QString &dir, const Mark &mark,
    const ReportProgress &report, const CancelToken &token)
{
    if (report)
        report({0, std::nullopt, Words::tr("Setting up a private PostgreSQL"), {}});
    if (auto erased = erase(folder, dir); !erased)
        return erased.error();
    db::ClusterOptions options;
    options.dir = dir;
    options.settings = serverSettings();
    options.settings.insert(u"autovacuum"_s, u"off"_s);
    auto cluster = db::Cluster::start(options, token);
    if (!cluster) {
        if (auto erased = erase(folder, dir); !erased)
            return erased.error();
        return cluster.error();
    }
    Result<> done = fill(*cluster.value(), mark.rows, mark.now, report, token);
    if (done) {
        if (report)
            report({0, std::nullopt, Words::tr("Writing files to migrate from"), {}});
        done = writeSources(folder.path("sources"), mark.now);
    }
    if (auto stopped = cluster.value()->stop(); !stopped)
        return stopped.error();
    if (!done) {
        if (auto erased = erase(folder, dir); !erased)
            return erased.error();
        return done.error();
    }
    flushFilesystem(folder.data());
    return writeMark(folder, mark);
}

Error otherRows(const QString &dir, qint64 rows)
{
    return refused(
        Words::tr("The sandbox in %1 has %2 usage rows. Make it anew with --fresh, or leave the "
                  "number away to use it as it is.")
            .arg(dir)
            .arg(rows));
}

} // namespace

QString defaultDir()
{
    return isRoot() ? u"/var/lib/gatehouse/sandbox-0"_s : dataDir() + "/sandbox"_L1;
}

QString Database::url() const
{
    return u"postgresql://%1@/%2?host=%3&port=%4"_s.arg(info.user, info.database,
        QString::fromLatin1(QUrl::toPercentEncoding(info.host, "/")), info.port);
}

Result<State> up(const Options &options, const ReportProgress &report, const CancelToken &token)
{
    if (options.rows && (*options.rows < kFewestRows || *options.rows > kMostRows))
        return invalid(
            Words::tr("The sandbox can have %1 to %2 usage rows.").arg(kFewestRows).arg(kMostRows));
    const QString dir = chosen(options.dir);
    db::ClusterFolder folder(dir);
    if (auto claimed = folder.claim(); !claimed)
        return claimed.error();
    const auto lock = db::FolderLock::take(lockOf(folder), token);
    if (!lock)
        return lock.error();
    auto mark = readMark(folder);
    if (mark && folder.hasData() && !options.fresh) {
        if (options.rows && *options.rows != mark->rows)
            return otherRows(dir, mark->rows);
    } else {
        const QDateTime now = options.now.isValid() ? options.now : QDateTime::currentDateTimeUtc();
        if (auto made =
                make(folder, dir, {options.rows.value_or(kDefaultRows), now}, report, token);
            !made)
            return made.error();
    }
    db::ClusterOptions server;
    server.dir = dir;
    server.dieWithParent = false;
    server.settings = serverSettings();
    const auto cluster = db::Cluster::start(server, token);
    if (!cluster)
        return cluster.error();
    return describe(folder, dir, cluster.value().get());
}

Result<State> status(const QString &dir)
{
    const QString where = chosen(dir);
    const auto cluster = db::Cluster::attach(where);
    if (!cluster)
        return cluster.error();
    return describe(db::ClusterFolder(where), where, cluster.value().get());
}

Result<> down(const QString &dir, bool eraseToo, const CancelToken &token)
{
    const QString where = chosen(dir);
    db::ClusterFolder folder(where);
    if (!QFileInfo::exists(where))
        return Done{};
    if (!folder.exists() || !QFileInfo::exists(lockOf(folder)))
        return refused(
            Words::tr("There is no sandbox in %1, so nothing was touched there.").arg(where));
    const auto lock = db::FolderLock::take(lockOf(folder), token);
    if (!lock)
        return lock.error();
    if (auto stopped = db::Cluster::stopIn(where, token); !stopped)
        return stopped.error();
    if (!eraseToo)
        return Done{};
    if (auto erased = erase(folder, where); !erased)
        return erased.error();
    if (!QDir(where).removeRecursively())
        return ioError(Words::tr("%1 could not be deleted.").arg(where));
    return Done{};
}

} // namespace gatehouse::sandbox
