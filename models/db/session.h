// A session is a world: one thread, one connection, opened, used and closed there.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "db/conninfo.h"
#include "db/sql.h"

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <atomic>
#include <memory>

namespace gatehouse::db {

enum class SessionKind { Interactive, Monitor, Job }; // statement timeout 15 s, 2 s, none

struct SessionOptions
{
    ConnInfo info;
    std::shared_ptr<const Secret> password; // null: none
    SessionKind kind = SessionKind::Interactive;
    bool readOnly = true; // server-enforced: default_transaction_read_only
    QString role{};       // SET ROLE after login, if not empty
};

// What the server said at login. Behind a pooler in transaction mode each closure is one
// transaction with SET LOCAL, since a session setting would reach other clients.
struct ServerFacts
{
    int versionNum = 0;  // 150020
    QString version;     // "15.20"
    bool pooled = false; // PgBouncer or the like: pg_backend_pid() is not the one of the login
    bool console = false; // PgBouncer's admin console: SHOW commands, simple protocol only
    bool superuser = false, standby = false;
    QString user, database;
    QString tls; // "TLSv1.3", empty without
    int loginMs = 0;
};

// The answer to one closure: filled once, by the work or by its cancel, whichever is first.
template <typename R>
class Answer
{
public:
    Answer() { m_promise.start(); }
    QFuture<R> future() { return m_promise.future(); }
    void set(R result)
    {
        if (m_set.exchange(true))
            return;
        m_promise.addResult(std::move(result));
        m_promise.finish();
    }

private:
    QPromise<R> m_promise;
    std::atomic<bool> m_set = false;
};

// Create and use from any one thread. Opens on the first closure and again after a loss; a closure
// is never repeated by itself. Destruction cancels, waits at most 3 s, then lets the thread go.
class Session : public QObject
{
    Q_OBJECT

public:
    explicit Session(SessionOptions options, QObject *parent = nullptr);
    ~Session() override;

    // f: Result<X>(Sql &), run in order in the session's thread. The future gets a result always;
    // a cancel answers at once, also while a login hangs. Behind a pooler the closure is one
    // transaction, committed when f succeeds; a failed commit is then the answer.
    template <typename F>
    auto run(F f, CancelToken token = {}) -> QFuture<std::invoke_result_t<F, Sql &>>
    {
        using R = std::invoke_result_t<F, Sql &>;
        auto answer = std::make_shared<Answer<R>>();
        auto hook = std::make_shared<CancelToken::Hook>(
            token.onCancel([answer] { answer->set(R(cancelled())); }));
        post({[answer, hook, f = std::move(f)](Sql &sql, const EndClosure &end) mutable {
                  R result = f(sql);
                  auto ended = end(bool(result));
                  answer->set(result && !ended ? R(ended.error()) : std::move(result));
              },
            [answer, hook](const Error &error) { answer->set(R(error)); }, token});
        return answer->future();
    }

    void setReadOnly(bool readOnly); // before the next closure
    bool isReadOnly() const;
    const SessionOptions &options() const;
    std::shared_ptr<const ServerFacts> facts() const; // null before the first login
    void drop();                                      // closes; the next closure opens again

Q_SIGNALS:
    void opened();                            // also after a loss
    void lost(const gatehouse::Error &error); // the connection died, or could not be opened

private:
    using EndClosure = std::function<Result<>(bool succeeded)>;
    struct Task
    {
        std::function<void(Sql &, const EndClosure &)> work;
        std::function<void(const Error &)> fail;
        CancelToken token;
    };
    struct World;
    void post(Task task);
    std::shared_ptr<World> m_world;
};

} // namespace gatehouse::db
