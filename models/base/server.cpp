#include "base/process.h"
#include "base/spawn.h"
#include "base/words.h"

#include <QFile>

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse {
namespace {

// Linux sends the death signal when the *thread* that forked ends, not the program. So one thread
// that never ends forks everything that has to die with us.
class Forker
{
public:
    static Forker &instance()
    {
        static auto *forker = new Forker; // never destroyed: its thread outlives main
        return *forker;
    }
    pid_t fork(const std::function<pid_t()> &work)
    {
        std::packaged_task<pid_t()> task(work);
        auto answer = task.get_future();
        {
            const std::lock_guard lock(m_mutex);
            m_tasks.push_back(std::move(task));
        }
        m_wake.notify_one();
        return answer.get();
    }

private:
    Forker()
    {
        std::thread([this] { loop(); }).detach();
    }
    [[noreturn]] void loop()
    {
        for (;;) {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return !m_tasks.empty(); });
            auto task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::packaged_task<pid_t()>> m_tasks;
};

// Waits for the outcome of one fork: its process id, or 0 with errno.
Result<qint64> started(const QString &program, pid_t pid, spawn::Pipe &failure)
{
    if (pid < 0)
        return spawn::cannotStart(program, errno);
    if (const int code = spawn::execOutcome(failure)) {
        ::waitpid(pid, nullptr, 0);
        return spawn::cannotStart(program, code);
    }
    return qint64(pid);
}

pid_t forkBound(const spawn::Image &image, int log, int failure)
{
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::setpgid(0, 0);
        image.exec(log, log, failure, {parent, SIGINT});
    }
    return pid;
}

// Twice, so that the server has no parent that must collect it and no terminal that can end it.
Result<pid_t> forkFree(const spawn::Image &image, int log, int failure)
{
    auto made = spawn::Pipe::make();
    if (!made)
        return made.error();
    spawn::Pipe number = std::move(made).value();
    const pid_t between = ::fork();
    if (between == 0) {
        ::setsid();
        const pid_t pid = ::fork();
        if (pid == 0)
            image.exec(log, log, failure, {});
        [[maybe_unused]] const auto written = ::write(number.write.get(), &pid, sizeof pid);
        ::_exit(0);
    }
    number.write.close();
    pid_t pid = -1;
    if (between > 0) {
        if (::read(number.read.get(), &pid, sizeof pid) != ssize_t(sizeof pid))
            pid = -1;
        ::waitpid(between, nullptr, 0);
    }
    return pid;
}

} // namespace

Result<qint64> startServer(const Command &command, const QString &logFile, bool dieWithParent)
{
    const auto image = spawn::Image::prepare(command);
    if (!image)
        return image.error();
    const spawn::Fd log(::open(logFile.toLocal8Bit().constData(),
        O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (log.get() < 0)
        return ioError(Words::tr("The log file %1 cannot be written.").arg(logFile),
            QString::fromLocal8Bit(std::strerror(errno)));
    auto made = spawn::Pipe::make();
    if (!made)
        return made.error();
    spawn::Pipe failure = std::move(made).value();
    if (dieWithParent)
        return started(command.program, Forker::instance().fork([&] {
            return forkBound(image.value(), log.get(), failure.write.get());
        }),
            failure);
    const auto pid = forkFree(image.value(), log.get(), failure.write.get());
    if (!pid)
        return pid.error();
    return started(command.program, pid.value(), failure);
}

bool isAlive(qint64 pid)
{
    if (pid <= 0)
        return false;
    ::waitpid(pid_t(pid), nullptr, WNOHANG); // if it is a child of ours that has ended
    if (::kill(pid_t(pid), 0) != 0 && errno == ESRCH)
        return false;
    QFile stat(u"/proc/%1/stat"_s.arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return ::kill(pid_t(pid), 0) == 0 || errno == EPERM;
    const QByteArray text = stat.readAll();
    const qsizetype state = text.lastIndexOf(')') + 2; // the name before may hold anything
    return state < text.size() && text[state] != 'Z' && text[state] != 'X';
}

} // namespace gatehouse
