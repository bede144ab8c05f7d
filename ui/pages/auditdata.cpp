// Where the audit page's rows come from: which trails there are, the chosen one, its query.
#include "audit/entry.h"
#include "base/deliver.h"
#include "browse/source.h"
#include "items/count.h"
#include "trail/trail.h"
#include "ui/delegates/dotdelegate.h"
#include "ui/pages/audit.h"
#include "ui/pages/auditdetail.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/countlabel.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/rangepicker.h"
#include "ui/widgets/tableview.h"

#include <QCache>
#include <QComboBox>
#include <QPushButton>

namespace gatehouse::ui {

namespace {

using SharedSource = std::shared_ptr<const audit::Source>;

// What was said of a row is kept: a paint asks for it several times, and masking takes its time.
class Sentences
{
public:
    struct Told
    {
        QString sentence;
        audit::Grade grade = audit::Grade::Quiet;
    };
    explicit Sentences(SharedSource source)
        : m_source(std::move(source)),
          m_id(m_source->column(u"id"_s)),
          m_deleted(m_source->column(u"deletedFlag"_s))
    {
    }
    const Told &of(const browse::Page &page, int row)
    {
        QByteArray key;
        for (const QString &id : {m_id, m_deleted})
            if (const int place = page.indexOf(id); place >= 0)
                key += page.cell(row, place).toByteArray() + '/';
        if (const Told *known = page.indexOf(m_id) < 0 ? nullptr : m_told.object(key))
            return *known;
        const audit::Values values =
            m_source->values([&](const QString &id) -> std::optional<QString> {
                const int place = page.indexOf(id);
                return place < 0 || page.isNull(row, place)
                    ? std::nullopt
                    : std::optional(QString::fromUtf8(page.cell(row, place)));
            });
        auto *told = new Told{audit::sentence(values), audit::gradeOf(values)};
        m_told.insert(key, told);
        return *told;
    }

private:
    SharedSource m_source;
    QString m_id, m_deleted;
    QCache<QByteArray, Told> m_told{2000};
};

} // namespace

// A back end's trail first, where it keeps one that may be read; our own is always offered.
void AuditPage::chooseTrails()
{
    const bool own = m_trail->count() > 0 && trail() == Trail::Own;
    m_trail->clear();
    const systems::Match *match = m_workspace.match();
    const auto recognition = m_workspace.recognition();
    if (match && recognition && systems::whyNoAudit(*recognition, *match).isEmpty())
        m_trail->addItem(systems::translated(match->system->title), int(Trail::System));
    m_trail->addItem(tr("Gatehouse's own trail"), int(Trail::Own));
    addFiles();
    if (own)
        m_trail->setCurrentIndex(m_trail->findData(int(Trail::Own)));
    m_chosen = m_trail->currentIndex();
    readSource();
}

void AuditPage::readSource()
{
    m_reading.cancel();
    m_reading = CancelToken();
    m_source.reset();
    m_files.reset();
    m_detail->showRow(-1);
    m_banner->clear();
    const bool own = trail() == Trail::Own, files = trail() == Trail::Files;
    m_check->setText(own ? tr("&Verify chain") : tr("&Look for gaps"));
    m_head->setVisible(own);
    m_more->setVisible(own);
    m_record->setVisible(own);
    for (QPushButton *button : {m_check, m_head, m_export})
        button->setEnabled(false);
    if (files)
        return readFiles();
    ++m_waiting;
    const auto recognition = m_workspace.recognition();
    const systems::Match *match = m_workspace.match();
    const auto read = [own, recognition, match = match ? std::optional(*match) : std::nullopt](
                          db::Sql &sql) -> Result<SharedSource> {
        if (!own)
            return audit::Source::read(sql, *recognition, *match);
        auto status = trail::status(sql);
        if (!status)
            return status.error();
        const trail::State state = status.value().state;
        if (state == trail::State::Absent)
            return invalid(status.value().sentence());
        if (state != trail::State::Ready && !status.value().mayRead)
            return refused(status.value().sentence());
        return audit::Source::readOwn(sql);
    };
    deliver(m_workspace.link().interactive().run(read, m_reading), this,
        [this, token = m_reading](const Result<SharedSource> &source) {
            --m_waiting;
            if (token.isCancelled())
                return;
            if (source)
                take(source.value());
            else
                showNoTrail(source.error());
        });
}

void AuditPage::showNoTrail(const Error &error)
{
    m_count->setText({});
    m_header->setSubtitle({});
    m_table->setModel(nullptr);
    m_detail->setModel(nullptr);
    m_model.reset();
    const bool none = trail() == Trail::Own && error.kind == Error::Kind::Invalid;
    m_table->setErrorTitle(
        none ? tr("Gatehouse records nothing here yet") : tr("The audit trail could not be read"));
    if (none)
        m_table->showNotYet(error, u"clipboard-list"_s, tr("Record changes…"));
    else
        m_table->showError(error);
}

void AuditPage::take(SharedSource source)
{
    m_source = std::move(source);
    m_header->setSubtitle(m_files ? m_files->summary() : m_source->note());
    showFields();
    m_table->setModel(nullptr);
    m_detail->setModel(nullptr);
    m_model = std::make_unique<items::BrowseModel>(m_files
            ? audit::sourceOver(m_files)
            : browse::sourceOver(m_workspace.link().interactive(), m_workspace.link().monitor()));
    m_dressed = false;
    const QTimeZone zone = m_range->zone();
    m_model->setZone(zone);
    m_detail->setModel(m_model.get());
    m_detail->setSource(m_source, zone);
    m_table->setEmptyText(u"clipboard-list"_s, tr("Nothing was recorded"),
        tr("The audit trail is empty in this range. Choose a longer one."));
    connect(m_model.get(), &items::BrowseModel::stateChanged, this, [this] {
        if (!m_model->isLoading() && m_model->rowCount() > 0 && m_table->currentRow() < 0)
            m_table->selectRow(0);
    });
    connect(&m_model->figures(), &items::BrowseFigures::totalChanged, this, &AuditPage::showCount);
    for (QPushButton *button : {m_check, m_head, m_export})
        button->setEnabled(true);
    ask();
}

void AuditPage::ask()
{
    if (!m_source)
        return;
    auto query = m_source->rows(filter(), m_workspace.clock().now());
    if (!query)
        return fail(query.error());
    if (m_banner->severity() == items::Severity::Bad)
        m_banner->clear();
    browse::Query wanted = std::move(query).value();
    if (m_dressed)
        wanted.order = m_model->query().order; // what was clicked last
    m_model->setQuery(wanted);
    if (!m_dressed)
        dress();
}

void AuditPage::dress()
{
    m_dressed = true;
    QStringList hidden;
    const QStringList shown = m_source->shownColumns();
    for (const browse::Column &column : m_source->relation()->columns)
        if (!shown.contains(column.id))
            hidden << column.id;
    m_table->setHiddenByDefault(hidden);
    const QString action = m_source->column(u"action"_s);
    const auto tell = std::make_shared<Sentences>(m_source);
    m_model->setDecoration(action, [tell](const browse::Page &page, int row, int role) -> QVariant {
        if (role != Qt::DisplayRole && role != items::SeverityRole && role != Qt::ToolTipRole
            && role != items::CopyRole)
            return {};
        const Sentences::Told &told = tell->of(page, row);
        if (role == items::SeverityRole)
            return QVariant::fromValue(severityOf(told.grade));
        if (role == Qt::ToolTipRole)
            return tr("%1: %2").arg(audit::gradeWord(told.grade), told.sentence);
        return told.sentence;
    });
    for (const browse::Column &column : m_source->relation()->columns)
        if (column.show == browse::Show::Json)
            m_model->setDecoration(column.id,
                [id = column.id](const browse::Page &page, int row, int role) -> QVariant {
                    const int place = page.indexOf(id);
                    const bool text = role == Qt::DisplayRole || role == Qt::ToolTipRole
                        || role == items::CopyRole || role == items::SortRole;
                    if (!text || place < 0 || page.isNull(row, place))
                        return {};
                    return audit::maskedJson(QString::fromUtf8(page.cell(row, place)));
                });
    m_table->setModel(m_model.get());
    m_table->keepColumns(m_workspace.settings());
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const bool sentence =
            m_model->headerData(column, Qt::Horizontal, items::ColumnIdRole).toString() == action;
        m_table->table().setItemDelegateForColumn(
            column, sentence ? new DotDelegate(&m_table->table()) : nullptr);
        if (sentence && m_table->table().columnWidth(column) < 400)
            m_table->table().setColumnWidth(column, 500);
    }
    showCount();
}

void AuditPage::showCount()
{
    if (m_model)
        m_count->setText(items::rowsText(m_model->figures().total()));
}

void AuditPage::refresh()
{
    if (m_source && !m_files) // files are read anew: they grow
        ask();
    else
        readSource();
}

void AuditPage::fail(const Error &error)
{
    if (error.kind != Error::Kind::Cancelled)
        m_banner->showMessage(items::Severity::Bad, error.text);
}

} // namespace gatehouse::ui
