// One wish to stop, shared by everybody who works for the same question.
#pragma once

#include <functional>
#include <memory>

namespace gatehouse {

// A value that shares its state with its copies; any thread. A default token can be cancelled too.
class CancelToken
{
    struct State;

public:
    // Unregisters its function when it dies; after that the function does not run any more, and a
    // call that was under way has ended (unless the hook dies inside that very call).
    class Hook
    {
    public:
        Hook() = default;
        Hook(Hook &&other) noexcept = default;
        Hook &operator=(Hook &&other) noexcept;
        ~Hook() { release(); }

    private:
        friend class CancelToken;
        void release();
        std::shared_ptr<State> m_state;
        unsigned long long m_id = 0;
    };

    CancelToken();
    void cancel() const;
    bool isCancelled() const;

    // Runs f once, in the thread that cancels, or at once if the token is cancelled already.
    [[nodiscard]] Hook onCancel(std::function<void()> f) const;

private:
    std::shared_ptr<State> m_state;
};

} // namespace gatehouse
