#include "ui/pages/databaseindexes.h"

#include "base/safetext.h"
#include "items/backupsmodel.h"
#include "ui/pages/databaselist.h"
#include "ui/pages/databaseoptimize.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/tableview.h"

#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;
using Kind = care::IndexAct::Kind;

DatabaseIndexes::DatabaseIndexes(Workspace &workspace, ChangeGate &gate, QWidget *parent)
    : DatabaseTab(workspace, gate, parent),
      m_model(items::makeIndexesModel(this).release()),
      m_list(new DatabaseList(u"Indexes"_s, tr("Indexes"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    m_list->table().setHiddenByDefault({u"schema"_s});
    m_list->table().setWidest(u"index"_s, 280);
    m_list->table().setWidest(u"columns"_s, 220);
    m_list->setModel(m_model, u"finding"_s, workspace.settings());
    m_make = m_list->addButton(tr("&Make…"), false, u"databaseIndexMake"_s);
    m_rebuild = m_list->addButton(tr("&Rebuild…"), false, u"databaseIndexRebuild"_s);
    m_drop = m_list->addButton(tr("&Drop…"), true, u"databaseIndexDrop"_s);
    QPushButton *optimize =
        m_list->addTopButton(tr("&Optimise…"), true, u"databaseOptimize"_s);
    optimize->setToolTip(tr("A wizard: makes what is missing of the guide's tables and indexes, runs ANALYZE, and shows "
           "figures before and after."));
    connect(optimize, &QPushButton::clicked, this, &DatabaseIndexes::planOptimize);
    connect(m_list, &DatabaseList::currentChanged, this, &DatabaseIndexes::showDetail);
    connect(m_make, &QPushButton::clicked, this, &DatabaseIndexes::make);
    connect(m_rebuild, &QPushButton::clicked, this, [this] { change(care::rebuildAct); });
    connect(m_drop, &QPushButton::clicked, this, [this] { change(care::dropAct); });
    connect(&workspace.link(), &db::Link::lockChanged, this, &DatabaseIndexes::showDetail);
    m_list->setDetail({});
    m_list->table().overlay().showLoading(tr("Indexes"));
    connect(&m_list->table().overlay(), &Overlay::retryRequested, this, &DatabaseIndexes::refresh);
}

void DatabaseIndexes::focusFilter() { m_list->filter().setFocus(); }

void DatabaseIndexes::refresh()
{
    const auto recognition = m_workspace.chosenRecognition();
    ask(
        [recognition](db::Sql &sql) -> Result<care::IndexCare> {
            return care::fetchIndexCare(
                sql, recognition ? *recognition : systems::Recognition());
        },
        [this](const Result<care::IndexCare> &care) {
            if (care)
                show(care.value());
            else if (care.error().kind != Error::Kind::Cancelled)
                m_list->table().overlay().showError(
                    tr("The indexes could not be read"), care.error());
        });
}

void DatabaseIndexes::show(const care::IndexCare &care)
{
    qint64 bytes = 0, waste = 0;
    int invalid = 0;
    for (size_t i = 0; i < care.all.indexes.size(); ++i) {
        bytes += care.all.indexes[i].bytes;
        const auto kind = care.findings[i].kind;
        if (kind == care::IndexFinding::Kind::Duplicate || kind == care::IndexFinding::Kind::Unused)
            waste += care.all.indexes[i].bytes;
        invalid += kind == care::IndexFinding::Kind::Invalid;
    }
    QStringList summary{tr("%n index(es) (takes|take) %1; %2 of it (serves|serve) nobody.", nullptr,
        int(care.all.indexes.size()))
                            .arg(items::bytesText(bytes), items::bytesText(waste))};
    if (invalid > 0)
        summary << tr("%n index(es) (is|are) INVALID: writes are slower for nothing.", nullptr,
            invalid);
    if (!care.missing.empty())
        summary << tr("%n index(es) would help the pages, the guides, foreign keys or slow queries.",
            nullptr, int(care.missing.size()));
    summary << care.slow;
    m_list->setSummary(summary);
    std::vector<items::IndexRow> rows = items::indexRows(care);
    const bool any = !rows.empty();
    m_model->update(std::move(rows));
    if (any)
        m_list->table().overlay().clear();
    else
        m_list->table().overlay().showEmpty(
            u"server"_s, tr("No index"), tr("This database has no table with an index."));
    m_list->fit();
    showDetail();
}

const items::IndexRow *DatabaseIndexes::current() const
{
    const int row = m_list->currentRow();
    return row < 0 ? nullptr : &m_model->row(row);
}

void DatabaseIndexes::showDetail()
{
    const items::IndexRow *row = current();
    const bool busy = !m_jobs.isEmpty();
    m_make->setVisible(row && row->wish);
    m_rebuild->setVisible(row && row->index);
    m_drop->setVisible(row && row->index);
    if (!row)
        return m_list->setDetail({});
    QStringList lines{row->reason};
    if (row->wish) {
        lines << tr("The table takes %1.").arg(items::bytesText(row->wish->tableBytes));
        m_make->setEnabled(!busy);
        m_list->setDetail(
            {row->name(), row->word, row->severity, lines, row->wish->definition() + u';'});
        return;
    }
    const care::IndexInfo &index = *row->index;
    lines << tr("%1 on a table of %2").arg(items::bytesText(index.bytes), items::bytesText(index.tableBytes));
    if (index.expectedBytes)
        lines << tr("About %1 would do without bloat (an estimate)")
                     .arg(items::bytesText(qint64(*index.expectedBytes)));
    if (!index.constraint.isEmpty())
        lines << tr("Keeps the constraint %1").arg(index.constraint);
    const auto drop = care::dropAct(index);
    const auto rebuild = care::rebuildAct(index);
    m_drop->setEnabled(drop && !busy);
    m_drop->setToolTip(drop ? QString() : plainToolTip(drop.error().text));
    m_rebuild->setEnabled(rebuild && !busy);
    m_rebuild->setToolTip(rebuild ? QString() : plainToolTip(rebuild.error().text));
    m_list->setDetail({row->name(), row->word, row->severity, lines, index.definition + u';'});
}

void DatabaseIndexes::make()
{
    if (const items::IndexRow *row = current(); row && row->wish)
        confirm(care::createAct(*row->wish));
}

void DatabaseIndexes::change(ActOf actOf)
{
    const items::IndexRow *row = current();
    if (!row || !row->index)
        return;
    const auto act = actOf(*row->index);
    if (act)
        confirm(act.value());
    else
        Q_EMIT said(items::Severity::Warn, act.error().text);
}

void DatabaseIndexes::confirm(const care::IndexAct &act)
{
    const items::IndexRow *row = current();
    QList<Figure> figures;
    if (row && row->index) {
        figures << Figure{tr("Size"), items::bytesText(row->index->bytes)}
                << Figure{tr("Used"), QLocale().toString(row->index->scans), row->index->scans > 0};
    } else if (row) {
        figures << Figure{tr("Table"), items::bytesText(row->wish->tableBytes)};
    }
    m_gate.pass(this, [this, act, figures] {
        Confirmation question;
        switch (act.kind) {
        case Kind::Create:
            question.question = tr("Make the index %1?").arg(act.name);
            question.consequence = tr("Reading and writing go on meanwhile. It can be cancelled, and "
                                      "leaves nothing then.");
            question.verb = tr("Make the index");
            break;
        case Kind::Drop:
            question.question = tr("Drop the index %1?").arg(act.name);
            question.consequence = tr("Queries that used it become slow. Its definition is kept in the "
                                      "record of changes, so that it can be made again.");
            question.verb = tr("Drop the index");
            question.typedName = act.name;
            break;
        case Kind::Rebuild:
            question.question = tr("Rebuild the index %1?").arg(act.name);
            question.consequence = tr("A new one is built beside it, which needs its space once more; "
                                      "reading and writing go on meanwhile.");
            question.verb = tr("Rebuild the index");
            break;
        }
        question.destructive = act.kind == Kind::Drop;
        question.objects = {act.statement};
        question.figures = figures;
        auto *dialog = new ConfirmDialog(question, targetOf(m_workspace), this);
        dialog->setObjectName(u"databaseIndexConfirm"_s);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, act] { run(act); });
        dialog->open();
    });
}

void DatabaseIndexes::run(const care::IndexAct &act)
{
    const auto done = std::make_shared<care::IndexOutcome>();
    follow(care::indexRecipe(tr("Index %1").arg(act.name), m_workspace.link().openJobSession()->options(),
               act, m_gate.policy(), m_gate.actor(), done),
        [done] { return done->sentence; });
}

void DatabaseIndexes::follow(Recipe recipe, std::function<QString()> sentence)
{
    const auto id = std::make_shared<qint64>(0);
    *id = m_workspace.jobs().start(std::move(recipe),
        [self = QPointer<DatabaseIndexes>(this), id, sentence = std::move(sentence)](
            const Result<> &result) {
            if (!self)
                return;
            self->m_jobs.remove(*id);
            if (result)
                Q_EMIT self->said(items::Severity::Good, sentence());
            else if (result.error().kind == Error::Kind::Cancelled)
                Q_EMIT self->said(items::Severity::Info, tr("Cancelled; nothing was left behind."));
            else
                Q_EMIT self->said(items::Severity::Bad, result.error().text);
            self->refresh();
        });
    m_jobs.insert(*id);
    Q_EMIT said(items::Severity::Info, tr("At work; the page Jobs shows how far it is."));
    showDetail();
}

void DatabaseIndexes::planOptimize()
{
    const auto recognition = m_workspace.chosenRecognition();
    ask(
        [recognition](db::Sql &sql) {
            return care::planOptimize(sql, recognition ? *recognition : systems::Recognition());
        },
        [this](const Result<care::OptimizePlan> &plan) {
            if (!plan)
                Q_EMIT said(items::Severity::Bad, plan.error().text);
            else if (plan.value().items.empty())
                Q_EMIT said(items::Severity::Good, tr("Nothing is missing."));
            else
                openOptimize(plan.value());
        });
}

void DatabaseIndexes::openOptimize(const care::OptimizePlan &plan)
{
    auto *dialog = new DatabaseOptimizeDialog(m_workspace, m_gate, plan, this);
    connect(dialog, &DatabaseOptimizeDialog::ended, this, &DatabaseIndexes::refresh);
    dialog->open();
}

} // namespace gatehouse::ui
