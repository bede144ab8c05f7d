#include "ui/pages/audit.h"

#include "ui/pages/auditdetail.h"
#include "ui/pages/timeline.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/button.h"
#include "ui/widgets/countlabel.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/rangepicker.h"

#include <QComboBox>
#include <QDialog>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

using items::Compare;
using Kind = audit::Field::Kind;

QList<Compare> comparesOf(Kind kind)
{
    switch (kind) {
    case Kind::Number:
        return {Compare::Is, Compare::AtLeast, Compare::AtMost, Compare::Above, Compare::Below,
            Compare::OneOf, Compare::IsNot, Compare::Missing, Compare::Present};
    case Kind::Bool:
        return {Compare::Is, Compare::IsNot};
    case Kind::Json:
        return {Compare::Contains, Compare::Missing, Compare::Present};
    case Kind::Text:
        break;
    }
    return {Compare::Is, Compare::Contains, Compare::StartsWith, Compare::OneOf, Compare::IsNot,
        Compare::Missing, Compare::Present};
}

} // namespace

AuditPage::AuditPage(Workspace &workspace, QWidget *parent) : Page(workspace, parent)
{
    setObjectName(u"auditPage"_s);
    m_gate = new ChangeGate(workspace, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(space::kSmall);
    buildHeader();
    buildBody();
    connect(&workspace, &Workspace::recognised, this, &AuditPage::chooseTrails);
    connect(m_gate, &ChangeGate::failed, this, &AuditPage::fail);
    chooseTrails();
}

AuditPage::~AuditPage()
{
    m_reading.cancel();
    m_working.cancel();
    m_detail->setModel(nullptr);
    m_table->setModel(nullptr);
}

void AuditPage::buildHeader()
{
    m_header = new PageHeader(tr("Audit"), this);
    m_trail = new QComboBox(this);
    m_trail->setObjectName(u"auditSource"_s);
    m_trail->setAccessibleName(tr("Which trail"));
    m_range = new RangePicker(this);
    m_range->setObjectName(u"auditRange"_s);
    m_range->setZone(QTimeZone(m_workspace.profile().zone.toUtf8()));
    m_range->setRange(TimeRange::last(7LL * 24 * 3600 * 1000));
    m_record = makeButton(tr("&Record of changes…"), ButtonKind::Plain, this, u"auditTrail"_s);
    m_check = makeButton(tr("&Verify chain"), ButtonKind::Plain, this, u"auditCheck"_s);
    m_head = makeButton(tr("Export &head…"), ButtonKind::Plain, this, u"auditHead"_s);
    m_export = makeButton(tr("&Export…"), ButtonKind::Plain, this, u"auditExport"_s);
    buildMenu();
    for (QWidget *widget : std::initializer_list<QWidget *>{
             m_trail, m_range, m_record, m_check, m_head, m_more, m_export})
        m_header->addAction(widget);
    connect(m_trail, &QComboBox::activated, this, [this](int index) {
        if (trail() != Trail::OpenFolder && trail() != Trail::OpenFile) {
            m_chosen = index;
            return readSource();
        }
        const bool folder = trail() == Trail::OpenFolder;
        m_trail->setCurrentIndex(m_chosen); // until one is chosen
        chooseFiles(folder);
    });
    connect(m_range, &RangePicker::rangeChanged, this, [this] { ask(); });
    connect(m_record, &QPushButton::clicked, this, [this] {
        connect(m_gate->openTrailDialog(this), &QDialog::finished, this, &AuditPage::readSource);
    });
    connect(m_check, &QPushButton::clicked, this, &AuditPage::check);
    connect(m_head, &QPushButton::clicked, this, &AuditPage::chooseHead);
    connect(m_export, &QPushButton::clicked, this, &AuditPage::chooseExport);
    layout()->addWidget(m_header);
}

void AuditPage::buildBody()
{
    m_filterBar = new FilterBar(this);
    m_filterBar->setTextHint(tr("Filter by actor, action, object, address"));
    m_count = new CountLabel(m_filterBar);
    m_count->setObjectName(u"auditCount"_s);
    m_filterBar->addTrailing(m_count);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"auditBanner"_s);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(u"auditSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(space::kMedium);
    const systems::Match *match = m_workspace.match();
    m_table = new BrowseTable(
        "audit/rows/"_L1 + (match ? match->system->id : u"own"_s), tr("Audit trail"), m_splitter);
    m_table->setObjectName(u"auditTable"_s);
    m_table->setErrorTitle(tr("The audit trail could not be read"));
    m_detail = new AuditDetail(m_splitter);
    const PageSpec *usage = pageSpec(u"usage"_s);
    m_detail->setUsageLinked(usage && whyNotNow(*usage, m_workspace).isEmpty());
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({880, 340});
    layout()->addWidget(m_filterBar);
    layout()->addWidget(m_banner);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_splitter, 1);
    connect(m_filterBar, &FilterBar::textChanged, this, &AuditPage::ask);
    connect(m_filterBar, &FilterBar::conditionsChanged, this, &AuditPage::ask);
    connect(m_table, &BrowseTable::currentRowChanged, m_detail, &AuditDetail::showRow);
    connect(m_table, &BrowseTable::retryRequested, this, [this] {
        if (!m_source)
            readSource();
    });
    connect(m_table, &BrowseTable::beginRequested, m_record, &QPushButton::click);
    connect(m_table, &BrowseTable::clearFilterRequested, this, [this] { m_filterBar->clear(); });
    connect(m_table, &BrowseTable::filterTyped, this, [this](const QString &text) {
        m_filterBar->setText(text);
        m_filterBar->focusText();
        ask();
    });
    connect(m_detail, &AuditDetail::chipWanted, this, &AuditPage::addChip);
    connect(m_detail, &AuditDetail::usageWanted, this, &AuditPage::openUsage);
    connect(m_detail, &AuditDetail::timelineWanted, this,
        [this](const QString &type, const QString &id, const QString &label) {
            (new TimelineDialog(m_workspace, {type, id, label}, this))->open();
        });
}

AuditPage::Trail AuditPage::trail() const { return Trail(m_trail->currentData().toInt()); }

audit::Filter AuditPage::filter() const
{
    audit::Filter filter;
    filter.range = m_range->range();
    for (const items::Condition &condition : m_filterBar->conditions())
        filter.chips.push_back(
            {condition.field, audit::Compare(condition.compare), condition.values});
    filter.text = m_filterBar->text();
    return filter;
}

void AuditPage::setFilter(const audit::Filter &filter)
{
    QList<items::Condition> conditions;
    for (const audit::Chip &chip : filter.chips)
        conditions.append({chip.field, items::Compare(chip.compare), chip.values});
    m_filterBar->setConditions(conditions);
    m_filterBar->setText(filter.text);
    if (filter.range)
        m_range->setRange(*filter.range);
}

void AuditPage::addChip(const audit::Chip &chip)
{
    QList<items::Condition> conditions = m_filterBar->conditions();
    conditions.removeIf(
        [&chip](const items::Condition &condition) { return condition.field == chip.field; });
    conditions.append({chip.field, items::Compare(chip.compare), chip.values});
    m_filterBar->setConditions(conditions);
    ask();
}

void AuditPage::showFields()
{
    QList<items::FilterField> fields;
    for (const audit::Field &field : m_source->fields()) {
        QStringList choices;
        if (field.kind == Kind::Bool)
            choices = {u"true"_s, u"false"_s};
        else if (field.id == "severity"_L1)
            choices = {u"critical"_s, u"error"_s, u"warning"_s, u"info"_s, u"debug"_s};
        fields.append({field.id, field.title, comparesOf(field.kind), choices});
    }
    m_filterBar->setFields(fields);
}

void AuditPage::focusFilter() { m_filterBar->focusText(); }

void AuditPage::cancelQuery()
{
    m_working.cancel();
    m_table->cancel();
}

bool AuditPage::isIdle() const { return m_waiting == 0 && (!m_model || m_model->isIdle()); }

QJsonObject AuditPage::state() const
{
    return {{u"filter"_s, audit::toJson(filter())}, {u"own"_s, trail() == Trail::Own},
        {u"files"_s, trail() == Trail::Files}};
}

void AuditPage::restore(const QJsonObject &state)
{
    const int own = m_trail->findData(int(Trail::Own)), system = m_trail->findData(0);
    if (state.contains(u"traceId"_s)) {
        // From a request: its time is not known here, so all of the time is searched.
        audit::Filter filter;
        filter.range = TimeRange::last(3650LL * 24 * 3600 * 1000);
        filter.chips = {{u"traceId"_s, audit::Compare::Is, {state[u"traceId"_s].toString()}}};
        setFilter(filter);
        m_trail->setCurrentIndex(std::max(0, system));
    } else {
        setFilter(audit::filterFromJson(state[u"filter"_s].toObject()));
        const int files = m_trail->findData(int(Trail::Files));
        m_trail->setCurrentIndex(std::max(0,
            state[u"own"_s].toBool()         ? own
                : state[u"files"_s].toBool() ? files
                                             : system));
    }
    m_chosen = m_trail->currentIndex();
    readSource();
}

} // namespace gatehouse::ui
