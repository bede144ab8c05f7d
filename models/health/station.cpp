#include "health/station.h"

#include "base/deliver.h"
#include "base/later.h"
#include "health/words.h"

#include <algorithm>

namespace gatehouse::health {

namespace {

constexpr int kDrainMs = 200, kWriteMs = 1000, kAgainMs = 5000, kRefreshMs = 15'000;
constexpr size_t kMostHeld = 50'000; // readings that wait for a history that is away

} // namespace

struct Station::Inbox
{
    struct Item
    {
        Reading reading;
        Judgement judgement;
    };
    std::mutex mutex;
    std::vector<Item> items;
};

Station::Station(Setup setup, QObject *parent)
    : QObject(parent), m_setup(std::move(setup)), m_inbox(std::make_shared<Inbox>())
{
    m_files.setMaxThreadCount(1);
    for (QTimer *timer : {&m_drain, &m_write})
        timer->setSingleShot(true);
    m_drain.setInterval(kDrainMs);
    m_write.setInterval(kWriteMs);
    m_refresh.setInterval(kRefreshMs);
    connect(&m_drain, &QTimer::timeout, this, &Station::drain);
    connect(&m_write, &QTimer::timeout, this, &Station::write);
    connect(&m_refresh, &QTimer::timeout, this, &Station::refresh);
}

Station::~Station()
{
    m_watch.reset();
    for (Inbox::Item &item : m_inbox->items)
        m_held.push_back(std::move(item.reading));
    // The tables cannot be waited for; their last second is lost with the window.
    if (!m_inTables && !m_held.empty() && !m_writing)
        m_files.start([path = m_setup.file, readings = std::move(m_held)] {
            if (const auto history = fileHistory(path))
                (void)history.value()->append(readings);
        });
    m_files.waitForDone();
}

void Station::open()
{
    m_watch.reset();
    m_mode = Mode::Opening;
    const int round = ++m_round;
    ++m_asking;
    deliver(later([source = m_setup.source] { return loadEndpoints(source); }), this,
        [this, round](const Result<EndpointList> &list) {
            --m_asking;
            if (round == m_round)
                takeList(list);
        });
}

void Station::close()
{
    ++m_round;
    m_refresh.stop();
    m_watch.reset();
    m_mode = Mode::Closed;
    Q_EMIT changed();
}

void Station::takeList(const Result<EndpointList> &list)
{
    if (list)
        m_list = list.value();
    else
        Q_EMIT failed(list.error());
    for (const QString &key : m_seen.keys())
        if (!endpoint(key))
            m_seen.remove(key);
    Q_EMIT listChanged();
    if (!m_setup.openSession) {
        takeStatus(TablesStatus());
        return;
    }
    if (!m_session) {
        m_session = m_setup.openSession();
        m_session->setReadOnly(!m_setup.mayWriteTables);
    }
    m_session->setReadOnly(!m_setup.mayWriteTables);
    ++m_asking;
    deliver(m_session->run([](db::Sql &sql) { return tablesStatus(sql); }), this,
        [this, round = m_round](const Result<TablesStatus> &status) {
            --m_asking;
            if (round == m_round)
                takeStatus(status);
        });
}

// A database that does not answer keeps nobody from looking at endpoints.
void Station::takeStatus(const Result<TablesStatus> &status)
{
    if (status)
        m_tables = status.value();
    m_inTables =
        m_session && status && status.value().state == TablesState::Ready && m_setup.mayWriteTables;
    refresh();
    m_refresh.start();
}

QFuture<Result<Picture>> Station::ask(Task task)
{
    if (m_inTables)
        return m_session->run([task = std::move(task)](db::Sql &sql) {
            const auto history = tableHistory(sql);
            return task(*history);
        });
    auto promise = std::make_shared<QPromise<Result<Picture>>>();
    promise->start();
    const auto future = promise->future();
    m_files.start([promise, path = m_setup.file, task = std::move(task)] {
        const auto history = fileHistory(path);
        promise->addResult(history ? task(*history.value()) : Result<Picture>(history.error()));
        promise->finish();
    });
    return future;
}

void Station::refresh()
{
    QStringList keys;
    for (const Endpoint &one : m_list.endpoints)
        keys << one.key();
    if (keys.isEmpty()) {
        takePicture(Picture{});
        return;
    }
    const qint64 to = now() + 1;
    ++m_asking;
    deliver(ask([keys, to](History &history) {
        // Whole slots, so that a strip has 96 cells of which the newest is the one that runs.
        return gatehouse::health::picture(history, keys, to - to % kSlotMs - 95 * kSlotMs, to);
    }),
        this, [this, round = m_round](const Result<Picture> &answer) {
            --m_asking;
            if (round == m_round)
                takePicture(answer);
        });
}

void Station::takePicture(const Result<Picture> &answer)
{
    if (answer)
        m_picture = answer.value();
    else
        Q_EMIT failed(answer.error());
    if (m_mode == Mode::Opening || m_mode == Mode::Following) {
        if (isWatchedElsewhere())
            m_mode = Mode::Following;
        else
            watch();
    }
    Q_EMIT changed();
}

// Somebody looks at most of them, and looked just now.
bool Station::isWatchedElsewhere() const
{
    qint64 newest = 0, shortest = 86400;
    size_t fresh = 0;
    for (const Endpoint &one : m_list.endpoints) {
        const Summary *known = m_picture.of(one.key());
        shortest = std::min<qint64>(shortest, one.intervalSeconds);
        if (!known)
            continue;
        newest = std::max(newest, known->last.at);
        if (known->last.at + known->last.holdMs > now())
            ++fresh;
    }
    return fresh * 2 > m_list.endpoints.size() && now() - newest < 1500 * shortest + kAgainMs;
}

void Station::watch()
{
    m_mode = Mode::Watching;
    if (m_list.endpoints.empty())
        return;
    Q_EMIT begins();
    m_watch = std::make_unique<Watch>(m_list.endpoints,
        [this, inbox = m_inbox](
            const Endpoint &, const Reading &reading, const Judgement &judgement) {
            const std::lock_guard lock(inbox->mutex);
            inbox->items.push_back({reading, judgement});
            if (inbox->items.size() == 1)
                QMetaObject::invokeMethod(
                    &m_drain, qOverload<>(&QTimer::start), Qt::QueuedConnection);
        });
}

void Station::drain()
{
    std::vector<Inbox::Item> items;
    {
        const std::lock_guard lock(m_inbox->mutex);
        items.swap(m_inbox->items);
    }
    std::vector<Reading> readings;
    for (Inbox::Item &item : items) {
        m_seen.insert(item.reading.endpoint, {item.reading, item.judgement, item.reading.at});
        readings.push_back(std::move(item.reading));
    }
    m_held.insert(m_held.end(), readings.begin(), readings.end());
    if (m_held.size() > kMostHeld)
        m_held.erase(m_held.begin(), m_held.end() - qsizetype(kMostHeld));
    if (!m_write.isActive() && !m_away)
        m_write.start(kWriteMs);
    Q_EMIT readingsCame(readings);
    Q_EMIT changed();
}

void Station::write()
{
    if (m_held.empty() || m_writing)
        return;
    m_writing = true;
    ++m_asking;
    const size_t count = m_held.size();
    deliver(ask([readings = m_held](History &history) -> Result<Picture> {
        if (auto done = history.append(readings); !done)
            return done.error();
        return Picture{};
    }),
        this, [this, count](const Result<Picture> &done) {
            m_writing = false;
            --m_asking;
            if (done)
                m_held.erase(
                    m_held.begin(), m_held.begin() + qsizetype(std::min(count, m_held.size())));
            keepAfter(done ? Result<>(Done{}) : Result<>(done.error()));
        });
}

void Station::keepAfter(const Result<> &done)
{
    if (!done && !m_away)
        Q_EMIT failed(done.error());
    m_away = !done;
    if (m_away)
        m_write.start(kAgainMs);
    else
        refresh();
}

void Station::lookNow()
{
    if (m_watch) {
        m_watch->lookNow();
        return;
    }
    for (const Endpoint &one : m_list.endpoints)
        look(one.key());
}

void Station::look(const QString &key, std::optional<Depth> depth)
{
    const Endpoint *one = endpoint(key);
    if (!one)
        return;
    if (!m_prober)
        m_prober = std::make_unique<Prober>();
    ++m_looking;
    deliver(m_prober->look(*one, depth.value_or(one->depth)), this, [this, key](const Look &look) {
        --m_looking;
        Seen &seen = m_seen[key];
        seen.judgement = look.judgement;
        seen.at = look.at;
        Q_EMIT changed();
    });
}

void Station::edit(std::vector<Endpoint> endpoints)
{
    ++m_asking;
    deliver(later([id = m_setup.source.profileId, endpoints = std::move(endpoints)] {
        return saveEndpoints(id, endpoints);
    }),
        this, [this](const Result<> &done) {
            --m_asking;
            if (!done)
                Q_EMIT failed(done.error());
            else
                open();
        });
}

void Station::useDescription()
{
    ++m_asking;
    deliver(later([id = m_setup.source.profileId] { return forgetEndpoints(id); }), this,
        [this](const Result<> &done) {
            --m_asking;
            if (!done)
                Q_EMIT failed(done.error());
            else
                open();
        });
}

void Station::takeEnv(const QString &path)
{
    EndpointSource source = m_setup.source;
    source.envFile = path;
    ++m_asking;
    deliver(later([source]() -> Result<int> {
        int added = 0;
        const auto list = withEnv(source, &added);
        if (!list)
            return list.error();
        if (list.value().endpoints.empty())
            return invalid(Words::tr("The file %1 names no endpoint.").arg(source.envFile));
        // The description's list is moved by the file each time it is read.
        if (added > 0 || list.value().own)
            if (auto done = saveEndpoints(source.profileId, list.value().endpoints); !done)
                return done.error();
        return added;
    }),
        this, [this, path](const Result<int> &added) {
            --m_asking;
            if (!added) {
                Q_EMIT failed(added.error());
                return;
            }
            m_setup.source.envFile = path;
            Q_EMIT envTaken(path, added.value());
            open();
        });
}

void Station::createTables(const trail::Actor &actor)
{
    changeTables(
        true, [actor](db::Sql &sql) { return gatehouse::health::createTables(sql, actor); });
}

void Station::removeTables(const trail::Actor &actor)
{
    changeTables(
        false, [actor](db::Sql &sql) { return gatehouse::health::removeTables(sql, actor); });
}

void Station::changeTables(bool create, std::function<Result<>(db::Sql &)> change)
{
    if (!m_session)
        return;
    m_session->setReadOnly(false);
    ++m_asking;
    deliver(m_session->run(std::move(change)), this, [this, create](const Result<> &done) {
        --m_asking;
        if (done)
            m_setup.mayWriteTables = create;
        if (!done)
            Q_EMIT failed(done.error());
        else
            Q_EMIT tablesChanged(create);
        open(); // also when it failed: nothing is written that was not agreed to
    });
}

const Endpoint *Station::endpoint(const QString &key) const
{
    const auto found = std::find_if(m_list.endpoints.begin(), m_list.endpoints.end(),
        [&key](const Endpoint &one) { return one.key() == key; });
    return found == m_list.endpoints.end() ? nullptr : &*found;
}

const Seen *Station::seen(const QString &key) const
{
    const auto found = m_seen.constFind(key);
    return found == m_seen.constEnd() ? nullptr : &*found;
}

QString Station::where() const
{
    if (m_tables && m_tables->state == TablesState::Ready && !m_inTables)
        return Words::tr("The history of health is kept in a file on this machine; this database "
                         "has tables for it, which this connection was not allowed to write to.");
    if (m_tables && m_setup.openSession)
        return m_tables->sentence();
    return Words::tr("The history of health is kept in %1.").arg(m_setup.file);
}

} // namespace gatehouse::health
