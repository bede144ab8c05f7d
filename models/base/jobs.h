// Long work as data (X5): a recipe of steps is described first and run second, on its own thread.
#pragma once

#include "base/cancel.h"
#include "base/jobjournal.h"
#include "base/progress.h"
#include "base/result.h"

#include <QDateTime>
#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <map>
#include <memory>
#include <vector>

namespace gatehouse {

struct StepContext
{
    CancelToken token;
    ReportProgress report;                    // at most 10 a second reach the listeners
    std::function<void(const QString &)> log; // one line, redacted before it is kept
};

struct Step
{
    QString title;
    std::function<Result<>(const StepContext &)> run; // in the job's thread
};

struct Recipe
{
    QString title;
    std::vector<Step> steps; // in order; the first error stops
};

enum class JobState { Running, Done, Failed, Cancelled, Interrupted };

struct JobRecord
{
    qint64 id = 0;
    QString title;
    JobState state = JobState::Running;
    Progress progress;
    QDateTime started, ended;
    QStringList log; // the last 500 lines
    Error error;     // only when Failed
};

// Lives in the thread that made it. The journal keeps finished and interrupted jobs over a restart:
// one that ran when the program died comes back as Interrupted. Programs that run at the same time
// keep a file each (JobJournal). An empty journal path keeps nothing.
class JobCentre : public QObject
{
    Q_OBJECT

public:
    explicit JobCentre(const QString &journalPath, QObject *parent = nullptr);
    ~JobCentre() override; // cancels, waits at most 3 s

    qint64 start(Recipe recipe, std::function<void(const Result<> &)> done = {});
    void cancel(qint64 id);
    bool canRetry(qint64 id) const; // its recipe is still known, and it does not run
    void retry(qint64 id);
    void forgetEnded();
    std::vector<JobRecord> records() const; // newest first
    int running() const;
    bool isRunning(qint64 id) const { return m_running.contains(id); }

Q_SIGNALS:
    void changed(qint64 id);
    // The journal could not be written (a full disk); the jobs go on, and are kept in memory only.
    // Said once until a write succeeds.
    void journalFailed(const gatehouse::Error &error);

private:
    struct Running;
    void beginRun(qint64 id);
    void takeNews(qint64 id);
    void ended(qint64 id, const Result<> &result);
    void load();
    void save();
    void noteJournal(const Result<> &written);

    JobJournal m_journal; // of m_writer, once it was read
    QThreadPool m_writer; // one thread, in order: an fsync may take long
    bool m_journalIsFailing = false;
    qint64 m_nextId = 1;
    std::map<qint64, JobRecord> m_records;
    std::map<qint64, std::shared_ptr<Running>> m_running;
    std::map<qint64,
        std::pair<std::shared_ptr<const Recipe>, std::function<void(const Result<> &)>>>
        m_recipes;
};

} // namespace gatehouse
