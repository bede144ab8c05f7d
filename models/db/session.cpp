#include "db/session.h"

#include "db/connection.h"

#include <QCoreApplication>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace gatehouse::db {

namespace {
int timeoutOf(SessionKind kind)
{
    switch (kind) {
    case SessionKind::Interactive:
        return 15000;
    case SessionKind::Monitor:
        return 2000;
    case SessionKind::Job:
        return 0;
    }
    return 0;
}
} // namespace

// Shared by the session and its thread; a thread that hangs outlives a session that gave up.
struct Session::World
{
    explicit World(SessionOptions given) : options(std::move(given)), readOnly(options.readOnly) { }

    struct Current
    {
        CancelToken token; // the world's own, so that its end stops this closure and no other work
        std::function<void(const Error &)> fail;
    };

    SessionOptions options;
    std::mutex mutex;
    std::condition_variable wake, ended;
    std::deque<Task> tasks;                        // guarded
    bool stop = false, drop = false, gone = false; // guarded
    bool readOnly;                                 // guarded
    std::optional<Current> current;                // guarded
    std::shared_ptr<const ServerFacts> facts;      // guarded
    Session *owner = nullptr;                      // guarded; null once the session is gone
    std::unique_ptr<Connection> connection;        // the thread's

    void run();
    void perform(const Task &task, const CancelToken &token);
    Result<> ensureOpen(const CancelToken &token);
    void tell(const std::function<void(Session *)> &f);
};

// Posted to the session's thread, in the order of what happened; silent once it is gone.
void Session::World::tell(const std::function<void(Session *)> &f)
{
    const std::lock_guard lock(mutex);
    if (owner)
        QMetaObject::invokeMethod(
            owner, [f, target = owner] { f(target); }, Qt::QueuedConnection);
}

Result<> Session::World::ensureOpen(const CancelToken &token)
{
    if (connection) {
        connection->probe();
        if (connection->isAlive())
            return Done{};
        connection.reset();
    }
    auto opened = Connection::open(options, token);
    if (!opened) {
        const Error error = opened.error();
        if (error.kind != Error::Kind::Cancelled)
            tell([error](Session *session) { Q_EMIT session->lost(error); });
        return error;
    }
    connection = std::move(opened).value();
    {
        const std::lock_guard lock(mutex);
        facts = std::make_shared<const ServerFacts>(connection->facts());
    }
    tell([](Session *session) { Q_EMIT session->opened(); });
    return Done{};
}

void Session::World::perform(const Task &task, const CancelToken &token)
{
    bool wantReadOnly = true;
    {
        const std::lock_guard lock(mutex);
        wantReadOnly = readOnly;
    }
    // A connection that died while idle is opened once more: nothing has run on it yet.
    Result<> ready = ensureOpen(token);
    if (ready) {
        ready = connection->beginClosure(wantReadOnly, timeoutOf(options.kind));
        if (!ready && !connection->isAlive()) {
            ready = ensureOpen(token);
            if (ready)
                ready = connection->beginClosure(wantReadOnly, timeoutOf(options.kind));
        }
    }
    if (!ready) {
        task.fail(ready.error());
        return;
    }
    Sql sql(*connection, token);
    task.work(sql, [this](bool succeeded) { return connection->endClosure(succeeded); });
    if (!connection->isAlive()) {
        connection.reset();
        Error error{Error::Kind::Connection,
            QCoreApplication::translate("Session", "The connection to the server was lost.")};
        error.retryable = true;
        tell([error](Session *session) { Q_EMIT session->lost(error); });
    }
}

void Session::World::run()
{
    while (true) {
        Task task;
        CancelToken token;
        {
            std::unique_lock lock(mutex);
            wake.wait(lock, [this] { return stop || drop || !tasks.empty(); });
            if (std::exchange(drop, false))
                connection.reset();
            if (stop)
                break;
            if (tasks.empty())
                continue;
            task = std::move(tasks.front());
            tasks.pop_front();
            current = Current{token, task.fail};
        }
        const auto hook = task.token.onCancel([token] { token.cancel(); });
        if (token.isCancelled())
            task.fail(cancelled());
        else
            perform(task, token);
        const std::lock_guard lock(mutex);
        current.reset();
    }
    connection.reset();
    const std::lock_guard lock(mutex);
    gone = true;
    ended.notify_all();
}

Session::Session(SessionOptions options, QObject *parent)
    : QObject(parent), m_world(std::make_shared<World>(std::move(options)))
{
    m_world->owner = this;
    std::thread([world = m_world] { world->run(); }).detach();
}

Session::~Session()
{
    std::deque<Task> left;
    std::optional<World::Current> current;
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->owner = nullptr;
        m_world->stop = true;
        left.swap(m_world->tasks);
        current = m_world->current;
    }
    for (const Task &task : left)
        task.fail(cancelled());
    if (current) {
        current->token.cancel();
        current->fail(cancelled());
    }
    m_world->wake.notify_all();
    std::unique_lock lock(m_world->mutex);
    m_world->ended.wait_for(lock, std::chrono::seconds(3), [this] { return m_world->gone; });
}

void Session::post(Task task)
{
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->tasks.push_back(std::move(task));
    }
    m_world->wake.notify_all();
}

void Session::setReadOnly(bool readOnly)
{
    const std::lock_guard lock(m_world->mutex);
    m_world->readOnly = readOnly;
}

bool Session::isReadOnly() const
{
    const std::lock_guard lock(m_world->mutex);
    return m_world->readOnly;
}

const SessionOptions &Session::options() const { return m_world->options; }

std::shared_ptr<const ServerFacts> Session::facts() const
{
    const std::lock_guard lock(m_world->mutex);
    return m_world->facts;
}

void Session::drop()
{
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->drop = true;
    }
    m_world->wake.notify_all();
}

} // namespace gatehouse::db
