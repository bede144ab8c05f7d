// Fails a UI test whose window thread stood still for more than 100 ms (X10). A 10 ms timer beats
// into an atomic; a thread of its own looks at the age every 5 ms and keeps the worst. Time in
// which the window's thread was ready but got no processor (another program's work) is not counted.
#pragma once

#include <QTest>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <execinfo.h>
#include <pthread.h>
#include <thread>
#include <unistd.h>

namespace gatehouse::test {

// Make it in the window's thread; check() at the end of a test function, or let the destructor do
// it. pause() brackets deliberate blocking work of the test itself (starting a cluster, grabbing).
class Watchdog
{
public:
    static constexpr int kLimitMs = 100;
    explicit Watchdog(int limitMs = kLimitMs)
        : m_limitMs(limitMs), m_window(pthread_self()), m_windowId(gettid())
    {
        // Both load their library on first use, which must not happen in a signal handler.
        void *frames[1];
        backtrace(frames, 1);
        std::signal(SIGUSR1, [](int) {
            void *stack[48];
            backtrace_symbols_fd(stack, backtrace(stack, 48), STDERR_FILENO);
        });
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, [this] { m_beat = now(); });
        m_beat = now();
        m_timer.start(10);
        m_thread = std::thread([this] { watch(); });
    }

    ~Watchdog()
    {
        m_stop = true;
        m_thread.join();
        if (!m_checked)
            check();
    }

    Watchdog(const Watchdog &) = delete;
    Watchdog &operator=(const Watchdog &) = delete;

    int worstMs() const { return m_worstMs; }

    void check()
    {
        m_checked = true;
        const int limit = m_limitMs;
        if (m_worstMs > limit)
            QTest::qFail(qPrintable(QStringLiteral(
                             "the window stood still for %1 ms (limit %2 ms); its stack is above")
                                        .arg(m_worstMs)
                                        .arg(limit)),
                __FILE__, __LINE__);
    }

    // While it lives, standing still is allowed.
    class Pause
    {
    public:
        explicit Pause(Watchdog &dog) : m_dog(dog) { m_dog.m_paused = true; }
        ~Pause()
        {
            m_dog.m_beat = now();
            m_dog.m_paused = false;
        }
        Pause(const Pause &) = delete;
        Pause &operator=(const Pause &) = delete;

    private:
        Watchdog &m_dog;
    };
    [[nodiscard]] Pause pause() { return Pause(*this); }

private:
    static qint64 now()
    {
        using namespace std::chrono;
        return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
    }

    // How long the window's thread has waited for a processor since it began (Linux).
    qint64 starvedMs() const
    {
        char path[64];
        std::snprintf(path, sizeof path, "/proc/self/task/%d/schedstat", m_windowId);
        long long ran = 0, waited = 0;
        if (FILE *file = std::fopen(path, "re")) {
            if (std::fscanf(file, "%lld %lld", &ran, &waited) != 2)
                waited = 0;
            std::fclose(file);
        }
        return waited / 1000000;
    }

    void watch()
    {
        bool told = false;
        qint64 lastBeat = 0, starvedAtBeat = 0, late = 0;
        while (!m_stop) {
            const qint64 before = now();
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            late += std::max<qint64>(0, now() - before - 10); // the whole machine stood still
            if (m_beat != lastBeat || m_paused) {
                lastBeat = m_beat;
                starvedAtBeat = starvedMs();
                late = 0;
                told = false;
                continue;
            }
            const int age = int(now() - lastBeat - (starvedMs() - starvedAtBeat) - late);
            m_worstMs = std::max(m_worstMs.load(), age);
            if (age > m_limitMs && !told)
                pthread_kill(m_window, SIGUSR1); // prints where the window's thread stands
            told = told || age > m_limitMs;
        }
    }

    const int m_limitMs;
    const pthread_t m_window;
    const pid_t m_windowId;
    QTimer m_timer;
    std::thread m_thread;
    std::atomic<qint64> m_beat = 0;
    std::atomic<int> m_worstMs = 0;
    std::atomic<bool> m_paused = false, m_stop = false;
    bool m_checked = false;
};

} // namespace gatehouse::test
