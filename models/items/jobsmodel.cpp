#include "items/jobsmodel.h"
#include "items/words.h"

#include <QLocale>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 kMinute = 60, kHour = 3600, kDay = 86400;
constexpr qint64 kGuessAfterSeconds = 3; // earlier the guess jumps about

std::optional<qint64> guessLeft(const Progress &progress, qint64 seconds)
{
    const qint64 total = progress.total.value_or(0);
    if (total <= 0 || progress.done <= 0 || seconds < kGuessAfterSeconds)
        return {};
    return qint64(double(seconds) * double(total - progress.done) / double(progress.done));
}

QString progressText(const JobRow &row)
{
    if (row.state != JobState::Running)
        return row.doing;
    const QString percent = row.permille ? Words::tr("%1 %").arg(*row.permille / 10) : QString();
    return QStringList{percent, row.doing}.join(
        percent.isEmpty() || row.doing.isEmpty() ? u""_s : u"  "_s);
}

QString timeText(const JobRow &row)
{
    if (row.secondsLeft)
        return Words::tr("%1, about %2 left")
            .arg(durationText(row.seconds), durationText(*row.secondsLeft));
    return durationText(row.seconds);
}

QVariant stateExtra(const JobRow &row, int role)
{
    switch (role) {
    case BadgeRole:
        return jobStateName(row.state);
    case SeverityRole:
        return QVariant::fromValue(jobSeverity(row.state));
    default:
        return {};
    }
}

QVariant strong(const JobRow &, int role)
{
    return role == StrongRole ? QVariant(true) : QVariant();
}

} // namespace

JobRow toJobRow(const JobRecord &record, const QDateTime &now)
{
    JobRow row{record.id, record.title, record.state, {}, {}, record.started, 0, {}};
    const QDateTime until = record.ended.isValid() ? record.ended : now;
    row.seconds = record.state == JobState::Interrupted && !record.ended.isValid()
        ? 0
        : std::max<qint64>(0, record.started.secsTo(until));
    if (record.state == JobState::Running) {
        row.doing = record.progress.note.isEmpty()
            ? record.progress.phase
            : record.progress.phase + u": "_s + record.progress.note;
        if (const qint64 total = record.progress.total.value_or(0); total > 0)
            row.permille = int(std::clamp<qint64>(record.progress.done * 1000 / total, 0, 1000));
        row.secondsLeft = guessLeft(record.progress, row.seconds);
    } else if (record.state == JobState::Failed) {
        row.doing = record.error.text;
    }
    return row;
}

QString jobStateName(JobState state)
{
    switch (state) {
    case JobState::Running:
        return Words::tr("running");
    case JobState::Done:
        return Words::tr("done");
    case JobState::Failed:
        return Words::tr("failed");
    case JobState::Cancelled:
        return Words::tr("cancelled");
    case JobState::Interrupted:
        break;
    }
    return Words::tr("interrupted");
}

Severity jobSeverity(JobState state)
{
    switch (state) {
    case JobState::Running:
        return Severity::Info;
    case JobState::Done:
        return Severity::Good;
    case JobState::Failed:
        return Severity::Bad;
    case JobState::Cancelled:
        return Severity::Unknown;
    case JobState::Interrupted:
        break;
    }
    return Severity::Warn;
}

QString durationText(qint64 seconds)
{
    if (seconds < kMinute)
        return Words::tr("%1 s").arg(seconds);
    if (seconds < kHour)
        return Words::tr("%1 min %2 s").arg(seconds / kMinute).arg(seconds % kMinute);
    if (seconds < kDay)
        return Words::tr("%1 h %2 min").arg(seconds / kHour).arg(seconds % kHour / kMinute);
    return Words::tr("%1 d %2 h").arg(seconds / kDay).arg(seconds % kDay / kHour);
}

std::unique_ptr<JobsModel> makeJobsModel(QObject *parent)
{
    const auto started = [](const JobRow &row) {
        return QLocale().toString(row.started.toLocalTime(), QLocale::ShortFormat);
    };
    JobsModel::Columns columns{
        {u"job"_s, Words::tr("Job"), [](const JobRow &row) { return row.title; }, {},
            Qt::AlignLeft | Qt::AlignVCenter, strong},
        {u"state"_s, Words::tr("State"), [](const JobRow &row) { return jobStateName(row.state); },
            {}, Qt::AlignLeft | Qt::AlignVCenter, stateExtra},
        {u"progress"_s, Words::tr("Progress"), progressText},
        {u"started"_s, Words::tr("Started"), started,
            [](const JobRow &row) { return QVariant(row.started); }},
        {u"time"_s, Words::tr("Time"), timeText,
            [](const JobRow &row) { return QVariant(row.seconds); },
            Qt::AlignRight | Qt::AlignVCenter},
    };
    return std::make_unique<JobsModel>(
        std::move(columns), [](const JobRow &row) { return QString::number(row.id); }, parent);
}

} // namespace gatehouse::items
