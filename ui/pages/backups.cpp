#include "ui/pages/backups.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {
constexpr int kDetailWidth = 340;
constexpr int kHistoryLines = 8;
} // namespace

BackupsPage::BackupsPage(Workspace &workspace, QWidget *parent)
    : Page(workspace, parent), m_gate(new ChangeGate(workspace, this))
{
    setObjectName(u"backupsPage"_s);
    m_model = items::makeBackupsModel(this).release();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge + 4, space::kLarge, space::kLarge + 4, space::kLarge);
    column->setSpacing(space::kMedium);
    buildHeader();
    m_table = new TableView(u"backups/list"_s, tr("Backups"), this);
    m_table->setObjectName(u"backupsTable"_s);
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(m_model->columnOf(u"proof"_s), new BadgeDelegate(m_table));
    m_table->setHiddenByDefault({u"age"_s}); // the time it was made stands first
    m_table->keepColumns(workspace.settings());
    m_detail = makeDetail();
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(m_table, 1);
    row->addWidget(m_detail);
    column->addLayout(row, 1);
    m_schedule = new PlainLabel(this);
    m_schedule->setObjectName(u"backupsSchedule"_s);
    m_schedule->setTone(PlainLabel::Tone::Muted);
    column->addWidget(m_schedule);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &BackupsPage::showDetail);
    connect(m_table, &TableView::openRequested, this, &BackupsPage::openRestore);
    refresh();
}

QString BackupsPage::folder() const { return backup::folderOf(m_workspace.settings()); }

void BackupsPage::buildHeader()
{
    m_header = new PageHeader(tr("Backups"), this);
    m_create = makeButton(tr("&Back up now…"), ButtonKind::Primary, this, u"backupCreate"_s);
    m_tidy = makeButton(tr("&Tidy up…"), ButtonKind::Plain, this, u"backupTidy"_s);
    m_plan = makeButton(tr("&Schedule…"), ButtonKind::Plain, this, u"backupSchedule"_s);
    for (QPushButton *button : {m_tidy, m_plan, m_create})
        m_header->addAction(button);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"backupsBanner"_s);
    m_undo = new Banner(this);
    m_undo->setObjectName(u"backupsUndo"_s);
    m_old = new Banner(this);
    m_old->setObjectName(u"backupsOld"_s);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_header, m_banner, m_undo, m_old})
        layout()->addWidget(widget);
    connect(m_old, &Banner::actionTriggered, this, &BackupsPage::dropOld);
    connect(m_tidy, &QPushButton::clicked, this, &BackupsPage::openTidy);
    connect(m_plan, &QPushButton::clicked, this, &BackupsPage::openSchedule);
    connect(m_create, &QPushButton::clicked, this, &BackupsPage::openCreate);
    connect(m_undo, &Banner::actionTriggered, this, &BackupsPage::takeBack);
}

QWidget *BackupsPage::makeDetail()
{
    auto *card = new Card(this);
    card->setObjectName(u"backupDetail"_s);
    card->setFixedWidth(kDetailWidth);
    m_title = new PlainLabel(card);
    m_title->setFont(headingFont());
    m_proof = new Badge(card);
    m_facts = new PlainLabel(card);
    m_facts->setObjectName(u"backupFacts"_s);
    m_facts->setSelectable(true);
    m_history = new PlainLabel(card);
    m_history->setObjectName(u"backupHistory"_s);
    m_history->setTone(PlainLabel::Tone::Muted);
    m_verify = makeButton(tr("&Verify"), ButtonKind::Plain, card, u"backupVerify"_s);
    m_verify->setToolTip(tr("Compares every checksum and reads the archive to its end."));
    m_drill = makeButton(tr("&Drill"), ButtonKind::Plain, card, u"backupDrill"_s);
    m_drill->setToolTip(
        tr("Restores into a private PostgreSQL on this machine and compares every table."));
    m_tables = makeButton(tr("T&ables…"), ButtonKind::Plain, card, u"backupTables"_s);
    m_tables->setToolTip(tr("Brings single tables back into a schema of their own."));
    m_restore = makeButton(tr("&Restore…"), ButtonKind::Danger, card, u"backupRestore"_s);
    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_proof, 0, Qt::AlignTop);
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {m_verify, m_drill, m_tables, m_restore})
        buttons->addWidget(button);
    buttons->addStretch();
    auto *checks = new PlainLabel(tr("Checks"), card);
    checks->setFont(headingFont());
    card->content()->addLayout(top);
    card->content()->addWidget(m_facts);
    card->content()->addLayout(buttons);
    card->content()->addSpacing(space::kSmall);
    card->content()->addWidget(checks);
    card->content()->addWidget(m_history);
    card->content()->addStretch(1);
    connect(m_verify, &QPushButton::clicked, this, [this] { prove(backup::Level::Read); });
    connect(m_drill, &QPushButton::clicked, this, [this] { prove(backup::Level::Drill); });
    connect(m_tables, &QPushButton::clicked, this, &BackupsPage::openTables);
    connect(m_restore, &QPushButton::clicked, this, &BackupsPage::openRestore);
    return card;
}

void BackupsPage::refresh()
{
    if (m_asking)
        return;
    m_asking = true;
    deliver(backup::openBackups(folder()), this, [this](const Result<backup::SharedBackups> &all) {
        m_asking = false;
        if (all) {
            show(*all.value());
            askWindow();
        } else {
            m_banner->showMessage(items::Severity::Bad, all.error().text);
        }
    });
    deliver(backup::openSchedules(), this,
        [this](const Result<std::vector<backup::Scheduled>> &scheduled) {
            if (scheduled)
                m_scheduled = scheduled.value();
            showSchedule();
            showAdvice();
        });
    askRestores();
}

void BackupsPage::show(const std::vector<backup::Found> &all)
{
    m_all = all;
    std::vector<items::BackupRow> rows;
    const QDateTime now = m_workspace.clock().now();
    for (const backup::Found &found : m_all)
        rows.push_back(items::toBackupRow(found, now));
    m_header->setSubtitle(tr("%n in %1", nullptr, int(rows.size())).arg(folder()));
    showSchedule();
    const bool any = !rows.empty();
    m_model->update(std::move(rows));
    m_detail->setVisible(any);
    if (any && m_wasEmpty) // its widths were those of an empty list
        m_table->fitColumns();
    m_wasEmpty = !any;
    if (any)
        m_table->overlay().clear();
    else
        m_table->overlay().showEmpty(u"hard-drive-download"_s, tr("No backup yet"),
            tr("A backup is read back in full before it gets its name, and a drill proves that it "
               "can be restored."));
    if (any && !m_table->currentIndex().isValid())
        m_table->selectRow(0);
    showAdvice();
    showDetail();
}

void BackupsPage::showSchedule()
{
    QStringList lines;
    for (const backup::Scheduled &one : m_scheduled)
        lines << tr("Schedule %1 (%2): next run %3, last run %4")
                     .arg(one.name, one.calendar,
                         one.next.isValid() ? one.next.toString(u"yyyy-MM-dd HH:mm"_s) : tr("none"),
                         one.last.isValid() ? one.last.toString(u"yyyy-MM-dd HH:mm"_s)
                                            : tr("none"));
    if (lines.isEmpty())
        lines << tr("No schedule: nothing is backed up while this window is closed.");
    if (!m_window.isEmpty())
        lines << m_window;
    m_schedule->setLines(lines);
}

void BackupsPage::showAdvice()
{
    const bool said = m_banner->isVisibleTo(this)
        && (m_banner->severity() == items::Severity::Bad
            || m_banner->severity() == items::Severity::Good);
    if (said) // the outcome of what was just done
        return;
    QStringList sentences;
    for (const backup::Scheduled &one : m_scheduled) {
        if (one.missed)
            sentences << tr("The schedule %1 was missed or is not active.").arg(one.name);
    }
    const QString lack =
        backup::lackOfProof(m_all, m_workspace.profile().info.database, m_workspace.clock().now());
    if (!lack.isEmpty())
        sentences.prepend(lack);
    const QString why = sentences.join(u' ');
    if (why.isEmpty())
        m_banner->clear();
    else
        m_banner->showMessage(items::Severity::Warn, why);
}

const backup::Found *BackupsPage::selected() const
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return nullptr;
    const QString name = m_model->key(current.row());
    const auto it = std::find_if(m_all.begin(), m_all.end(),
        [&name](const backup::Found &found) { return found.name == name; });
    return it == m_all.end() ? nullptr : &*it;
}

void BackupsPage::showDetail()
{
    const backup::Found *found = selected();
    const bool busy = !m_jobs.isEmpty();
    const bool usable = found && found->manifest && !busy;
    const bool base = usable && found->manifest->format == QLatin1StringView(backup::kBaseFormat);
    m_verify->setEnabled(usable);
    for (QPushButton *button : {m_drill, m_tables, m_restore})
        button->setEnabled(usable && !base);
    m_create->setEnabled(!busy);
    m_tidy->setEnabled(!busy && !m_all.empty());
    if (!found)
        return;
    const items::BackupRow row = items::toBackupRow(*found, m_workspace.clock().now());
    m_title->setText(row.database.isEmpty() ? row.name : row.database);
    m_proof->setBadge(items::badgeOf(row), items::severityOf(row));
    QStringList facts;
    if (found->manifest) {
        const backup::Manifest &m = *found->manifest;
        facts << tr("PostgreSQL %1, pg_dump %2, %3 format").arg(m.server, m.tools, m.format)
              << tr("%n table(s) with %1 rows, each with its checksum", nullptr, row.tables)
                     .arg(QLocale().toString(row.rows))
              << tr("%1 on disk, %2 in the database")
                     .arg(items::bytesText(row.bytes), items::bytesText(m.databaseBytes));
        if (!row.whole)
            facts << tr("Chosen tables only.");
        if (m.lock)
            facts << tr("Encrypted; the recovery key %1 opens it.").arg(m.lock->recoveryId);
    } else {
        facts << row.trouble;
    }
    facts << row.name;
    m_facts->setLines(facts);
    QStringList history;
    for (auto it = found->history.rbegin();
         it != found->history.rend() && history.size() < kHistoryLines; ++it)
        history << u"%1  %2"_s.arg(it->at.toString(u"yyyy-MM-dd HH:mm"_s), it->what);
    m_history->setLines(history.isEmpty() ? QStringList{tr("None was held yet.")} : history);
}

std::vector<PaletteEntry> BackupsPage::paletteEntries()
{
    std::vector<PaletteEntry> entries{
        {tr("Back up now"), {}, u"hard-drive-download"_s, {}, [page = QPointer(this)] {
             if (page && page->m_create->isEnabled())
                 page->openCreate();
         }}};
    for (const items::BackupRow &row : m_model->rows())
        entries.push_back({row.name, items::badgeOf(row), u"hard-drive-download"_s, {},
            [page = QPointer(this), key = row.name] {
                if (page)
                    page->m_table->selectRow(page->m_model->rowOf(key));
            }});
    return entries;
}

} // namespace gatehouse::ui
