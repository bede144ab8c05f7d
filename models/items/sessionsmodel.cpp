#include "items/sessionsmodel.h"

#include "items/words.h"

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;
using Level = care::SessionVerdict::Level;

namespace {

constexpr Qt::Alignment kLeft = Qt::AlignLeft | Qt::AlignVCenter;
constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;

QVariant badge(const SessionRow &row, int role)
{
    switch (role) {
    case BadgeRole:
        return row.word;
    case SeverityRole:
        return QVariant::fromValue(severityOf(row.level));
    default:
        return {};
    }
}

QString since(const std::optional<double> &seconds)
{
    return seconds ? care::durationText(*seconds) : u"—"_s;
}

QString blockers(const SessionRow &row)
{
    QStringList pids;
    for (const int pid : row.session.blockedBy)
        pids << QString::number(pid);
    return pids.join(u", "_s);
}

} // namespace

Severity severityOf(Level level)
{
    switch (level) {
    case Level::Quiet:
        return Severity::Unknown;
    case Level::Good:
        return Severity::Good;
    case Level::Notice:
        return Severity::Info;
    case Level::Warn:
        return Severity::Warn;
    case Level::Bad:
        return Severity::Bad;
    }
    return Severity::None;
}

std::vector<SessionRow> sessionRows(const std::vector<care::SessionInfo> &sessions, bool idleToo)
{
    std::vector<SessionRow> rows;
    for (const care::SessionLine &line : care::blockingTree(sessions)) {
        const care::SessionInfo &one = sessions[line.place];
        if (one.isIdle() && !idleToo)
            continue;
        const care::SessionVerdict verdict = care::judgeSession(one, line.blocks);
        rows.push_back(
            {one, line.depth, line.blocks, verdict.level, verdict.word, verdict.reasons});
    }
    return rows;
}

std::unique_ptr<SessionsModel> makeSessionsModel(QObject *parent)
{
    using Column = TableColumn<SessionRow>;
    const auto mono = [](const SessionRow &, int role) -> QVariant {
        return role == MonoRole ? QVariant(true) : QVariant();
    };
    std::vector<Column> columns{
        {u"pid"_s, Words::tr("Session"),
            [](const SessionRow &row) {
                return (row.depth > 0 ? QString(2 * row.depth, u' ') + u"↳ "_s : QString())
                    + QString::number(row.session.pid);
            },
            [](const SessionRow &row) { return QVariant(row.session.pid); }, kLeft},
        {u"state"_s, Words::tr("State"), [](const SessionRow &row) { return row.word; },
            [](const SessionRow &row) { return QVariant(int(row.level)); }, kLeft, badge},
        {u"who"_s, Words::tr("Who"), [](const SessionRow &row) { return row.session.who(); }},
        {u"database"_s, Words::tr("Database"),
            [](const SessionRow &row) { return row.session.database; }},
        {u"transaction"_s, Words::tr("Transaction"),
            [](const SessionRow &row) { return since(row.session.transactionSeconds); },
            [](const SessionRow &row) {
                return QVariant(row.session.transactionSeconds.value_or(-1));
            },
            kRight},
        {u"since"_s, Words::tr("In this state"),
            [](const SessionRow &row) { return since(row.session.stateSeconds); },
            [](const SessionRow &row) { return QVariant(row.session.stateSeconds.value_or(-1)); },
            kRight},
        {u"waits"_s, Words::tr("Waits for"), blockers},
        {u"statement"_s, Words::tr("Statement"),
            [](const SessionRow &row) { return row.session.query.simplified(); }, {}, kLeft, mono},
    };
    return std::make_unique<SessionsModel>(
        std::move(columns),
        [](const SessionRow &row) {
            return QString::number(row.session.pid) + u'/' + row.session.begun;
        },
        parent);
}

} // namespace gatehouse::items
