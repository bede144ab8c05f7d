#include "items/migrationruns.h"

#include "base/redact.h"
#include "items/words.h"

#include <QLocale>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;
using migration::RunState;

namespace {

Severity severityOf(RunState state)
{
    switch (state) {
    case RunState::Done:
    case RunState::Finished:
        return Severity::Good;
    case RunState::RolledBack:
        return Severity::Info;
    default:
        return Severity::Warn;
    }
}

QVariant stateExtra(const MigrationRow &row, int role)
{
    switch (role) {
    case BadgeRole:
        return row.state;
    case SeverityRole:
        return QVariant::fromValue(row.severity);
    default:
        return {};
    }
}

TableColumn<MigrationRow> count(
    const QString &id, const QString &title, qint64 MigrationRow::*field)
{
    return {id, title, [field](const MigrationRow &row) { return QLocale().toString(row.*field); },
        [field](const MigrationRow &row) { return QVariant(row.*field); },
        Qt::AlignRight | Qt::AlignVCenter};
}

} // namespace

MigrationRow toMigrationRow(const migration::Run &run)
{
    MigrationRow row{run.id, redact(run.plan.source.uri), run.plan.target.schema,
        migration::runStateName(run.state), run.begun, run.note, severityOf(run.state), run.state};
    for (const migration::Part &part : run.parts) {
        row.read += part.read;
        row.loaded += part.loaded;
        row.quarantined += part.quarantined;
    }
    row.aside = run.aside;
    if (!run.aside.isEmpty())
        row.note = Words::tr("What was written after the exchange is kept in the schema %1.")
                       .arg(run.aside);
    return row;
}

std::unique_ptr<MigrationRunsModel> makeMigrationRunsModel(QObject *parent)
{
    MigrationRunsModel::Columns columns{count(u"id"_s, Words::tr("Number"), &MigrationRow::id),
        {u"state"_s, Words::tr("State"), [](const MigrationRow &row) { return row.state; }, {},
            Qt::AlignLeft | Qt::AlignVCenter, stateExtra},
        {u"source"_s, Words::tr("Source"), [](const MigrationRow &row) { return row.source; }},
        {u"schema"_s, Words::tr("Schema"), [](const MigrationRow &row) { return row.schema; }},
        count(u"read"_s, Words::tr("Read"), &MigrationRow::read),
        count(u"loaded"_s, Words::tr("Loaded"), &MigrationRow::loaded),
        count(u"quarantined"_s, Words::tr("Quarantine"), &MigrationRow::quarantined),
        {u"begun"_s, Words::tr("Begun (UTC)"), [](const MigrationRow &row) { return row.begun; }},
        {u"note"_s, Words::tr("Note"), [](const MigrationRow &row) { return row.note; }}};
    return std::make_unique<MigrationRunsModel>(
        std::move(columns), [](const MigrationRow &row) { return QString::number(row.id); },
        parent);
}

} // namespace gatehouse::items
