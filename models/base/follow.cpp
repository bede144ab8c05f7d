#include "base/follow.h"

#include "base/clock.h"
#include "base/spawn.h"
#include "base/words.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <optional>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse {
namespace {

constexpr qsizetype kKept = 65536;
constexpr int kGraceMs = 400;
constexpr int kTickMs = 20;
constexpr int kLookMs = 200;

QByteArray small(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// utime and stime, when the process belongs to the group; -1 when it does not.
qint64 ticksInGroup(const QString &pid, pid_t group)
{
    const QByteArray stat = small(u"/proc/%1/stat"_s.arg(pid));
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 13 || fields[2].toLongLong() != group)
        return -1;
    return fields[11].toLongLong() + fields[12].toLongLong();
}

// A figure that grows while the group gets on.
qint64 activity(pid_t group, bool work)
{
    qint64 sum = 0;
    const QStringList pids = QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs);
    for (const QString &pid : pids) {
        const qint64 ticks = ticksInGroup(pid, group);
        if (ticks < 0)
            continue;
        sum += work ? ticks : 0;
        for (const QByteArray &line : small(u"/proc/%1/io"_s.arg(pid)).split('\n')) {
            if (line.startsWith("rchar:") || line.startsWith("wchar:"))
                sum += line.mid(7).trimmed().toLongLong();
        }
    }
    return sum;
}

class Followed
{
public:
    Followed(pid_t pid, spawn::Fd err, const Following &following)
        : m_pid(pid), m_guard(std::in_place, pid), m_err(std::move(err)), m_following(following)
    {
        ::fcntl(m_err.get(), F_SETFL, O_NONBLOCK);
    }
    Result<FollowedEnd> wait(const QString &program, const CancelToken &token);

private:
    void pump(int ms);
    void say(QByteArrayView bytes);
    bool ended() const;
    void end();
    Result<> look(const QString &program);

    pid_t m_pid;
    std::optional<spawn::Guard> m_guard;
    spawn::Fd m_err;
    const Following &m_following;
    FollowedEnd m_end;
    QByteArray m_line;
    qint64 m_activity = -1, m_activeMs = 0;
};

void Followed::say(QByteArrayView bytes)
{
    m_end.err.append(bytes);
    m_end.err = m_end.err.right(kKept);
    m_line.append(bytes);
    for (qsizetype at = m_line.indexOf('\n'); at >= 0; at = m_line.indexOf('\n')) {
        if (m_following.onLine)
            m_following.onLine(QByteArrayView(m_line).first(at));
        m_line.remove(0, at + 1);
    }
    m_activeMs = Clock::system().monotonicMs();
}

void Followed::pump(int ms)
{
    pollfd stream{m_err.get(), POLLIN, 0};
    ::poll(&stream, 1, ms);
    char buffer[16384];
    while (m_err.get() >= 0) {
        const ssize_t got = ::read(m_err.get(), buffer, sizeof buffer);
        if (got > 0)
            say({buffer, got});
        else if (got == 0)
            m_err.close();
        else if (errno != EINTR)
            return;
    }
}

// Leaves the ended child uncollected, so that its group's number stays taken.
bool Followed::ended() const
{
    siginfo_t info{};
    return ::waitid(P_PID, id_t(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0
        && info.si_pid == m_pid;
}

void Followed::end()
{
    ::kill(-m_pid, SIGTERM);
    const qint64 limit = Clock::system().monotonicMs() + kGraceMs;
    while (!ended() && Clock::system().monotonicMs() < limit)
        pump(kTickMs);
    ::kill(-m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

Result<> Followed::look(const QString &program)
{
    if (m_following.tick) {
        if (auto fine = m_following.tick(); !fine)
            return fine;
    }
    if (m_following.stallMs <= 0)
        return Done{};
    const qint64 now = Clock::system().monotonicMs();
    const qint64 seen = activity(m_pid, m_following.workIsProgress);
    if (seen != m_activity) {
        m_activity = seen;
        m_activeMs = now;
    }
    if (now - m_activeMs < m_following.stallMs)
        return Done{};
    return ioError(Words::tr("The program %1 did not get on for %2 s and was ended.")
                       .arg(program)
                       .arg(m_following.stallMs / 1000));
}

Result<FollowedEnd> Followed::wait(const QString &program, const CancelToken &token)
{
    m_activeMs = Clock::system().monotonicMs();
    qint64 looked = 0;
    while (!ended()) {
        if (token.isCancelled()) {
            end();
            return cancelled();
        }
        if (const qint64 now = Clock::system().monotonicMs(); now - looked >= kLookMs) {
            looked = now;
            if (auto fine = look(program); !fine) {
                end();
                return fine.error();
            }
        }
        if (m_err.get() >= 0)
            pump(kTickMs);
        else
            ::poll(nullptr, 0, kTickMs);
    }
    pump(0);
    m_guard.reset(); // else the group is never empty
    ::kill(-m_pid, SIGTERM); // workers of a leader that was killed
    if (::kill(-m_pid, 0) == 0)
        ::poll(nullptr, 0, kTickMs);
    int status = 0;
    siginfo_t info{};
    const bool killed =
        ::waitid(P_PID, id_t(m_pid), &info, WEXITED | WNOWAIT) == 0 && info.si_code != CLD_EXITED;
    if (killed) { // its workers go on without it
        ::poll(nullptr, 0, kGraceMs);
        ::kill(-m_pid, SIGKILL);
    }
    ::waitpid(m_pid, &status, 0);
    m_end.exitCode = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return std::move(m_end);
}

} // namespace

Result<FollowedEnd> followCommand(
    const Command &command, const Following &following, const CancelToken &token)
{
    if (token.isCancelled())
        return cancelled();
    auto image = spawn::Image::prepare(command);
    if (!image)
        return image.error();
    auto err = spawn::Pipe::make();
    auto failure = spawn::Pipe::make();
    for (const auto *pipe : {&err, &failure})
        if (!*pipe)
            return pipe->error();
    spawn::Pipe errPipe = std::move(err).value();
    spawn::Pipe failurePipe = std::move(failure).value();
    const spawn::Fd nothing(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    const int out = following.outFd >= 0 ? following.outFd : nothing.get();
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0)
        return spawn::cannotStart(command.program, errno);
    if (pid == 0) {
        ::setpgid(0, 0);
        image.value().exec(out, errPipe.write.get(), failurePipe.write.get(), {parent, SIGTERM},
            following.inFd);
    }
    ::setpgid(pid, pid);
    errPipe.write.close();
    if (const int code = spawn::execOutcome(failurePipe)) {
        ::waitpid(pid, nullptr, 0);
        return spawn::cannotStart(command.program, code);
    }
    return Followed(pid, std::move(errPipe.read), following).wait(command.program, token);
}

} // namespace gatehouse
