// The questions before what is done with a migration.
#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/pages/migrateacts.h"
#include "ui/pages/migratequarantine.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/confirmdialog.h"

#include <QLocale>

namespace gatehouse::ui {

using migration::Act;

void MigrateActs::start(const migration::Plan &plan, qint64 rows)
{
    QStringList tables;
    for (const migration::TableRule &table : plan.tables)
        tables << plan.target.schema + u'.' + table.to;
    Confirmation confirmation{tr("Move %1 rows?").arg(QLocale().toString(rows)),
        tr("They are copied into new tables beside the present ones, compared with the source cell "
           "by cell, and exchanged in one transaction. The old tables are kept until you finish; "
           "until then one click brings them back. Values that do not fit go into the quarantine."),
        tables, tr("Move %1 rows").arg(QLocale().toString(rows)), {}};
    confirmation.destructive = false;
    auto *dialog = new ConfirmDialog(confirmation, targetOf(m_workspace), m_over);
    dialog->setObjectName(u"migrateConfirm"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, plan] {
        migration::ActRequest request;
        request.plan = plan;
        go(std::move(request), tr("Migration of %1").arg(safeText(plan.source.uri)));
    });
    dialog->open();
}

// What the service wrote meanwhile is counted first, and named in the question.
void MigrateActs::askBack(const items::MigrationRow &row)
{
    Confirmation confirmation{tr("Roll migration %1 back?").arg(row.id),
        tr("The old tables come back in place. What was written into the new ones since is not "
           "seen "
           "by the service any more; it is kept aside in a schema of its own until you finish, or "
           "for a day."),
        {row.source}, tr("Roll back"), row.schema};
    confirmation.awaitsFigures = true;
    auto *dialog = new ConfirmDialog(confirmation, targetOf(m_workspace), m_over);
    dialog->setObjectName(u"migrateConfirm"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto changed = std::make_shared<bool>(false);
    connect(dialog, &QDialog::accepted, this, [this, id = row.id, changed] {
        migration::ActRequest request;
        request.act = Act::RollBack;
        request.run = id;
        request.abandonChanges = *changed;
        go(std::move(request), tr("Roll migration %1 back").arg(id));
    });
    dialog->open();
    deliver(m_workspace.link().interactive().run(
                [id = row.id](db::Sql &sql) { return migration::changesSince(sql, id); }),
        dialog, [dialog, changed](const Result<std::vector<migration::Drift>> &drift) {
            if (!drift) {
                dialog->setTrouble(drift.error());
                return;
            }
            QList<Figure> figures;
            for (const migration::Drift &table : drift.value()) {
                *changed = *changed || table.isAny();
                if (table.isAny())
                    figures.push_back({safeText(table.table),
                        tr("%1 rows written since, %2 no longer as they were")
                            .arg(QLocale().toString(table.written),
                                QLocale().toString(table.missing)),
                        true});
            }
            if (figures.isEmpty())
                figures.push_back({tr("Written since the exchange"), tr("nothing")});
            dialog->setFigures(figures);
        });
}

void MigrateActs::showQuarantine(const items::MigrationRow &row)
{
    auto *dialog = new MigrateQuarantine(row.id, row.quarantined, m_workspace, m_over);
    dialog->setObjectName(u"migrateQuarantineDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, id = row.id] {
        migration::ActRequest request;
        request.act = Act::Apply;
        request.run = id;
        request.mended = dialog->mended();
        go(std::move(request), tr("Apply the quarantine of migration %1").arg(id));
    });
    dialog->open();
}

void MigrateActs::askDelta(const items::MigrationRow &row)
{
    Confirmation confirmation{tr("Catch up with the source of migration %1?").arg(row.id),
        tr("The source is read again, and only rows that are new or changed since are moved. The "
           "result is compared with the source cell by cell before it takes the place of the "
           "present "
           "tables, and can be rolled back. It is refused when the service wrote into them "
           "meanwhile."),
        {row.source}, tr("Catch up"), {}};
    confirmation.destructive = false;
    auto *dialog = new ConfirmDialog(confirmation, targetOf(m_workspace), m_over);
    dialog->setObjectName(u"migrateConfirm"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, id = row.id] {
        migration::ActRequest request;
        request.act = Act::Delta;
        request.run = id;
        go(std::move(request), tr("Catch up with migration %1").arg(id));
    });
    dialog->open();
}

void MigrateActs::askFinish(const items::MigrationRow &row)
{
    const bool back = row.phase == migration::RunState::RolledBack;
    const Confirmation confirmation{tr("Finish migration %1?").arg(row.id),
        back ? tr("The migration is rolled back. What was written between the exchange and that is "
                  "dropped for good.")
             : tr("The old tables are dropped. There is no way back afterwards."),
        {back ? row.aside : row.source},
        back ? tr("Drop what was kept aside") : tr("Drop the old tables"), row.schema};
    auto *dialog = new ConfirmDialog(confirmation, targetOf(m_workspace), m_over);
    dialog->setObjectName(u"migrateConfirm"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, id = row.id] {
        migration::ActRequest request;
        request.act = Act::Finish;
        request.run = id;
        go(std::move(request), tr("Finish migration %1").arg(id));
    });
    dialog->open();
}

} // namespace gatehouse::ui
