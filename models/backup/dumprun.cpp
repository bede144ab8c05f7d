#include "backup/dumprun.h"

#include "backup/childlogin.h"
#include "backup/words.h"
#include "base/follow.h"
#include "base/redact.h"

#include <QRegularExpression>

namespace gatehouse::backup {
namespace {

constexpr int kStallMs = 120000;
constexpr int kHangMs = 1800000; // pg_dump may wait long for a slow server

Error toolFailed(const QString &text, const FollowedEnd &end)
{
    const QString words = wordsOf(end.err);
    if (words.contains("No space left"_L1) || words.contains("File too large"_L1)
        || words.contains("quota exceeded"_L1))
        return ioError(
            Words::tr("The disk is full, so there is no new backup; older ones are untouched. Free "
                      "some space and try again."),
            words);
    const bool lost = words.contains("connection to server"_L1)
        || words.contains("server closed the connection"_L1)
        || words.contains("terminating connection"_L1);
    return {lost ? Error::Kind::Connection : Error::Kind::Io, text, words};
}

// Where a child writes to: a file of the folder, sealed on the way where there is a key.
struct Outlet
{
    spawn::Fd file;
    std::unique_ptr<SealingPipe> pipe;
    int fd() const { return pipe ? pipe->fd() : file.get(); }
    Result<> state() const { return pipe ? pipe->state() : Result<>(Done{}); }
    Result<> finish() const { return pipe ? pipe->finish() : Result<>(Done{}); }
};

Result<Outlet> outletFor(const DumpRun &run, const PartFolder &into, const char *name)
{
    auto file = into.createFile(QLatin1StringView(name));
    if (!file)
        return file.error();
    if (!run.key)
        return Outlet{std::move(file).value(), nullptr};
    auto pipe = SealingPipe::begin(
        {run.key, run.id, QString::fromLatin1(name)}, std::move(file).value());
    if (!pipe)
        return pipe.error();
    return Outlet{spawn::Fd(), std::move(pipe).value()};
}

Result<> enoughRoom(const QString &folder)
{
    const Room room = roomIn(folder);
    if (room.total <= 0 || room.free >= room.floor())
        return Done{};
    return ioError(
        Words::tr("Only %1 MB are left on the disk of %2, so the backup was stopped; older "
                  "ones are untouched.")
            .arg(room.free / 1'000'000)
            .arg(folder));
}

} // namespace

QString wordsOf(const QByteArray &err)
{
    QStringList errors, last;
    const QStringList lines = QString::fromUtf8(err).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        if (line.contains(": error: "_L1) || line.contains(": detail: "_L1)
            || line.contains(": fatal: "_L1) || line.contains("ERROR: "_L1))
            errors.append(line);
    }
    last = errors.isEmpty() ? lines : errors;
    return redact(last.mid(std::max<qsizetype>(0, last.size() - 8)).join(u'\n'));
}

Result<> runDump(const DumpRun &run, const PartFolder &into, const CancelToken &token)
{
    auto login =
        ChildLogin::make(run.plan.info, run.plan.password, u"gatehouse backup "_s + run.id);
    if (!login)
        return login.error();
    const auto compress = compressArgument(run.plan.compression, run.tools.version);
    if (!compress)
        return compress.error();
    const bool folder = run.plan.format == Format::Directory;
    Command command{run.tools.program("pg_dump"_L1),
        {u"--format="_s + (folder ? u"directory"_s : u"custom"_s), u"--verbose"_s,
            u"--no-password"_s, u"--lock-wait-timeout=30000"_s, u"--snapshot="_s + run.snapshot}};
    if (folder)
        command.arguments << u"--jobs="_s + QString::number(run.plan.jobs)
                          << u"--file="_s + into.partPath() + u"/database"_s;
    if (!compress.value().isEmpty())
        command.arguments << u"--compress="_s + compress.value();
    if (!run.plan.role.isEmpty())
        command.arguments << u"--role="_s + run.plan.role;
    command.arguments << run.scope << login.value().dbnameArgument();
    Outlet out;
    if (!folder) {
        auto made = outletFor(run, into, kDump);
        if (!made)
            return made.error();
        out = std::move(made).value();
    }
    static const QRegularExpression begins(u"dumping contents of table \"?(.+?)\"?$"_s);
    Following following;
    following.outFd = out.fd();
    following.onLine = [&run](QByteArrayView line) {
        const auto match = begins.match(QString::fromUtf8(line));
        if (match.hasMatch() && run.onTable)
            run.onTable(match.captured(1));
    };
    following.tick = [&]() -> Result<> {
        if (auto fine = out.state(); !fine)
            return fine;
        return enoughRoom(into.partPath());
    };
    following.stallMs = kHangMs;
    following.workIsProgress = true;
    auto ended = followCommand(command, following, token);
    if (!ended)
        return ended.error();
    if (ended.value().exitCode != 0)
        return toolFailed(
            Words::tr("pg_dump failed, so there is no new backup; older ones are untouched."),
            ended.value());
    return out.finish();
}

Result<> dumpGlobals(const DumpRun &run, const PartFolder &into, const CancelToken &token)
{
    auto login =
        ChildLogin::make(run.plan.info, run.plan.password, u"gatehouse backup "_s + run.id);
    if (!login)
        return login.error();
    auto out = outletFor(run, into, kGlobals);
    if (!out)
        return out.error();
    Following following;
    following.outFd = out.value().fd();
    following.stallMs = kStallMs;
    following.workIsProgress = true;
    auto ended = followCommand({run.tools.program("pg_dumpall"_L1),
                                   {u"--globals-only"_s, u"--no-role-passwords"_s,
                                       u"--no-password"_s, login.value().dbnameArgument()}},
        following, token);
    if (!ended)
        return ended.error();
    if (ended.value().exitCode != 0)
        return toolFailed(
            Words::tr("The roles could not be backed up, so there is no new backup. Leave "
                      "them out if this role may not read them."),
            ended.value());
    return out.value().finish();
}

Result<> readArchive(const Tools &tools, const Archive &archive, const CancelToken &token)
{
    Following following;
    following.stallMs = kStallMs;
    auto ended = runRestore(tools, {u"--file=/dev/null"_s}, archive, following, token);
    if (!ended)
        return ended.error();
    if (ended.value().exitCode != 0)
        return ioError(
            Words::tr("The archive cannot be read to its end: the backup is not usable."),
            wordsOf(ended.value().err));
    return Done{};
}

Result<QString> compressArgument(const QString &compression, const Version &tools)
{
    if (compression.isEmpty())
        return QString();
    static const QRegularExpression form(u"^(none|gzip|lz4|zstd)(?::(\\d{1,2}))?$"_s);
    const auto match = form.match(compression);
    const QString method = match.captured(1), level = match.captured(2);
    if (!match.hasMatch() || (method == "none"_L1 && !level.isEmpty())
        || (method == "gzip"_L1 && level.toInt() > 9))
        return invalid(Words::tr("The compression is none, gzip, lz4 or zstd, with a level after a "
                                 "colon if wanted: gzip:6."));
    if (tools.major >= 16)
        return compression;
    if (method == "none"_L1)
        return u"0"_s;
    if (method == "gzip"_L1)
        return level.isEmpty() ? u"6"_s : level;
    return refused(Words::tr("pg_dump %1 cannot compress with %2; version 16 and newer can.")
                       .arg(tools.text, method));
}

} // namespace gatehouse::backup
