#include "ui/pages/jobs.h"

#include "ui/delegates/badgedelegate.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>

namespace gatehouse::ui {

namespace {
constexpr int kDetailWidth = 400;
}

JobsPage::JobsPage(Workspace &workspace, QWidget *parent)
    : Page(workspace, parent),
      m_model(items::makeJobsModel(this).release()),
      m_table(new TableView(u"jobs/list"_s, tr("Jobs"), this))
{
    auto *header = new PageHeader(tr("Jobs"), this);
    m_clear = makeButton(tr("Clear the ended ones"), ButtonKind::Plain, this, u"clearJobs"_s);
    header->addAction(m_clear);
    m_table->setObjectName("jobsTable"_L1);
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(m_model->columnOf(u"state"_s), new BadgeDelegate(m_table));
    m_table->keepColumns(workspace.settings());
    m_detail = makeDetail();
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(m_table, 1);
    row->addWidget(m_detail);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge + 4, space::kLarge, space::kLarge + 4, space::kLarge);
    column->setSpacing(space::kMedium);
    column->addWidget(header);
    column->addLayout(row, 1);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &JobsPage::showJobs);
    connect(&workspace.jobs(), &JobCentre::changed, this, &JobsPage::showJobs);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &JobsPage::showDetail);
    connect(m_clear, &QPushButton::clicked, this, [this] { m_workspace.jobs().forgetEnded(); });
    showJobs();
}

QWidget *JobsPage::makeDetail()
{
    auto *card = new Card(this);
    card->setObjectName("jobDetail"_L1);
    card->setFixedWidth(kDetailWidth);
    m_title = new PlainLabel(card);
    m_title->setFont(headingFont());
    m_title->setWordWrap(true);
    m_state = new Badge(card);
    m_doing = new PlainLabel(card);
    m_doing->setWordWrap(true);
    m_time = new PlainLabel(card);
    m_time->setTone(PlainLabel::Tone::Muted);
    m_bar = new QProgressBar(card);
    m_bar->setObjectName("jobProgress"_L1);
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setTextVisible(false);
    m_log = new QPlainTextEdit(card);
    m_log->setObjectName("jobLog"_L1);
    m_log->setAccessibleName(tr("What the job said"));
    m_log->setReadOnly(true);
    m_log->setFont(monoFont());
    m_log->setTabChangesFocus(true);
    m_cancel = makeButton(tr("Cancel"), ButtonKind::Danger, card, u"cancelJob"_s);
    m_retry = makeButton(tr("Run again"), ButtonKind::Plain, card, u"retryJob"_s);
    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_state, 0, Qt::AlignTop);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_retry);
    buttons->addStretch();
    auto *column = card->content();
    column->addLayout(top);
    column->addWidget(m_doing);
    column->addWidget(m_bar);
    column->addWidget(m_time);
    column->addLayout(buttons);
    column->addWidget(m_log, 1);
    connect(
        m_cancel, &QPushButton::clicked, this, [this] { m_workspace.jobs().cancel(m_shownJob); });
    connect(m_retry, &QPushButton::clicked, this, [this] { m_workspace.jobs().retry(m_shownJob); });
    return card;
}

void JobsPage::showJobs()
{
    const QDateTime now = m_workspace.clock().now();
    std::vector<items::JobRow> rows;
    for (const JobRecord &record : m_workspace.jobs().records())
        rows.push_back(items::toJobRow(record, now));
    const bool any = !rows.empty();
    const int running = m_workspace.jobs().running();
    m_clear->setEnabled(int(rows.size()) > running);
    m_model->update(std::move(rows));
    m_detail->setVisible(any);
    if (any)
        m_table->overlay().clear();
    else
        m_table->overlay().showEmpty(u"list-checks"_s, tr("No jobs"),
            tr("Migrations, backups, exports and other long work stand here while they run and "
               "after they ended."));
    if (any && !m_table->currentIndex().isValid())
        m_table->selectRow(0);
    if (running > 0)
        m_second.start();
    else
        m_second.stop();
    showDetail();
}

std::optional<JobRecord> JobsPage::selected() const
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return {};
    for (JobRecord &record : m_workspace.jobs().records()) {
        if (record.id == m_model->row(current.row()).id)
            return std::move(record);
    }
    return {};
}

void JobsPage::showDetail()
{
    const auto job = selected();
    if (!job)
        return;
    const items::JobRow row = items::toJobRow(*job, m_workspace.clock().now());
    const bool running = job->state == JobState::Running;
    m_title->setText(row.title);
    m_state->setBadge(items::jobStateName(job->state), items::jobSeverity(job->state));
    m_doing->setText(row.doing);
    m_doing->setTone(
        job->state == JobState::Failed ? PlainLabel::Tone::Bad : PlainLabel::Tone::Normal);
    m_doing->setVisible(!row.doing.isEmpty());
    m_time->setText(row.secondsLeft
            ? tr("%1 so far, about %2 left")
                  .arg(items::durationText(row.seconds), items::durationText(*row.secondsLeft))
            : tr("Took %1").arg(items::durationText(row.seconds)));
    m_time->setVisible(row.secondsLeft || !running);
    m_bar->setVisible(running);
    m_bar->setRange(0, row.permille ? 1000 : 0);
    m_bar->setValue(row.permille.value_or(0));
    m_cancel->setVisible(running);
    m_retry->setVisible(!running);
    m_retry->setEnabled(m_workspace.jobs().canRetry(job->id));
    m_retry->setToolTip(m_retry->isEnabled()
            ? QString()
            : tr("It was started by an earlier run of Gatehouse; start it again from its page."));
    m_shownJob = job->id;
    QStringList log = job->log;
    if (!job->error.detail.isEmpty())
        log.append(job->error.detail);
    showLog(log);
}

// Lines are only added while a job runs: appending keeps the reader's place.
void JobsPage::showLog(const QStringList &lines)
{
    if (lines == m_shownLog)
        return;
    const bool grown = lines.size() > m_shownLog.size() && !m_shownLog.isEmpty()
        && lines.mid(0, m_shownLog.size()) == m_shownLog;
    if (grown)
        m_log->appendPlainText(displayLines(lines.mid(m_shownLog.size()).join(u'\n')));
    else
        m_log->setPlainText(displayLines(lines.join(u'\n')));
    m_shownLog = lines;
}

std::vector<PaletteEntry> JobsPage::paletteEntries()
{
    std::vector<PaletteEntry> entries;
    for (const items::JobRow &row : m_model->rows()) {
        entries.push_back({row.title, items::jobStateName(row.state), u"list-checks"_s, {},
            [page = QPointer(this), id = QString::number(row.id)] {
                if (page)
                    page->m_table->selectRow(page->m_model->rowOf(id));
            }});
    }
    return entries;
}

} // namespace gatehouse::ui
