// The jobs of the program as a list (X5).
#pragma once

#include "base/jobs.h"
#include "items/tablemodel.h"

#include <memory>
#include <optional>

namespace gatehouse::items {

// A job as its line shows it; the log stays with the JobCentre.
struct JobRow
{
    qint64 id = 0;
    QString title;
    JobState state = JobState::Running;
    QString doing;               // phase, or why it failed
    std::optional<int> permille; // none: the total is unknown
    QDateTime started;
    qint64 seconds = 0; // it ran, or has been running
    std::optional<qint64> secondsLeft;
    bool operator==(const JobRow &) const = default;
};

JobRow toJobRow(const JobRecord &record, const QDateTime &now);

QString jobStateName(JobState state); // translated
Severity jobSeverity(JobState state);
QString durationText(qint64 seconds); // translated, two units at most: "2 min 5 s"

using JobsModel = TableModel<JobRow>;
std::unique_ptr<JobsModel> makeJobsModel(QObject *parent);

} // namespace gatehouse::items
