// The narrow bridge between fork and exec. Everything is prepared before, since after fork in a
// program with threads only async-signal-safe calls are allowed. POSIX.
#pragma once

#include "base/process.h"

#include <vector>

#include <sys/types.h>

namespace gatehouse::spawn {

// A child that must not outlive its parent; 0: it may.
struct Bond
{
    pid_t parent = 0;
    int signal = 0;
};

// What the child needs, in memory that it only reads.
class Image
{
public:
    static Result<Image> prepare(const Command &command);
    // In the child; out and err become its output, in (-1: nothing) its input. Does not return; writes
    // errno to `failure` if the program could not be started. With `bond` it gets that signal when the
    // parent's thread ends.
    [[noreturn]] void exec(int out, int err, int failure, const Bond &bond, int in = -1) const;

private:
    QByteArray m_program, m_dir;
    std::vector<QByteArray> m_words, m_variables;
    std::vector<char *> m_argv, m_envp;
    std::vector<gid_t> m_groups;
    std::optional<uint> m_uid, m_gid;
};

// A file descriptor that is closed once.
class Fd
{
public:
    explicit Fd(int fd = -1) : m_fd(fd) {}
    Fd(Fd &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Fd &operator=(Fd &&other) noexcept;
    ~Fd() { close(); }
    int get() const { return m_fd; }
    void close();

private:
    int m_fd;
};

struct Pipe
{
    Fd read, write;
    static Result<Pipe> make();
};

// Ends a group of processes when this program is gone, however it went: what a child forked by
// itself hears of no Bond. It is a process of its own in that group, which waits and does nothing.
class Guard
{
public:
    explicit Guard(pid_t group); // a child's that lives
    ~Guard(); // the group is left as it is
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;

private:
    Fd m_life; // its other end is read by the guard: closed with us
    pid_t m_pid = -1;
};

Error cannotStart(const QString &program, int code);
// Waits until exec succeeded or failed; 0 or errno.
int execOutcome(Pipe &failure);

} // namespace gatehouse::spawn
