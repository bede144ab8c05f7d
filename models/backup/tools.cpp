#include "backup/tools.h"

#include "backup/words.h"
#include "base/process.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <map>
#include <mutex>

#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::backup {
namespace {

// The newest minor of each major that closed holes in pg_dump, pg_restore or libpq, from the
// release notes of 2025-08-14 (dumps that carry code), 2026-05-14 and 2026-11-13.
struct Floor
{
    int major, minor;
};
constexpr Floor kFloors[] = {{13, 23}, {14, 23}, {15, 20}, {16, 14}, {17, 10}, {18, 4}};
constexpr Floor kCodeInDumps[] = {{13, 22}, {14, 19}, {15, 14}, {16, 10}, {17, 6}, {18, 0}};
constexpr int kOldestSupported = 14; // 13 ended in November 2025

bool below(const Version &version, const Floor &floor)
{
    return version.major == floor.major && version.minor < floor.minor;
}

// Only root or we may be able to put another program there.
bool isTrusted(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 && !(info.st_mode & S_IWOTH)
        && (info.st_uid == 0 || info.st_uid == ::geteuid());
}

void addEach(QStringList &folders, const QString &parent, const QString &pattern)
{
    const QStringList found =
        QDir(parent).entryList({pattern}, QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &name : found) {
        folders << parent + u'/' + name + u"/bin"_s
                << parent + u'/' + name + u"/Contents/Versions/latest/bin"_s;
    }
}

} // namespace

Version versionOf(const QString &said)
{
    static const QRegularExpression form(
        u"\\(PostgreSQL\\) (\\d+)(?:\\.(\\d+))?((?:devel|beta|rc)\\S*)?"_s);
    const auto match = form.match(said);
    if (!match.hasMatch())
        return {};
    QString text = match.captured(1);
    if (!match.captured(2).isEmpty())
        text += u'.' + match.captured(2);
    return {match.captured(1).toInt(), match.captured(2).toInt(), text + match.captured(3)};
}

QStringList toolFolders()
{
    QStringList folders;
    if (const QString own = qEnvironmentVariable("GATEHOUSE_PG_BIN"); !own.isEmpty())
        folders << own;
    addEach(folders, u"/usr/lib/postgresql"_s, u"*"_s);
    addEach(folders, u"/usr"_s, u"pgsql-*"_s);
    addEach(folders, u"/usr/local"_s, u"pgsql*"_s);
    addEach(folders, u"/opt"_s, u"*p*g*"_s);
    addEach(folders, u"/opt/PostgreSQL"_s, u"*"_s);
    addEach(folders, u"/opt/homebrew/opt"_s, u"*p*q*"_s);
    addEach(folders, u"/usr/local/opt"_s, u"*p*q*"_s);
    addEach(folders, u"/Library/PostgreSQL"_s, u"*"_s);
    addEach(folders, u"/Applications"_s, u"Postgres*.app"_s);
    folders += qEnvironmentVariable("PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    folders.removeDuplicates();
    return folders;
}

namespace {

// Debian's dispatcher in /usr/bin knows nothing but the folders of /usr/lib/postgresql, and takes a
// sixth of a second to say so.
bool isDispatcher(const QString &program)
{
    return QFileInfo(program).canonicalFilePath().endsWith("/pg_wrapper"_L1);
}

// What the program says, asked once in the life of this process as long as the file stays the same.
Version saidBy(const QString &program, const CancelToken &token)
{
    static std::mutex mutex;
    static std::map<QString, std::pair<QString, Version>> known;
    const QFileInfo info(QFileInfo(program).canonicalFilePath());
    const QString state = info.filePath() + u' ' + QString::number(info.size()) + u' '
        + QString::number(info.lastModified().toMSecsSinceEpoch());
    {
        const std::lock_guard lock(mutex);
        if (const auto it = known.find(program); it != known.end() && it->second.first == state)
            return it->second.second;
    }
    Command ask{program, {u"--version"_s}};
    ask.timeoutMs = 10000;
    const auto said = runCommand(ask, token);
    if (!said || said.value().exitCode != 0)
        return {};
    const Version version = versionOf(QString::fromUtf8(said.value().out));
    const std::lock_guard lock(mutex);
    known.insert_or_assign(program, std::pair(state, version));
    return version;
}

} // namespace

std::vector<Tools> findTools(const CancelToken &token)
{
    std::vector<Tools> found;
    const QStringList folders = toolFolders();
    for (const QString &dir : folders) {
        Tools tools{QFileInfo(dir).absoluteFilePath(), {}, false};
        const QString dump = tools.program("pg_dump"_L1);
        if (!QFileInfo(dump).isExecutable() || isDispatcher(dump) || !isTrusted(dump) || !isTrusted(tools.dir)
            || !QFileInfo(tools.program("pg_restore"_L1)).isExecutable())
            continue;
        tools.version = saidBy(dump, token);
        tools.hasBaseBackup = QFileInfo(tools.program("pg_basebackup"_L1)).isExecutable()
            && QFileInfo(tools.program("pg_verifybackup"_L1)).isExecutable();
        if (tools.version.major > 0)
            found.push_back(std::move(tools));
    }
    std::stable_sort(found.begin(), found.end(), [](const Tools &a, const Tools &b) {
        return std::pair(a.version.major, a.version.minor)
            > std::pair(b.version.major, b.version.minor);
    });
    return found;
}

Result<Choice> chooseTools(const std::vector<Tools> &found, int serverMajor)
{
    const Tools *best = nullptr;
    QStringList tooOld;
    for (const Tools &tools : found) {
        if (tools.version.major < serverMajor) {
            tooOld.append(tools.version.text);
            continue;
        }
        if (!best || tools.version.major < best->version.major)
            best = &tools; // newest minor first
    }
    if (!best) {
        tooOld.removeDuplicates();
        return refused(tooOld.isEmpty()
                ? Words::tr("No PostgreSQL client programs were found on this machine. Install the "
                            "package postgresql-client-%1.")
                      .arg(serverMajor)
                : Words::tr(
                    "The server is PostgreSQL %1, but the newest pg_dump here is %2, and an "
                    "older one cannot back up a newer server. Install the package "
                    "postgresql-client-%1.")
                      .arg(QString::number(serverMajor), tooOld.first()),
            Words::tr("Looked in: %1").arg(toolFolders().join(u", "_s)));
    }
    Choice choice{*best, {}, {}};
    choice.why = best->version.major == serverMajor
        ? Words::tr("pg_dump %1 from %2: the same major version as the server.")
              .arg(best->version.text, best->dir)
        : Words::tr("pg_dump %1 from %2: the lowest version here that is not older than the "
                    "server, which is %3.")
              .arg(best->version.text, best->dir)
              .arg(serverMajor);
    if (const QString trouble = knownTrouble(best->version); !trouble.isEmpty())
        choice.warnings.append(trouble);
    return choice;
}

QDate troubleTableDate() { return {2026, 11, 13}; }

QString knownTrouble(const Version &version)
{
    const auto isBelow = [&](const Floor &floor) { return below(version, floor); };
    if (std::any_of(std::begin(kCodeInDumps), std::end(kCodeInDumps), isBelow))
        return Words::tr("pg_dump %1 has known holes: a hostile server can put commands into a "
                         "plain dump. Update the package.")
            .arg(version.text);
    for (const Floor &floor : kFloors) {
        if (below(version, floor))
            return Words::tr("pg_dump %1 is older than %2.%3, which closed security holes in the "
                             "client programs. Update the package.")
                .arg(version.text)
                .arg(floor.major)
                .arg(floor.minor);
    }
    if (version.major < kOldestSupported)
        return Words::tr("PostgreSQL %1 gets no security updates any more.").arg(version.major);
    return {};
}

} // namespace gatehouse::backup
