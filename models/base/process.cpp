#include "base/process.h"

#include "base/clock.h"
#include "base/spawn.h"
#include "base/words.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse {
namespace {

constexpr qsizetype kOutputCap = 4 * 1024 * 1024;
constexpr int kTermGraceMs = 500;
constexpr int kTickMs = 20;

// Reads what is there; false at the end of the stream.
bool drain(spawn::Fd &fd, QByteArray &into)
{
    char buffer[65536];
    for (;;) {
        const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
        if (got > 0) {
            into.append(buffer, std::min<qsizetype>(got, kOutputCap - into.size()));
            continue;
        }
        if (got < 0 && errno == EINTR)
            continue;
        return got < 0 && errno == EAGAIN;
    }
}

// One running child and its two streams.
class Child
{
public:
    Child(pid_t pid, spawn::Fd out, spawn::Fd err)
        : m_pid(pid), m_guard(pid), m_out(std::move(out)), m_err(std::move(err))
    {
        for (const int fd : {m_out.get(), m_err.get()})
            ::fcntl(fd, F_SETFL, O_NONBLOCK);
    }
    // Goes on until the child has ended, or somebody wants it to end.
    Result<CommandOutput> wait(const Command &command, const CancelToken &token);

private:
    void pump(int ms);
    bool ended() const;
    void end();
    bool read(spawn::Fd &fd, QByteArray &into)
    {
        if (fd.get() >= 0 && !drain(fd, into))
            fd.close();
        return fd.get() >= 0;
    }

    pid_t m_pid;
    spawn::Guard m_guard; // initdb's own children hear of no bond
    spawn::Fd m_out, m_err;
    CommandOutput m_output;
};

void Child::pump(int ms)
{
    pollfd streams[] = {
        {m_out.get(), POLLIN, 0}, {m_err.get(), POLLIN, 0}}; // poll skips a closed one
    ::poll(streams, 2, ms);
    read(m_out, m_output.out);
    read(m_err, m_output.err);
}

// Leaves the ended child uncollected, so that its group's number stays taken.
bool Child::ended() const
{
    siginfo_t info{};
    return ::waitid(P_PID, id_t(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0
        && info.si_pid == m_pid;
}

void Child::end()
{
    ::kill(-m_pid, SIGTERM);
    const qint64 limit = Clock::system().monotonicMs() + kTermGraceMs;
    while (!ended() && Clock::system().monotonicMs() < limit)
        pump(kTickMs);
    ::kill(-m_pid, SIGKILL); // also what is left of the group
    ::waitpid(m_pid, nullptr, 0);
}

Result<CommandOutput> Child::wait(const Command &command, const CancelToken &token)
{
    const qint64 limit = Clock::system().monotonicMs() + command.timeoutMs;
    while (!ended()) {
        if (token.isCancelled()) {
            end();
            return cancelled();
        }
        if (Clock::system().monotonicMs() >= limit) {
            end();
            return ioError(Words::tr("The program %1 did not finish within %2 s and was ended.")
                               .arg(command.program)
                               .arg(command.timeoutMs / 1000));
        }
        pump(kTickMs);
    }
    pump(0);
    int status = 0;
    ::waitpid(m_pid, &status, 0);
    m_output.exitCode = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return std::move(m_output);
}

std::optional<UnixUser> found(const passwd *entry)
{
    if (!entry)
        return std::nullopt;
    return UnixUser{entry->pw_uid, entry->pw_gid, QString::fromLocal8Bit(entry->pw_name)};
}

} // namespace

Result<CommandOutput> runCommand(const Command &command, const CancelToken &token)
{
    if (token.isCancelled())
        return cancelled();
    auto image = spawn::Image::prepare(command);
    if (!image)
        return image.error();
    auto out = spawn::Pipe::make();
    auto err = spawn::Pipe::make();
    auto failure = spawn::Pipe::make();
    for (const auto *pipe : {&out, &err, &failure})
        if (!*pipe)
            return pipe->error();
    spawn::Pipe outPipe = std::move(out).value();
    spawn::Pipe errPipe = std::move(err).value();
    spawn::Pipe failurePipe = std::move(failure).value();
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0)
        return spawn::cannotStart(command.program, errno);
    if (pid == 0) {
        ::setpgid(0, 0);
        image.value().exec(
            outPipe.write.get(), errPipe.write.get(), failurePipe.write.get(), {parent, SIGKILL});
    }
    ::setpgid(pid, pid); // whoever is first; the group must exist before a cancel
    outPipe.write.close();
    errPipe.write.close();
    if (const int code = spawn::execOutcome(failurePipe)) {
        ::waitpid(pid, nullptr, 0);
        return spawn::cannotStart(command.program, code);
    }
    return Child(pid, std::move(outPipe.read), std::move(errPipe.read)).wait(command, token);
}

std::optional<UnixUser> unixUser(uint uid)
{
    passwd entry{}, *result = nullptr;
    char buffer[16384];
    ::getpwuid_r(uid, &entry, buffer, sizeof buffer, &result);
    return found(result);
}

std::optional<UnixUser> unprivilegedUser()
{
    for (const char *name : {"postgres", "nobody"}) {
        passwd entry{}, *result = nullptr;
        char buffer[16384];
        ::getpwnam_r(name, &entry, buffer, sizeof buffer, &result);
        if (auto user = found(result))
            return user;
    }
    return std::nullopt;
}

bool isRoot() { return ::geteuid() == 0; }

} // namespace gatehouse
