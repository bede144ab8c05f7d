#include "ui/pages/usagerows.h"

#include "ui/page.h"
#include "ui/pages/usagechart.h"
#include "ui/pages/usagedetail.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/tableview.h"
#include "usage/texts.h"

#include <QHBoxLayout>
#include <QSet>
#include <QSplitter>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kDoubtful = 5;    // batches of the tail after a page was asked
constexpr int kLookedAt = 6000; // newest rows at hand

} // namespace

UsageRows::UsageRows(UsageQuery &query, UsageChart &chart, QWidget *parent)
    : UsageTab(query, parent), m_chart(chart)
{
    setObjectName(u"usageRows"_s);
    build();
    connect(&chart, &UsageChart::totalsChanged, this, [this] {
        if (m_model && m_model->rowCount() > 0)
            m_table->table().viewport()->update();
    });
}

UsageRows::~UsageRows() { m_table->setModel(nullptr); }

void UsageRows::build()
{
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(u"usageSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(space::kMedium);
    m_table = new BrowseTable(
        "usage/rows/"_L1 + m_query.workspace().match()->system->id, tr("Requests"), m_splitter);
    m_table->setObjectName(u"usageTable"_s);
    m_table->setEmptyText(u"inbox"_s, tr("No requests yet"),
        tr("The usage table is empty in this range. Choose a longer one."));
    m_table->setErrorTitle(tr("The requests could not be read"));
    m_detail = new UsageDetail(m_splitter);
    const PageSpec *audit = pageSpec(u"audit"_s);
    m_detail->setAuditLinked(audit && whyNotNow(*audit, m_query.workspace()).isEmpty());
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({900, 290});
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_splitter);
    connect(m_table, &BrowseTable::currentRowChanged, m_detail, &UsageDetail::showRow);
    connect(m_table, &BrowseTable::clearFilterRequested, this, &UsageRows::clearFilterWanted);
    connect(m_table, &BrowseTable::filterTyped, this, &UsageRows::filterTyped);
    connect(m_detail, &UsageDetail::chipsWanted, this, &UsageTab::rowsWanted);
    connect(m_detail, &UsageDetail::spanWanted, this, &UsageRows::spanWanted);
    connect(m_detail, &UsageDetail::copyWanted, this, &UsageRows::copyCurrent);
    connect(m_detail, &UsageDetail::traceWanted, this, [this](const QString &traceId) {
        Q_EMIT m_query.workspace().openPage(u"audit"_s, {{u"traceId"_s, traceId}});
    });
}

void UsageRows::copyCurrent()
{
    m_table->selectRow(m_table->currentRow());
    m_table->table().showCopyMenu();
}

void UsageRows::forget()
{
    m_detail->showRow(-1);
    m_detail->setModel(nullptr);
    m_table->setModel(nullptr);
    const auto old = std::move(m_model); // until nobody points at it any more
    m_seen = false;
    m_model = std::make_unique<items::BrowseModel>(browse::sourceOver(
        m_query.session(UsageQuery::Lane::Pages), m_query.session(UsageQuery::Lane::Counts)));
    m_detail->setModel(m_model.get());
    connect(m_model.get(), &items::BrowseModel::stateChanged, this, &UsageRows::rowsCame);
    Q_EMIT modelChanged();
}

void UsageRows::rowsCame()
{
    if (m_model->isLoading() || m_model->rowCount() == 0)
        return;
    if (std::exchange(m_fresh, false) && m_table->currentRow() < 0)
        m_table->selectRow(0);
    if (!std::exchange(m_seen, true))
        Q_EMIT firstRows();
}

void UsageRows::ask(const usage::Figures &figures)
{
    const bool first = !m_model->query().relation;
    m_model->setZone(figures.zone());
    browse::Query query = figures.rows();
    if (m_live) {
        const auto open = usage::Figures::of(
            figures.shared(), figures.filter(), {figures.span().from, usage::kEver.to});
        if (open)
            query = open.value().rows();
    } else if (!first) {
        query.order = m_model->query().order; // what was clicked last
    }
    m_doubtful = kDoubtful;
    m_fresh = true;
    m_model->setQuery(query);
    m_model->setLive(m_live);
    if (first) {
        QStringList hidden;
        const QStringList shown = m_query.source()->shownColumns();
        const QString keyName = m_query.source()->column(u"keyName"_s);
        for (const browse::Column &column : query.relation->columns) {
            const bool mask = !keyName.isEmpty() && column.id == m_query.source()->column(u"key"_s);
            if (!shown.contains(column.id) || mask)
                hidden << column.id;
        }
        m_table->setHiddenByDefault(hidden);
        m_table->setModel(m_model.get());
        m_table->keepColumns(m_query.workspace().settings());
        dress();
    }
    m_detail->setSource(m_query.source(), figures.zone());
}

void UsageRows::dress()
{
    dressKeys(m_query.figures()->zone());
    dressDurations();
}

// The name with the mask behind it; a key that is not in the list any more by its fingerprint.
void UsageRows::dressKeys(const QTimeZone &)
{
    const QString name = m_query.source()->column(u"keyName"_s);
    const QString key = m_query.source()->column(u"key"_s);
    if (name.isEmpty())
        return;
    m_model->setDecoration(
        name, [name, key](const browse::Page &page, int row, int role) -> QVariant {
            const int nameAt = page.indexOf(name), keyAt = page.indexOf(key);
            if (nameAt < 0 || keyAt < 0 || page.isNull(row, keyAt))
                return {};
            const bool gone = page.isNull(row, nameAt);
            const QString held = QString::fromUtf8(page.cell(row, keyAt));
            const qsizetype mark = held.lastIndexOf(" #"_L1);
            switch (role) {
            case Qt::DisplayRole:
                if (gone)
                    return tr("%1, no longer exists").arg(mark < 0 ? held : held.mid(mark + 1));
                return {};
            case items::SecondaryTextRole:
                return mark < 0 ? (gone ? QString() : held) : held.left(mark);
            case items::SeverityRole:
                return gone ? QVariant::fromValue(items::Severity::Warn) : QVariant();
            default:
                return {};
            }
        });
}

// Slow against the other requests of this range, not against a number that somebody chose.
void UsageRows::dressDurations()
{
    const QString duration = m_query.source()->column(u"duration"_s);
    if (duration.isEmpty())
        return;
    m_model->setDecoration(
        duration, [this, duration](const browse::Page &page, int row, int role) -> QVariant {
            const int at = page.indexOf(duration);
            if ((role != items::SeverityRole && role != Qt::ToolTipRole) || at < 0
                || !m_chart.sums())
                return {};
            const usage::Percentiles &all = m_chart.sums()->now.latency;
            const auto ms = usage::msOf(*m_query.source(), page.cell(row, at));
            if (!ms || !all.p95 || !all.p99 || *ms <= *all.p95)
                return {};
            if (role == items::SeverityRole)
                return QVariant::fromValue(
                    *ms > *all.p99 ? items::Severity::Bad : items::Severity::Warn);
            return *ms > *all.p99 ? tr("Slower than 99 of 100 requests of this range")
                                  : tr("Slower than 95 of 100 requests of this range");
        });
}

void UsageRows::setLive(bool live)
{
    if (m_live == live)
        return;
    m_live = live;
    if (m_model && m_query.figures())
        ask(*m_query.figures());
}

void UsageRows::reload()
{
    m_doubtful = kDoubtful;
    if (m_model)
        m_model->home();
}

// A row may be committed between the tail's look and the page's: then both have it.
void UsageRows::arrive(const browse::Page &page)
{
    if (!m_model || page.rows() == 0)
        return;
    if (m_doubtful <= 0) {
        m_model->arrive(page);
        return;
    }
    --m_doubtful;
    const QString id = m_query.source()->column(u"id"_s);
    QSet<QByteArray> shown;
    for (int row = 0; row < std::min(m_model->rowCount(), kLookedAt); ++row) {
        if (const auto held = m_model->raw(row, id))
            shown.insert(*held);
    }
    std::vector<int> fresh;
    const int column = page.indexOf(id);
    for (int row = 0; row < page.rows(); ++row) {
        if (column < 0 || !shown.contains(page.cell(row, column).toByteArray()))
            fresh.push_back(row);
    }
    if (!fresh.empty())
        m_model->arrive(int(fresh.size()) == page.rows() ? page : page.only(fresh));
}

void UsageRows::stop()
{
    m_table->cancel();
    if (m_model)
        m_model->figures().cancel();
}

} // namespace gatehouse::ui
