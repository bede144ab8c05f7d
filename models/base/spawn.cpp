#include "base/spawn.h"
#include "base/words.h"

#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::spawn {
namespace {

QByteArray homeOf(const std::optional<uint> &uid)
{
    if (!uid)
        return QDir::homePath().toLocal8Bit();
    return "/"; // a service account's home may not exist or not be readable
}

std::vector<gid_t> groupsOf(const UnixUser &user)
{
    int count = 64;
    std::vector<gid_t> groups(static_cast<size_t>(count));
    if (::getgrouplist(user.name.toLocal8Bit().constData(), user.gid, groups.data(), &count) < 0)
        return {user.gid};
    groups.resize(static_cast<size_t>(count));
    return groups;
}

std::vector<char *> pointers(std::vector<QByteArray> &words)
{
    std::vector<char *> all;
    for (QByteArray &word : words)
        all.push_back(word.data());
    all.push_back(nullptr);
    return all;
}

void restoreSignals()
{
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int signal :
        {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD, SIGALRM, SIGUSR1, SIGUSR2})
        ::signal(signal, SIG_DFL);
}

// Descriptors of libraries that forgot O_CLOEXEC stay here.
void closeOthers(int keep)
{
    if (::fcntl(keep, F_SETFD, FD_CLOEXEC) != 0)
        return;
#ifdef SYS_close_range
    constexpr unsigned kCloseOnExec = 4; // CLOSE_RANGE_CLOEXEC
    if (::syscall(SYS_close_range, 3U, ~0U, kCloseOnExec) == 0)
        return;
#endif
    for (int fd = 3; fd < 1024; ++fd)
        if (fd != keep)
            ::close(fd);
}

} // namespace

Fd &Fd::operator=(Fd &&other) noexcept
{
    close();
    m_fd = std::exchange(other.m_fd, -1);
    return *this;
}

void Fd::close()
{
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

Result<Pipe> Pipe::make()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return ioError(Words::tr("Too many files are open; close some connections and try again."),
            QString::fromLocal8Bit(std::strerror(errno)));
    return Pipe{Fd(ends[0]), Fd(ends[1])};
}

Result<Image> Image::prepare(const Command &command)
{
    const QFileInfo program(command.program);
    if (!program.isAbsolute() || !program.isFile())
        return ioError(Words::tr("The program %1 is not installed.").arg(command.program));
    Image image;
    image.m_program = command.program.toLocal8Bit();
    image.m_dir = (command.workingDir.isEmpty() ? u"/"_s : command.workingDir).toLocal8Bit();
    image.m_words.push_back(image.m_program);
    for (const QString &argument : command.arguments)
        image.m_words.push_back(argument.toLocal8Bit());
    std::map<QString, QByteArray> variables{
        {u"PATH"_s,
            qEnvironmentVariableIsSet("PATH") ? qgetenv("PATH") : "/usr/local/bin:/usr/bin:/bin"},
        {u"LANG"_s, "C.UTF-8"}, {u"HOME"_s, homeOf(command.runAsUid)}};
    for (const auto &[name, value] : command.environment)
        variables[name] = value.toLocal8Bit();
    for (const auto &[name, value] : variables)
        image.m_variables.push_back(name.toLocal8Bit() + '=' + value);
    if (isRoot() && command.runAsUid) {
        const auto user = unixUser(*command.runAsUid);
        if (!user)
            return ioError(Words::tr("There is no user with the number %1 on this machine.")
                               .arg(*command.runAsUid));
        image.m_uid = command.runAsUid;
        image.m_gid = command.runAsGid.value_or(user->gid);
        image.m_groups = groupsOf(*user);
    }
    image.m_argv = pointers(image.m_words);
    image.m_envp = pointers(image.m_variables);
    return image;
}

void Image::exec(int out, int err, int failure, const Bond &bond, int in) const
{
    restoreSignals();
    ::umask(077);
    const int input = in >= 0 ? in : ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    bool ready = input >= 0 && ::dup2(input, STDIN_FILENO) >= 0
        && ::dup2(out, STDOUT_FILENO) >= 0 && ::dup2(err, STDERR_FILENO) >= 0;
    closeOthers(failure);
    if (m_uid)
        ready = ready && ::setgroups(m_groups.size(), m_groups.data()) == 0 && ::setgid(*m_gid) == 0
            && ::setuid(*m_uid) == 0;
    if (bond.parent != 0) { // after setuid, which forgets it; the parent may be gone already
        ::prctl(PR_SET_PDEATHSIG, bond.signal);
        if (::getppid() != bond.parent)
            ::_exit(127);
    }
    ready = ready && ::chdir(m_dir.constData()) == 0;
    if (ready)
        ::execve(m_program.constData(), m_argv.data(), m_envp.data());
    const int code = errno;
    [[maybe_unused]] const auto written = ::write(failure, &code, sizeof code);
    ::_exit(127);
}

namespace {

// In the guard; only async-signal-safe calls. Other guards' ends of pipes are closed with the rest.
[[noreturn]] void guard(pid_t group, int life)
{
    constexpr int kGraceMs = 400;
    restoreSignals();
    ::signal(SIGTERM, SIG_IGN);
    ::signal(SIGINT, SIG_IGN);
    if (::setpgid(0, group) != 0)
        ::_exit(0); // it ended already
    ::dup2(life, 0);
    bool closed = false;
#ifdef SYS_close_range
    closed = ::syscall(SYS_close_range, 1U, ~0U, 0U) == 0;
#endif
    for (int fd = 1; !closed && fd < 1024; ++fd)
        ::close(fd);
    char nothing = 0;
    while (::read(0, &nothing, 1) < 0 && errno == EINTR) { }
    ::kill(0, SIGTERM);
    ::poll(nullptr, 0, kGraceMs);
    ::kill(0, SIGKILL);
    ::_exit(0);
}

} // namespace

Guard::Guard(pid_t group)
{
    auto pipe = Pipe::make();
    if (!pipe)
        return; // the bond of the child is left
    Pipe ends = std::move(pipe).value();
    m_pid = ::fork();
    if (m_pid == 0)
        guard(group, ends.read.get());
    m_life = std::move(ends.write);
}

Guard::~Guard()
{
    if (m_pid <= 0)
        return;
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

Error cannotStart(const QString &program, int code)
{
    return ioError(Words::tr("The program %1 could not be started.").arg(program),
        QString::fromLocal8Bit(std::strerror(code)));
}

int execOutcome(Pipe &failure)
{
    failure.write.close();
    int code = 0;
    ssize_t got = 0;
    do
        got = ::read(failure.read.get(), &code, sizeof code);
    while (got < 0 && errno == EINTR);
    return got == ssize_t(sizeof code) ? code : 0;
}

} // namespace gatehouse::spawn
