#include "ui/pages/databaseoptimize.h"

#include "base/safetext.h"
#include "items/backupsmodel.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/severity.h"
#include "ui/widgets/sqlpreview.h"
#include "ui/workspace.h"

#include <QEvent>
#include <QHeaderView>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;
using care::OptimizeFigures;
using care::OptimizeItem;
using care::OptimizeStep;
using items::Severity;

namespace {

enum Column { Name, State, Lock };
constexpr int kKeyRole = Qt::UserRole, kSeverityRole = Qt::UserRole + 1, kLongest = 300,
              kNameWidth = 340, kStateWidth = 300;

// "a → b", or what is the same in both.
QString change(const QString &before, const QString &after)
{
    return before == after ? after : before + u" → "_s + after;
}

QString sizeText(const std::optional<qint64> &bytes)
{
    return bytes ? items::bytesText(*bytes) : DatabaseOptimizeDialog::tr("held by somebody");
}

QString sizesText(const OptimizeFigures &before, const OptimizeFigures &now)
{
    const QLocale locale;
    return DatabaseOptimizeDialog::tr("indexes %1, %2")
        .arg(change(locale.toString(before.indexes), locale.toString(now.indexes)),
            change(sizeText(before.indexBytes), sizeText(now.indexBytes)));
}

QString countsText(const OptimizeFigures &before, const OptimizeFigures &now)
{
    const auto rows = [](const OptimizeFigures &one) {
        return one.rows < 0 ? DatabaseOptimizeDialog::tr("not counted")
                            : QLocale().toString(qint64(one.rows));
    };
    const auto analyzed = [](const OptimizeFigures &one) {
        return one.analyzed ? one.analyzed->toString(u"yyyy-MM-dd HH:mm:ss"_s)
                            : DatabaseOptimizeDialog::tr("never");
    };
    return DatabaseOptimizeDialog::tr("rows %1, analyzed %2")
        .arg(change(rows(before), rows(now)), change(analyzed(before), analyzed(now)));
}

const OptimizeFigures *sameTable(
    const std::vector<OptimizeFigures> &all, const OptimizeFigures &like)
{
    for (const OptimizeFigures &one : all)
        if (one.schema == like.schema && one.table == like.table)
            return &one;
    return nullptr;
}

} // namespace

DatabaseOptimizeDialog::DatabaseOptimizeDialog(
    Workspace &workspace, ChangeGate &gate, const care::OptimizePlan &plan, QWidget *parent)
    : EnvironmentDialog(tr("Optimise the database"), targetOf(workspace), parent),
      m_workspace(workspace),
      m_gate(gate),
      m_plan(plan),
      m_outcome(std::make_shared<care::OptimizeOutcome>())
{
    setObjectName(u"databaseOptimizeDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"optimizeBanner"_s);
    m_note = new PlainLabel(plan.slow, this);
    m_note->setObjectName(u"optimizeNote"_s);
    m_note->setTone(PlainLabel::Tone::Muted);
    m_note->setWordWrap(true);
    makeTree();
    m_sql = new SqlPreview(this);
    m_sql->setObjectName(u"optimizeSql"_s);
    m_sql->setWrapped();
    m_progress = new ProgressRow(tr("Optimise"), this);
    m_progress->setObjectName(u"optimizeProgress"_s);
    m_progress->hide();
    connect(m_progress, &ProgressRow::cancelRequested, this,
        [this] { m_workspace.jobs().cancel(m_job); });
    content()->addWidget(m_banner);
    content()->addWidget(m_tree, 3);
    content()->addWidget(m_sql, 2);
    content()->addWidget(m_note);
    content()->addWidget(m_progress);
    makeButtons();
    setMinimumSize(1080, 680);
    fill();
    if (!m_plan.barred.isEmpty())
        m_banner->showMessage(Severity::Bad, m_plan.barred);
    connect(m_tree, &QTreeWidget::itemChanged, this, &DatabaseOptimizeDialog::update_);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &DatabaseOptimizeDialog::showSql);
    int first = 0; // step with something to do
    while (first < 2 && m_tree->topLevelItem(first)->childCount() == 0)
        ++first;
    m_tree->setCurrentItem(m_tree->topLevelItem(first));
    update_();
}

void DatabaseOptimizeDialog::makeTree()
{
    m_tree = new QTreeWidget(this);
    m_tree->setObjectName(u"optimizeTree"_s);
    m_tree->setAccessibleName(tr("Steps"));
    m_tree->setHeaderLabels({tr("Step"), tr("State"), tr("Lock or figures")});
    m_tree->setAlternatingRowColors(true);
    m_tree->header()->setStretchLastSection(true);
    m_tree->setColumnWidth(Name, kNameWidth);
    m_tree->setColumnWidth(State, kStateWidth);
}

void DatabaseOptimizeDialog::makeButtons()
{
    m_cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"optimizeCancel"_s);
    m_submit = makeButton(tr("&Run"), ButtonKind::Primary, this, u"optimizeSubmit"_s);
    m_cancel->setDefault(true);
    buttons()->addStretch(1);
    buttons()->addWidget(m_cancel);
    buttons()->addWidget(m_submit);
    connect(m_cancel, &QPushButton::clicked, this, &DatabaseOptimizeDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, &DatabaseOptimizeDialog::submit);
}

void DatabaseOptimizeDialog::fill()
{
    for (OptimizeStep step : {OptimizeStep::Tables, OptimizeStep::Indexes, OptimizeStep::Analyze})
        addStep(step);
    addFigures();
}

void DatabaseOptimizeDialog::addStep(OptimizeStep step)
{
    auto *top = new QTreeWidgetItem(m_tree);
    top->setText(Name, u"%1. %2"_s.arg(int(step) + 1).arg(care::optimizeStepTitle(step)));
    QFont strong = m_tree->font();
    strong.setBold(true);
    top->setFont(Name, strong);
    int count = 0;
    for (const OptimizeItem &item : m_plan.items)
        if (item.step == step) {
            addItem(top, item);
            ++count;
        }
    if (count == 0)
        return setState(top, tr("nothing is missing"), Severity::Good);
    top->setFlags(top->flags() | Qt::ItemIsUserCheckable | Qt::ItemIsAutoTristate);
    setState(top, tr("%n statement(s)", nullptr, count), Severity::None);
    top->setExpanded(step != OptimizeStep::Analyze);
}

void DatabaseOptimizeDialog::addItem(QTreeWidgetItem *step, const OptimizeItem &item)
{
    auto *one = new QTreeWidgetItem(step);
    const bool possible = item.barred.isEmpty() && m_plan.barred.isEmpty();
    one->setData(Name, kKeyRole, item.key());
    one->setText(Name, safeText(item.name(), kLongest));
    one->setText(Lock, possible ? item.lock : QString());
    one->setToolTip(Lock, plainToolTip(item.lock));
    one->setCheckState(Name, possible && item.offered ? Qt::Checked : Qt::Unchecked);
    if (!possible)
        one->setFlags(one->flags() & ~(Qt::ItemIsUserCheckable));
    if (!item.barred.isEmpty())
        setState(one, item.barred, Severity::Warn);
    else if (!item.offered)
        setState(one, tr("a slow query asks for it"), Severity::Info);
    else
        setState(one, tr("to do"), Severity::None);
}

void DatabaseOptimizeDialog::addFigures()
{
    m_figures = new QTreeWidgetItem(m_tree);
    m_figures->setText(Name, u"4. "_s + tr("Figures"));
    QFont strong = m_tree->font();
    strong.setBold(true);
    m_figures->setFont(Name, strong);
    setState(m_figures, tr("%n table(s), as they are now", nullptr, int(m_plan.before.size())),
        Severity::None);
    for (const OptimizeFigures &one : m_plan.before)
        addFigures(one, one);
}

void DatabaseOptimizeDialog::addFigures(const OptimizeFigures &before, const OptimizeFigures &now)
{
    auto *row = new QTreeWidgetItem(m_figures);
    row->setText(Name, safeText(now.table, kLongest));
    setState(row, sizesText(before, now), Severity::None);
    row->setText(Lock, countsText(before, now));
    row->setToolTip(Lock, plainToolTip(row->text(Lock)));
}

void DatabaseOptimizeDialog::setState(QTreeWidgetItem *item, const QString &text, Severity severity)
{
    item->setText(State, safeText(text, kLongest));
    item->setToolTip(State, plainToolTip(text));
    item->setData(State, kSeverityRole, int(severity));
    colour(item);
}

void DatabaseOptimizeDialog::colour(QTreeWidgetItem *item)
{
    const auto severity = Severity(item->data(State, kSeverityRole).toInt());
    const Tokens &tokens = Theme::current().tokens();
    item->setForeground(State, severity == Severity::None ? QBrush() : tokens.of(severity));
    item->setIcon(State,
        severity == Severity::None ? QIcon() : icon(severityIcon(severity), tokens.of(severity)));
}

void DatabaseOptimizeDialog::changeEvent(QEvent *event)
{
    EnvironmentDialog::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_tree)
        return;
    const QSignalBlocker quiet(m_tree);
    for (QTreeWidgetItemIterator at(m_tree); *at; ++at)
        colour(*at);
}

void DatabaseOptimizeDialog::showSql()
{
    QTreeWidgetItem *at = m_tree->currentItem();
    if (!at)
        return;
    const QStringList keys = chosen();
    const QString key = at->data(Name, kKeyRole).toString();
    QStringList lines;
    for (const OptimizeItem &item : m_plan.items) {
        const bool ofStep = key.isEmpty() && m_tree->indexOfTopLevelItem(at) == int(item.step)
            && keys.contains(item.key());
        if (!ofStep && item.key() != key)
            continue;
        lines << u"-- "_s + item.why << u"-- "_s + tr("Lock: %1").arg(item.lock)
              << item.sql + u";\n"_s;
        if (const care::OptimizeResult *one = m_outcome->find(item.key()))
            lines << u"-- "_s + one->sentence;
    }
    const bool figures = at == m_figures || at->parent() == m_figures;
    if (lines.isEmpty())
        lines << u"-- "_s
                + (figures ? tr("Figures are read before and after; nothing is run for them.")
                           : tr("Nothing is chosen here."));
    m_sql->setSql(lines.join(u'\n'));
}

QStringList DatabaseOptimizeDialog::chosen() const
{
    QStringList keys;
    for (int step = 0; step < m_tree->topLevelItemCount(); ++step) {
        const QTreeWidgetItem *top = m_tree->topLevelItem(step);
        for (int i = 0; i < top->childCount(); ++i)
            if (top->child(i)->checkState(Name) == Qt::Checked)
                keys << top->child(i)->data(Name, kKeyRole).toString();
    }
    return keys;
}

void DatabaseOptimizeDialog::update_()
{
    const int count = m_plan.barred.isEmpty() ? int(m_plan.only(chosen()).items.size()) : 0;
    m_submit->setText(tr("&Run %n statement(s)", nullptr, count));
    m_submit->setEnabled(count > 0 && m_job == 0);
    m_submit->setVisible(!m_over);
    m_cancel->setText(m_over ? tr("Close") : tr("Cancel"));
    showSql();
}

void DatabaseOptimizeDialog::submit()
{
    m_gate.pass(this, [this] { start(); });
}

void DatabaseOptimizeDialog::start()
{
    m_banner->clear();
    m_tree->setEnabled(false);
    m_progress->show();
    m_progress->setCancellable(true);
    const QString title = tr("Optimise the database");
    m_job = m_workspace.jobs().start(
        care::optimizeRecipe(title, m_workspace.link().openJobSession()->options(),
            m_plan.only(chosen()), m_gate.policy(), m_gate.actor(), m_outcome),
        [self = QPointer(this)](const Result<> &result) {
            if (self)
                self->finished(result);
        });
    connect(&m_workspace.jobs(), &JobCentre::changed, this, [this](qint64 id) {
        if (id == m_job)
            follow();
    });
    update_();
}

void DatabaseOptimizeDialog::follow()
{
    for (const JobRecord &record : m_workspace.jobs().records())
        if (record.id == m_job && record.state == JobState::Running)
            m_progress->setProgress(record.progress);
}

void DatabaseOptimizeDialog::finished(const Result<> &result)
{
    m_job = 0;
    m_over = true;
    m_tree->setEnabled(true);
    m_progress->setCancellable(false);
    const qsizetype failed = m_outcome->failed().size();
    if (result && failed == 0)
        m_progress->setEnded(Severity::Good, tr("done"));
    else if (result)
        m_progress->setEnded(Severity::Warn, tr("%n statement(s) failed", nullptr, int(failed)));
    else if (result.error().kind == Error::Kind::Cancelled)
        m_progress->setEnded(Severity::Warn, tr("stopped; what was made before stays"));
    else
        m_progress->setEnded(Severity::Bad, tr("failed"));
    if (!result && result.error().kind != Error::Kind::Cancelled)
        m_banner->showMessage(Severity::Bad, result.error().text);
    showResults();
    update_();
    Q_EMIT ended();
}

void DatabaseOptimizeDialog::showResults()
{
    const QSignalBlocker quiet(m_tree);
    const QStringList asked = chosen();
    for (int step = 0; step < m_figures->treeWidget()->indexOfTopLevelItem(m_figures); ++step) {
        QTreeWidgetItem *top = m_tree->topLevelItem(step);
        for (int i = 0; i < top->childCount(); ++i) {
            QTreeWidgetItem *row = top->child(i);
            const QString key = row->data(Name, kKeyRole).toString();
            row->setFlags(row->flags() & ~Qt::ItemIsUserCheckable);
            if (const care::OptimizeResult *one = m_outcome->find(key))
                setState(row, one->sentence, one->good ? Severity::Good : Severity::Bad);
            else if (asked.contains(key))
                setState(row, tr("not begun"), Severity::Unknown);
        }
        top->setFlags(top->flags() & ~Qt::ItemIsUserCheckable);
        if (top->childCount() > 0)
            setState(
                top, tr("%n done", nullptr, m_outcome->count(OptimizeStep(step))), Severity::None);
    }
    if (m_outcome->after.empty())
        return;
    qDeleteAll(m_figures->takeChildren());
    setState(m_figures, tr("before → after"), Severity::None);
    for (const OptimizeFigures &now : m_outcome->after) {
        const OptimizeFigures *before = sameTable(m_plan.before, now);
        addFigures(before ? *before : OptimizeFigures(), now);
    }
    m_figures->setExpanded(true);
    m_tree->scrollToItem(m_figures, QAbstractItemView::PositionAtTop);
}

void DatabaseOptimizeDialog::reject()
{
    if (m_job) { // the answer comes with the end of the job
        m_workspace.jobs().cancel(m_job);
        return;
    }
    QDialog::reject();
}

} // namespace gatehouse::ui
