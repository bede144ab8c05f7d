#include "ui/pages/usagegroups.h"

#include "ui/delegates/limitbardelegate.h"
#include "ui/pages/usagegroupmodel.h"
#include "ui/pages/usageproof.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"
#include "usage/texts.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// Sorts by SortRole; small lists only.
class Sorted : public QSortFilterProxyModel
{
public:
    explicit Sorted(QObject *parent) : QSortFilterProxyModel(parent)
    {
        setSortRole(items::SortRole);
        setSortCaseSensitivity(Qt::CaseInsensitive);
    }
};

} // namespace

UsageGroups::UsageGroups(UsageQuery &query, const QString &id, const QStringList &fields,
    Columns columns, QWidget *parent)
    : UsageTab(query, parent), m_fields(fields), m_columns(columns)
{
    setObjectName(u"usageBy_"_s + id);
    build(id);
}

UsageGroups::~UsageGroups() { m_table->setModel(nullptr); }

void UsageGroups::build(const QString &id)
{
    m_table = new TableView("usage/by-"_L1 + id + u'/' + m_query.workspace().match()->system->id,
        tr("Requests by %1").arg(id), this);
    m_table->setObjectName(u"usageGroups_"_s + id);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setProperty("frameless", true);
    m_others = new PlainLabel(this);
    m_others->setObjectName(u"usageOthers_"_s + id);
    m_others->setTone(PlainLabel::Tone::Muted);
    m_others->setFont(smallFont());
    m_proof = new UsageProof(tr("How the requests are summed up"), this);
    m_gone = makeButton(
        tr("Requests of keys that no longer exist"), ButtonKind::Link, this, u"usageGone_"_s + id);
    m_rows = makeButton(tr("Show the rows"), ButtonKind::Plain, this, u"usageDrill_"_s + id);
    m_gone->hide();
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(space::kMedium, space::kTiny, space::kSmall, space::kSmall);
    foot->setSpacing(space::kMedium);
    foot->addWidget(m_proof, 1);
    foot->addWidget(m_others);
    foot->addWidget(m_gone);
    foot->addWidget(m_rows);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addLayout(foot);
    followOverlay(m_table->overlay());
    connect(m_table, &TableView::openRequested, this, &UsageGroups::openRow);
    connect(m_rows, &QPushButton::clicked, this, [this] { openRow(m_table->currentIndex()); });
    connect(m_gone, &QPushButton::clicked, this, &UsageGroups::goneWanted);
    updateButtons();
}

const usage::Field *UsageGroups::fieldOf(const usage::Source &source, const QStringList &fields)
{
    for (const QString &each : fields) {
        const usage::Field *field = source.field(each);
        if (field && field->canGroup)
            return field;
    }
    return nullptr;
}

void UsageGroups::forget()
{
    m_table->setModel(nullptr);
    m_model.reset();
    m_field.clear();
    const auto &source = m_query.source();
    if (const usage::Field *field = fieldOf(*source, m_fields)) {
        m_field = field->id;
        m_model = std::make_unique<UsageGroupModel>(
            *source, field->title, m_columns == Columns::Percentiles);
    }
    m_gone->setVisible(m_field == "key"_L1 && source->field(u"keyState"_s));
    if (!m_model)
        return;
    auto *sorted = new Sorted(m_model.get());
    sorted->setSourceModel(m_model.get());
    m_table->setModel(sorted);
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setItemDelegateForColumn(column, nullptr);
    if (const int share = m_model->columnOf(u"share"_s); share >= 0)
        m_table->setItemDelegateForColumn(share, new LimitBarDelegate(m_model.get()));
    m_table->setSortingEnabled(true);
    const QString first = m_columns == Columns::Percentiles ? u"p95"_s : u"requests"_s;
    m_table->sortByColumn(std::max(0, m_model->columnOf(first)), Qt::DescendingOrder);
    m_table->keepColumns(m_query.workspace().settings());
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &UsageGroups::updateButtons);
    updateButtons();
}

void UsageGroups::ask(const usage::Figures &figures)
{
    m_proof->clear();
    m_others->setText({});
    if (m_field.isEmpty()) {
        m_table->overlay().showEmpty(u"circle-help"_s, tr("Not recorded by this back end"),
            tr("Its usage table has no column for it, so nothing can be summed up here."));
        return;
    }
    if (m_model->rowCount() == 0)
        m_table->overlay().showLoading(tr("Summing up the requests"));
    question([figures, by = m_field](db::Sql &sql) { return figures.checkedGroups(sql, by); },
        [this](const Result<usage::Checked<usage::Groups>> &groups) {
            if (groups)
                show(groups.value());
            else
                showTrouble(
                    m_table->overlay(), groups.error(), tr("The requests could not be summed up"));
        });
}

void UsageGroups::show(const usage::Checked<usage::Groups> &checked)
{
    const usage::Groups &groups = checked.figure;
    std::vector<UsageGroupRow> rows;
    for (const usage::Group &group : groups.groups)
        rows.push_back({group, groups.sum > 0 ? double(group.requests) / double(groups.sum) : 0.0});
    const bool first = m_model->rowCount() == 0;
    m_model->update(std::move(rows));
    m_proof->setCheck(checked.check, milliseconds());
    m_others->setText(groups.others > 0
            ? tr("%n further group(s) with %1 requests", nullptr, int(groups.others))
                  .arg(usage::countText(groups.othersRequests))
            : QString());
    if (groups.groups.empty()) {
        showNothing(m_table->overlay());
    } else {
        m_table->overlay().clear();
        if (first)
            m_table->fitUnlessSaved();
    }
    updateButtons();
}

void UsageGroups::openRow(const QModelIndex &index)
{
    const auto *sorted = qobject_cast<QSortFilterProxyModel *>(m_table->model());
    if (!sorted || !index.isValid())
        return;
    const UsageGroupRow &row = m_model->row(sorted->mapToSource(index).row());
    Q_EMIT rowsWanted({row.group.name.chip(m_field)});
}

void UsageGroups::updateButtons()
{
    m_rows->setEnabled(m_table->selectionModel() && m_table->selectionModel()->hasSelection());
}

} // namespace gatehouse::ui
