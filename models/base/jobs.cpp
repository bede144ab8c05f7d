#include "base/jobs.h"

#include "base/clock.h"
#include "base/deliver.h"
#include "base/redact.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPromise>
#include <QTimer>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace gatehouse {

namespace {
constexpr int kLogLines = 500;
constexpr size_t kKeptRecords = 200;
constexpr int kReportMs = 100;

QString stateId(JobState state)
{
    static const char *const names[] = {"running", "done", "failed", "cancelled", "interrupted"};
    return QLatin1StringView(names[size_t(state)]);
}

JobState stateFromId(const QString &id)
{
    for (const JobState state : {JobState::Done, JobState::Failed, JobState::Cancelled})
        if (stateId(state) == id)
            return state;
    return JobState::Interrupted; // also "running": the program died while it ran
}

QJsonObject toJson(const JobRecord &record)
{
    return {{u"id"_s, record.id}, {u"title"_s, record.title}, {u"state"_s, stateId(record.state)},
        {u"started"_s, record.started.toString(Qt::ISODateWithMs)},
        {u"ended"_s, record.ended.toString(Qt::ISODateWithMs)},
        {u"log"_s, QJsonArray::fromStringList(record.log)}, {u"error"_s, record.error.text},
        {u"detail"_s, record.error.detail}};
}

JobRecord fromJson(const QJsonObject &json)
{
    JobRecord record;
    record.id = json[u"id"_s].toInteger();
    record.title = json[u"title"_s].toString();
    record.state = stateFromId(json[u"state"_s].toString());
    record.started = QDateTime::fromString(json[u"started"_s].toString(), Qt::ISODateWithMs);
    record.ended = QDateTime::fromString(json[u"ended"_s].toString(), Qt::ISODateWithMs);
    for (const auto line : json[u"log"_s].toArray())
        record.log.append(line.toString());
    record.error.text = json[u"error"_s].toString();
    record.error.detail = json[u"detail"_s].toString();
    return record;
}
} // namespace

// Shared by the centre and the job's thread; the thread outlives a centre that gave up waiting.
struct JobCentre::Running
{
    CancelToken token;
    std::mutex mutex;
    std::condition_variable finished;
    Progress progress;  // guarded
    QStringList newLog; // guarded
    bool ended = false; // guarded
    QPromise<Result<>> promise;
    QTimer *poll = nullptr; // the centre's

    void run(const Recipe &recipe)
    {
        Result<> result = Done{};
        const StepContext context{token,
            [this](const Progress &now) {
                const std::lock_guard lock(mutex);
                progress = now;
            },
            [this](const QString &line) {
                const std::lock_guard lock(mutex);
                newLog.append(redact(line));
            }};
        for (const Step &step : recipe.steps) {
            context.log(step.title);
            result = token.isCancelled() ? Result<>(cancelled()) : step.run(context);
            if (!result)
                break;
        }
        promise.addResult(result);
        {
            const std::lock_guard lock(mutex);
            ended = true;
        }
        promise.finish();
        finished.notify_all();
    }
};

JobCentre::JobCentre(const QString &journalPath, QObject *parent)
    : QObject(parent), m_journal(journalPath)
{
    m_writer.setMaxThreadCount(1);
    load();
}

// Several programs count their jobs alike, so all are numbered anew.
void JobCentre::load()
{
    std::vector<JobRecord> all;
    for (const QByteArray &content : m_journal.read()) {
        for (const auto entry : QJsonDocument::fromJson(content).array())
            all.push_back(fromJson(entry.toObject()));
    }
    std::stable_sort(all.begin(), all.end(),
        [](const JobRecord &a, const JobRecord &b) { return a.started < b.started; });
    for (JobRecord &record : all) {
        record.id = m_nextId++;
        m_records.emplace(record.id, std::move(record));
    }
}

JobCentre::~JobCentre()
{
    for (const auto &[id, running] : m_running)
        running->token.cancel();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    for (const auto &[id, running] : m_running) {
        std::unique_lock lock(running->mutex);
        running->finished.wait_until(lock, until, [&running = running] { return running->ended; });
        m_records[id].state = running->ended ? JobState::Cancelled : JobState::Interrupted;
    }
    save();
    m_writer.waitForDone();
}

qint64 JobCentre::start(Recipe recipe, std::function<void(const Result<> &)> done)
{
    const qint64 id = m_nextId++;
    m_records[id].id = id;
    m_records[id].title = redact(recipe.title);
    m_recipes[id] = {std::make_shared<const Recipe>(std::move(recipe)), std::move(done)};
    beginRun(id);
    return id;
}

void JobCentre::beginRun(qint64 id)
{
    JobRecord &record = m_records[id];
    record.state = JobState::Running;
    record.started = Clock::system().now();
    record.ended = {};
    record.progress = {};
    record.error = {};
    auto running = std::make_shared<Running>();
    m_running[id] = running;
    running->promise.start();
    deliver(
        running->promise.future(), this, [this, id](const Result<> &result) { ended(id, result); });

    running->poll = new QTimer(this);
    running->poll->setInterval(kReportMs);
    connect(running->poll, &QTimer::timeout, this, [this, id] { takeNews(id); });
    running->poll->start();
    std::thread([running, recipe = m_recipes[id].first] { running->run(*recipe); }).detach();
    save();
    Q_EMIT changed(id);
}

void JobCentre::takeNews(qint64 id)
{
    const auto running = m_running.at(id);
    JobRecord &record = m_records[id];
    {
        const std::lock_guard lock(running->mutex);
        record.progress = running->progress;
        record.log += std::exchange(running->newLog, {});
    }
    if (record.log.size() > kLogLines)
        record.log.remove(0, record.log.size() - kLogLines);
    Q_EMIT changed(id);
}

void JobCentre::ended(qint64 id, const Result<> &result)
{
    takeNews(id);
    delete m_running.at(id)->poll;
    m_running.erase(id);
    JobRecord &record = m_records[id];
    record.ended = Clock::system().now();
    record.state = result                               ? JobState::Done
        : result.error().kind == Error::Kind::Cancelled ? JobState::Cancelled
                                                        : JobState::Failed;
    if (!result)
        record.error = result.error();
    save();
    Q_EMIT changed(id);
    if (const auto done = m_recipes[id].second)
        done(result);
}

void JobCentre::cancel(qint64 id)
{
    if (const auto it = m_running.find(id); it != m_running.end())
        it->second->token.cancel();
}

bool JobCentre::canRetry(qint64 id) const
{
    return m_recipes.contains(id) && !m_running.contains(id);
}

void JobCentre::retry(qint64 id)
{
    if (canRetry(id))
        beginRun(id);
}

void JobCentre::forgetEnded()
{
    std::erase_if(
        m_records, [this](const auto &entry) { return !m_running.contains(entry.first); });
    std::erase_if(
        m_recipes, [this](const auto &entry) { return !m_running.contains(entry.first); });
    save();
    Q_EMIT changed(0);
}

std::vector<JobRecord> JobCentre::records() const
{
    std::vector<JobRecord> all;
    for (auto it = m_records.rbegin(); it != m_records.rend(); ++it)
        all.push_back(it->second);
    return all;
}

int JobCentre::running() const { return int(m_running.size()); }

// Printing 200 logs and the fsync may take longer than the window may stand still.
void JobCentre::save()
{
    if (m_journal.path().isEmpty())
        return;
    m_writer.start([this, all = records()] { // ~JobCentre waits for it
        QJsonArray list;
        for (size_t i = std::min(all.size(), kKeptRecords); i-- > 0;)
            list.append(toJson(all[i]));
        const QByteArray text = QJsonDocument(list).toJson(QJsonDocument::Compact);
        const auto written = m_journal.write(text);
        QMetaObject::invokeMethod(
            this, [this, written] { noteJournal(written); }, Qt::QueuedConnection);
    });
}

void JobCentre::noteJournal(const Result<> &written)
{
    const bool failedBefore = std::exchange(m_journalIsFailing, !written);
    if (written || failedBefore)
        return;
    qWarning("%s", qUtf8Printable(written.error().text));
    Q_EMIT journalFailed(written.error());
}

} // namespace gatehouse
