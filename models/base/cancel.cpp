#include "base/cancel.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace gatehouse {

struct CancelToken::State
{
    std::atomic<bool> cancelled = false;
    std::mutex mutex;
    std::condition_variable idle;
    std::map<unsigned long long, std::function<void()>> hooks;
    unsigned long long nextId = 1;
    unsigned long long running = 0; // the hook whose function runs now
    std::thread::id runner;
};

CancelToken::CancelToken() : m_state(std::make_shared<State>()) { }

bool CancelToken::isCancelled() const { return m_state->cancelled; }

void CancelToken::cancel() const
{
    const auto state = m_state;
    std::unique_lock lock(state->mutex);
    if (state->cancelled.exchange(true))
        return;
    state->runner = std::this_thread::get_id();
    while (!state->hooks.empty()) {
        auto hook = state->hooks.extract(state->hooks.begin());
        state->running = hook.key();
        lock.unlock();
        hook.mapped()();
        hook.mapped() = {};
        lock.lock();
        state->running = 0;
        state->idle.notify_all();
    }
    state->runner = {};
}

CancelToken::Hook CancelToken::onCancel(std::function<void()> f) const
{
    Hook hook;
    {
        const std::lock_guard lock(m_state->mutex);
        if (!m_state->cancelled) {
            hook.m_state = m_state;
            hook.m_id = m_state->nextId++;
            m_state->hooks.emplace(hook.m_id, std::move(f));
            return hook;
        }
    }
    f();
    return hook;
}

CancelToken::Hook &CancelToken::Hook::operator=(Hook &&other) noexcept
{
    if (this != &other) {
        release();
        m_state = std::move(other.m_state);
        m_id = other.m_id;
    }
    return *this;
}

void CancelToken::Hook::release()
{
    if (!m_state)
        return;
    std::function<void()> dropped; // its captures die outside the lock
    {
        std::unique_lock lock(m_state->mutex);
        if (const auto it = m_state->hooks.find(m_id); it != m_state->hooks.end()) {
            dropped = std::move(it->second);
            m_state->hooks.erase(it);
        } else if (m_state->runner != std::this_thread::get_id()) {
            m_state->idle.wait(lock, [this] { return m_state->running != m_id; });
        }
    }
    m_state.reset();
}

} // namespace gatehouse
