#include "ui/pages/databaseretention.h"

#include "base/safetext.h"
#include "items/backupsmodel.h"
#include "ui/pages/databaselist.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/timechart.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;
using partitions::Act;
using retention::Rule;

namespace {
constexpr int kChartHeight = 190;
} // namespace

DatabaseRetention::DatabaseRetention(Workspace &workspace, ChangeGate &gate, QWidget *parent)
    : DatabaseTab(workspace, gate, parent),
      m_model(items::makeRetentionModel(this).release()),
      m_list(new DatabaseList(u"Retention"_s, tr("Rules of retention"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    m_progress = new ProgressRow(tr("At work"), this);
    m_progress->hide();
    column->addWidget(m_list, 1);
    column->addWidget(m_progress);
    buildCard();
    column->addWidget(m_card);
    m_list->setModel(m_model, u"chosen"_s, workspace.settings());
    m_choices = new QMenu(this);
    m_choose = m_list->addButton(tr("Keep for"), false, u"retentionChoose"_s);
    m_choose->setMenu(m_choices);
    m_preview = m_list->addButton(tr("Preview"), false, u"retentionPreview"_s);
    m_run = m_list->addButton(tr("Delete what is old…"), true, u"retentionRun"_s);
    connect(m_preview, &QPushButton::clicked, this, &DatabaseRetention::preview);
    connect(m_run, &QPushButton::clicked, this, &DatabaseRetention::confirmRun);
    connect(m_list, &DatabaseList::currentChanged, this, [this] {
        m_look.reset();
        showDetail();
    });
    connect(m_list, &DatabaseList::opened, this, &DatabaseRetention::preview);
    connect(&m_workspace.jobs(), &JobCentre::changed, this, &DatabaseRetention::follow);
    connect(m_progress, &ProgressRow::cancelRequested, this,
        [this] { m_workspace.jobs().cancel(m_job); });
    m_list->setDetail({});
    m_list->table().overlay().showLoading(tr("Rules of retention"));
    connect(&m_list->table().overlay(), &Overlay::retryRequested, this, &DatabaseRetention::refresh);
}

void DatabaseRetention::buildCard()
{
    m_card = new Card(tr("What would go, by day"), this);
    m_card->setObjectName(u"retentionLook"_s);
    m_chart = new TimeChart(tr("Rows that would go"), ChartStyle::StackedAreas, m_card);
    m_chart->setObjectName(u"retentionChart"_s);
    m_chart->setTitleVisible(false);
    m_chart->setFixedHeight(kChartHeight);
    m_sentence = new PlainLabel(m_card);
    m_sentence->setObjectName(u"retentionSentence"_s);
    m_sentence->setTone(PlainLabel::Tone::Muted);
    m_card->content()->addWidget(m_sentence);
    m_card->content()->addWidget(m_chart);
    const auto button = [this](Act act, const QString &text, ButtonKind kind, const QString &name) {
        QPushButton *made = makeButton(text, kind, m_card, name);
        m_acts.insert(act, made);
        m_card->header()->addWidget(made);
        connect(made, &QPushButton::clicked, this, [this, act] { confirmAct(act); });
    };
    m_plan = makeButton(tr("Partition plan"), ButtonKind::Plain, m_card, u"partitionPlan"_s);
    m_card->header()->addWidget(m_plan);
    connect(m_plan, &QPushButton::clicked, this, &DatabaseRetention::showPlan);
    button(Act::Move, tr("Move to monthly partitions…"), ButtonKind::Plain, u"partitionMove"_s);
    button(Act::Undo, tr("Take the old table back…"), ButtonKind::Plain, u"partitionUndo"_s);
    button(Act::Finish, tr("Drop the old table…"), ButtonKind::Danger, u"partitionFinish"_s);
}

void DatabaseRetention::focusFilter() { m_list->filter().setFocus(); }

std::vector<PaletteEntry> DatabaseRetention::paletteEntries()
{
    return {{tr("Preview of what is old"), {}, u"database"_s, {}, [this] { preview(); }}};
}

void DatabaseRetention::refresh()
{
    const systems::Match *match = m_workspace.match();
    if (!match || !m_workspace.recognition()) {
        m_list->table().overlay().showEmpty(u"database"_s, tr("No rule"),
            tr("No known back end was recognised in this database, so no rule of one is known."));
        m_card->hide();
        return;
    }
    const QString label = m_workspace.profile().info.label();
    ask(
        [recognition = m_workspace.recognition(), match = *match, label](
            db::Sql &sql) -> Result<Answer> {
            const auto choices = retention::loadChoices(retention::choicesFile(), label, match.schema);
            if (!choices)
                return choices.error();
            auto rules = retention::readTables(
                sql, retention::rulesOf(*recognition, match, choices.value()));
            if (!rules)
                return rules.error();
            Answer answer{std::move(rules).value(), {}, {}, {}};
            // Without a right to see the moves the rules are still shown.
            if (auto jobs = partitions::jobs(sql))
                answer.jobs = std::move(jobs).value();
            auto tables = partitions::partitioned(sql);
            if (!tables)
                return tables.error();
            answer.tables = std::move(tables).value();
            auto others = partitions::handOver(sql);
            if (!others)
                return others.error();
            answer.extensions = std::move(others).value();
            return answer;
        },
        [this](const Result<Answer> &answer) {
            if (answer)
                show(answer.value());
            else if (answer.error().kind != Error::Kind::Cancelled)
                m_list->table().overlay().showError(tr("The rules could not be read"), answer.error());
        });
}

void DatabaseRetention::show(const Answer &answer)
{
    m_answer = answer;
    std::vector<items::RetentionRow> rows;
    int disagree = 0, chosen = 0;
    for (const Rule &rule : m_answer.rules) {
        rows.push_back(items::toRetentionRow(rule));
        disagree += rule.disagree() ? 1 : 0;
        chosen += rule.choice.days ? 1 : 0;
    }
    const bool any = !rows.empty();
    m_model->update(std::move(rows));
    QStringList summary{tr("%1 of %2 rules are chosen; for %3 the guide, the code and its comments say "
                           "different numbers. Nothing is deleted without a choice.")
                            .arg(chosen)
                            .arg(m_answer.rules.size())
                            .arg(disagree)};
    for (const partitions::Extension &one : m_answer.extensions)
        summary << one.sentence;
    if (const systems::Match *match = m_workspace.match())
        for (const QString &note : retention::notInDatabase(*match->system))
            summary << note;
    m_list->setSummary(summary);
    if (any)
        m_list->table().overlay().clear();
    else
        m_list->table().overlay().showEmpty(u"database"_s, tr("No rule"),
            tr("Neither the guide nor the code of this back end says how long its tables are kept. "
               "gatehousectl retention choose TABLE --column TIME --days N makes a rule of your own."));
    m_card->setVisible(any);
    m_list->fit();
    showDetail();
}

const Rule *DatabaseRetention::current() const
{
    const int row = m_list->currentRow();
    if (row < 0)
        return nullptr;
    for (const Rule &rule : m_answer.rules)
        if (rule.schema + u'.' + rule.id == m_model->row(row).id)
            return &rule;
    return nullptr;
}

std::optional<partitions::Job> DatabaseRetention::openJob() const
{
    const Rule *rule = current();
    for (const partitions::Job &job : m_answer.jobs)
        if (rule && job.isOpen() && job.schema == rule->schema && job.table == rule->table)
            return job;
    return {};
}

QStringList DatabaseRetention::partitionLines(const Rule &rule) const
{
    QStringList lines;
    for (const partitions::Partitioned &table : m_answer.tables)
        if (table.schema == rule.schema && table.name == rule.table)
            lines << tr("%n partition(s) by %1, %2 month(s) ahead; old ones are dropped as a whole.",
                nullptr, int(table.parts.size()))
                         .arg(safeText(table.time, 60))
                         .arg(table.ahead);
    if (const auto job = openJob())
        lines << tr("Move to partitions: %1.").arg(partitions::stateName(job->state));
    return lines;
}

void DatabaseRetention::showDetail()
{
    const Rule *rule = current();
    fillChoices();
    offer();
    if (!rule)
        return m_list->setDetail({});
    QStringList lines;
    for (const retention::Origin &origin : rule->origins)
        lines << (origin.days == 0 ? tr("%1: never").arg(origin.name)
                                   : tr("%1: %n day(s)", nullptr, origin.days).arg(origin.name))
                + (origin.note.isEmpty() ? QString() : u" – "_s + systems::translated(origin.note));
    lines << (rule->choice.soft ? tr("Old rows are flagged as deleted.") : tr("Old rows are deleted."));
    lines << (rule->choice.archive.isEmpty() ? tr("No archive is written first.")
                                             : tr("Archived first in %1.").arg(safeText(rule->choice.archive)));
    for (const retention::Hold &hold : rule->choice.holds)
        lines << tr("Legal hold: rows with %1 = %2 stay.")
                     .arg(safeText(hold.column, 60), safeText(hold.values.join(u", "_s), 120));
    lines << tr("Ages by the server's clock; times without zone are %1.").arg(safeText(rule->zone, 60));
    lines << partitionLines(*rule);
    if (!rule->problem.isEmpty())
        lines << rule->problem;
    if (const QString why = whyNotHere(rule); !why.isEmpty())
        lines << why;
    m_list->setDetail({safeText(rule->schema + u'.' + rule->id, 120), items::keepText(rule->choice.days),
        rule->choice.days ? items::Severity::Good : items::Severity::Info, lines, {}});
    if (!m_look) {
        m_chart->setData({});
        m_chart->overlay().showEmpty({}, tr("No preview yet"),
            tr("Choose how long the rows are kept, then look at what would go."));
        m_sentence->setText({});
    }
}

void DatabaseRetention::fillChoices()
{
    m_choices->clear();
    const Rule *rule = current();
    if (!rule)
        return;
    for (const retention::Origin &origin : rule->origins)
        m_choices->addAction(tr("%1, as the %2 says").arg(items::keepText(origin.days), origin.name), this,
            [this, origin] { choose(origin.days, origin.name); });
    m_choices->addSeparator();
    for (const int days : {7, 14, 30, 60, 90, 180, 365})
        m_choices->addAction(items::keepText(days), this, [this, days] { choose(days, u"own"_s); });
    m_choices->addSeparator();
    m_choices->addAction(tr("Never delete"), this, [this] { choose(0, u"own"_s); });
    m_choices->addAction(tr("Forget the choice"), this, [this] { choose({}, {}); });
    m_choices->addSeparator();
    if (!rule->softFlag.isEmpty()) {
        QAction *soft = m_choices->addAction(tr("Flag rows as deleted in place of deleting them"));
        soft->setCheckable(true);
        soft->setChecked(rule->choice.soft);
        connect(soft, &QAction::toggled, this, [this](bool on) {
            retention::Choice choice = current()->choice;
            choice.soft = on;
            keep(choice);
        });
    }
    QAction *archive = m_choices->addAction(tr("Write an archive before anything goes"));
    archive->setCheckable(true);
    archive->setChecked(!rule->choice.archive.isEmpty());
    connect(archive, &QAction::toggled, this, [this](bool on) {
        retention::Choice choice = current()->choice;
        choice.archive = on ? retention::archiveFolder() : QString();
        keep(choice);
    });
    m_choices->addAction(tr("Archive in a folder of your own…"), this, &DatabaseRetention::chooseArchive);
    fillHolds(*rule);
}

void DatabaseRetention::choose(std::optional<int> days, const QString &origin)
{
    retention::Choice choice = current()->choice;
    choice.days = days;
    choice.origin = origin;
    keep(choice);
}

// Said before anybody is asked to unlock for it.
QString DatabaseRetention::whyNotHere(const Rule *rule) const
{
    const auto facts = m_workspace.link().facts();
    if (facts && facts->standby)
        return tr("This server is a standby and takes no changes.");
    const auto recognition = m_workspace.recognition();
    const systems::TableFacts *table =
        rule && recognition ? recognition->table(rule->schema, rule->table) : nullptr;
    if (!table || (rule->choice.soft ? table->canUpdate : table->canDelete))
        return {};
    return tr("This role may not delete from %1, and so neither run the rule nor move the table. Connect "
              "as the owner of the table.")
        .arg(safeText(rule->table, 60));
}

void DatabaseRetention::offer()
{
    const Rule *rule = current();
    const QString why = whyNotHere(rule);
    const bool takes = why.isEmpty();
    m_run->setToolTip(why);
    for (QPushButton *act : std::as_const(m_acts))
        act->setToolTip(why);
    const bool idle = m_job == 0 && rule != nullptr && rule->problem.isEmpty();
    const bool free = idle && takes;
    m_choose->setEnabled(idle);
    m_preview->setEnabled(idle && rule->choice.days.value_or(0) > 0);
    m_run->setEnabled(free && m_look && m_look->preview.refusal.isEmpty() && m_look->preview.rows > 0);
    m_plan->setEnabled(rule && !rule->table.isEmpty());
    const auto job = openJob();
    for (auto it = m_acts.begin(); it != m_acts.end(); ++it) {
        const bool can = free && partitions::canDo(it.key(), job)
            && !(it.key() == Act::Move && rule->partitioned);
        it.value()->setEnabled(can);
        it.value()->setVisible(it.key() == Act::Move ? !job || can : job && can);
    }
}

} // namespace gatehouse::ui
