#include "app/cli/terminal.h"
#include "app/commands/migrateparts.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "migration/dryrun.h"

#include <QJsonArray>
#include <QJsonObject>

namespace gatehouse::commands {

using migration::DryTable;

namespace {

QString reasonsOf(const DryTable &table)
{
    QStringList reasons;
    for (const auto &[reason, count] : table.rejected)
        reasons << u"%1 %2"_s.arg(reason).arg(count);
    if (table.duplicates > 0)
        reasons << u"duplicate %1"_s.arg(table.duplicates);
    if (table.orphans > 0)
        reasons << u"orphan %1"_s.arg(table.orphans);
    return reasons.join(u", "_s);
}

} // namespace

Exit migrateDryRun(Context &context, db::Session &session, const migration::Plan &plan,
    const migration::RunOptions &options)
{
    const auto found = context.run(
        session, [&](db::Sql &sql) { return migration::dryRun(sql, plan, options); });
    if (!found)
        return context.failed(found.error());
    cli::Table table{{Words::tr("From"), Words::tr("To"), Words::tr("Read"), Words::tr("Would load"),
                         Words::tr("Would reject"), Words::tr("Left out"), Words::tr("Why")},
        {}, {false, false, true, true, true, true, false}};
    QJsonArray tables;
    qint64 rejected = 0;
    for (const DryTable &one : found.value()) {
        rejected += one.wouldReject();
        table.rows.push_back({one.from, one.to, QString::number(one.read),
            QString::number(one.read - one.leftOut - one.wouldReject()),
            QString::number(one.wouldReject()), QString::number(one.leftOut), reasonsOf(one)});
        tables.append(migration::toJson(one));
    }
    context.table(table);
    for (const DryTable &one : found.value())
        if (one.stubbed > 0)
            context.say(Words::tr("%1: %n row(s) (refers|refer) to what the source does not have; it "
                                  "would be made for (it|them).",
                nullptr, int(one.stubbed))
                            .arg(safeText(one.to)));
    for (const DryTable &one : found.value())
        for (const migration::Rejected &row : one.samples)
            context.say(Words::tr("%1, %2, column %3: %4")
                            .arg(safeText(one.from), safeText(row.place), safeText(row.column),
                                safeText(row.message)));
    context.say(rejected == 0
            ? Words::tr("Every row fits. Nothing was written.")
            : Words::tr("%n row(s) would be rejected. Nothing was written.", nullptr, int(rejected)));
    return context.done(
        QJsonObject{{u"dryRun"_s, true}, {u"wouldReject"_s, rejected}, {u"tables"_s, tables}},
        rejected == 0 ? Exit::Done : Exit::Differences);
}

} // namespace gatehouse::commands
