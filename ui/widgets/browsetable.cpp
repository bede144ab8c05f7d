#include "ui/widgets/browsetable.h"

#include "items/browsemodel.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browseselection.h"
#include "ui/widgets/card.h"
#include "ui/widgets/headerview.h"
#include "ui/widgets/tableview.h"

#include <QApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

BrowseTable::BrowseTable(const QString &id, const QString &name, QWidget *parent) : QWidget(parent)
{
    m_emptyIcon = u"table-2"_s;
    m_emptyTitle = tr("No rows");
    m_emptyAdvice = tr("There is nothing in this table yet.");
    m_errorTitle = tr("The rows could not be read");
    build(id, name);
    followTable();
    followScrolling();
    showState();
}

BrowseTable::~BrowseTable() = default;

void BrowseTable::build(const QString &id, const QString &name)
{
    m_trouble = new Banner(this);
    m_trouble->setObjectName(u"browseTrouble"_s);
    m_advice = new Banner(this);
    m_advice->setObjectName(u"browseAdvice"_s);
    m_table = new TableView(id, name, this);
    m_table->setObjectName(u"browseRows"_s);
    m_table->setRowsElsewhere(true);
    m_table->setProperty("frameless", true); // the frame goes around the bar too
    m_table->horizontalHeader()->setResizeContentsPrecision(0); // what is on the screen
    m_bar = new QScrollBar(Qt::Vertical, this);
    m_bar->setObjectName(u"browsePlace"_s);
    m_bar->setAccessibleName(tr("Place among all rows"));
    m_bar->setFocusPolicy(Qt::NoFocus);
    QSizePolicy kept = m_bar->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // titles do not move when there is nothing to scroll
    m_bar->setSizePolicy(kept);
    m_barBox = new QVBoxLayout;
    m_barBox->addWidget(m_bar);
    auto *box = new Card(this);
    box->setPadding(0);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_table, 1);
    row->addLayout(m_barBox);
    box->content()->addLayout(row);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(m_trouble);
    column->addWidget(m_advice);
    column->addWidget(box, 1);
    setFocusProxy(m_table);
    m_selection = new BrowseSelection(*m_table, this);
}

void BrowseTable::followTable()
{
    connect(m_table, &TableView::openRequested, this,
        [this](const QModelIndex &index) { Q_EMIT openRequested(index.row()); });
    connect(m_table, &TableView::detailsRequested, this,
        [this](const QModelIndex &index) { Q_EMIT detailsRequested(index.row()); });
    connect(m_table, &TableView::filterTyped, this, &BrowseTable::filterTyped);
    connect(m_table, &TableView::copied, this, &BrowseTable::copied);
    connect(m_table, &TableView::sortRequested, this,
        [this](int column, Qt::SortOrder order) { sortBy(column, order, false); });
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this,
        &BrowseTable::titleClicked);
    connect(m_selection, &BrowseSelection::currentChanged, this, &BrowseTable::currentRowChanged);
    connect(&m_table->overlay(), &Overlay::retryRequested, this, &BrowseTable::retry);
    connect(&m_table->overlay(), &Overlay::actionTriggered, this, &BrowseTable::actOnOverlay);
    connect(&m_table->overlay(), &Overlay::stateChanged, this, &BrowseTable::standBar);
    connect(m_trouble, &Banner::actionTriggered, this, &BrowseTable::retry);
    connect(m_advice, &Banner::actionTriggered, this, &BrowseTable::showIndexes);
}

void BrowseTable::setModel(items::BrowseModel *model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    m_early.reset();
    m_jumping = false;
    m_goal = Goal::None;
    m_selection->watch(model);
    m_table->setModel(model);
    m_selection->begin();
    if (model)
        followModel();
    m_table->columnsChanged();
    showOrder();
    showAdvice();
    showState();
    rowsScrolled();
}

void BrowseTable::followModel()
{
    using Model = items::BrowseModel;
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_table->columnsChanged();
        showOrder();
    });
    connect(m_model, &Model::replaced, this, &BrowseTable::showReplaced);
    connect(m_model, &Model::stateChanged, this, [this] {
        m_early.reset();
        if (m_model->error())
            m_jumping = false;
        showState();
        showOrder();
    });
    connect(m_model, &Model::positionChanged, this, &BrowseTable::standBar);
    connect(&m_model->figures(), &items::BrowseFigures::totalChanged, this, [this] {
        showState();
        standBar();
    });
    connect(
        &m_model->figures(), &items::BrowseFigures::planChanged, this, &BrowseTable::showAdvice);
    connect(m_model, &QAbstractItemModel::rowsInserted, this,
        [this](const QModelIndex &, int first, int last) {
            const bool wasEmpty = m_model->rowCount() == last - first + 1;
            const bool follows = m_model->isLive() && m_table->verticalScrollBar()->value() == 0;
            shiftRows(!wasEmpty && !follows && first <= topRow() ? last - first + 1 : 0);
        });
    connect(m_model, &QAbstractItemModel::rowsRemoved, this,
        [this](const QModelIndex &, int first, int last) {
            shiftRows(-std::clamp(topRow() - first, 0, last - first + 1));
        });
}

void BrowseTable::keepColumns(SettingsFile &store)
{
    m_store = &store;
    m_table->keepColumns(store);
}

void BrowseTable::setHiddenByDefault(const QStringList &columnIds)
{
    m_table->setHiddenByDefault(columnIds);
    m_table->columnsChanged();
}

void BrowseTable::setCopyTable(const QString &quotedName) { m_table->setCopyTable(quotedName); }

void BrowseTable::setEmptyText(
    const QString &iconName, const QString &title, const QString &advice)
{
    m_emptyIcon = iconName;
    m_emptyTitle = title;
    m_emptyAdvice = advice;
    showState();
}

void BrowseTable::setErrorTitle(const QString &title) { m_errorTitle = title; }

int BrowseTable::currentRow() const { return m_selection->currentRow(); }

QList<int> BrowseTable::selectedRows() const { return m_table->selectedRowNumbers(); }

void BrowseTable::selectRow(int row) { m_selection->select(row); }

void BrowseTable::refresh()
{
    if (m_model)
        m_model->refresh();
}

void BrowseTable::cancel()
{
    m_jumping = false;
    m_goal = Goal::None;
    if (m_model)
        m_model->cancel();
    standBar();
}

void BrowseTable::titleClicked(int column)
{
    const bool add = QApplication::keyboardModifiers() & Qt::ShiftModifier;
    const auto &sorts = static_cast<HeaderView *>(m_table->horizontalHeader())->sorts();
    const auto sorted = std::find_if(sorts.begin(), sorts.end(),
        [column](const auto &sort) { return sort.first == column; });
    const bool turns = sorted != sorts.end() && sorted->second == Qt::AscendingOrder;
    sortBy(column, turns ? Qt::DescendingOrder : Qt::AscendingOrder, add);
}

void BrowseTable::sortBy(int column, Qt::SortOrder order, bool add)
{
    if (!m_model || !m_model->query().relation)
        return;
    if (!add) {
        m_model->sort(column, order);
        return;
    }
    const QString id = items::columnId(*m_model, column);
    const browse::Column *chosen = m_model->query().relation->column(id);
    if (!chosen || chosen->sort == browse::Sort::None)
        return;
    browse::Query query = m_model->query();
    const auto same = std::find_if(query.order.begin(), query.order.end(),
        [&id](const browse::OrderItem &item) { return item.column == id; });
    if (same != query.order.end())
        same->ascending = order == Qt::AscendingOrder;
    else
        query.order.push_back({id, order == Qt::AscendingOrder});
    m_model->setQuery(query);
}

void BrowseTable::showOrder()
{
    HeaderView::Sorts sorts;
    for (int column = 0; m_model && column < m_model->columnCount(); ++column) {
        const QString id = items::columnId(*m_model, column);
        const browse::Order &order = m_model->query().order;
        for (size_t i = 0; i < order.size(); ++i) {
            if (order[i].column == id) {
                sorts.resize(std::max(sorts.size(), qsizetype(i) + 1), {-1, Qt::AscendingOrder});
                sorts[qsizetype(i)] = {
                    column, order[i].ascending ? Qt::AscendingOrder : Qt::DescendingOrder};
            }
        }
    }
    sorts.removeIf([](const auto &sort) { return sort.first < 0; });
    auto *header = static_cast<HeaderView *>(m_table->horizontalHeader());
    if (header->sorts() == sorts)
        return;
    header->setSorts(sorts);
    header->setSortIndicator(sorts.isEmpty() ? -1 : sorts.first().first,
        sorts.isEmpty() ? Qt::AscendingOrder : sorts.first().second);
}

void BrowseTable::copied(int rows, int missing)
{
    if (missing > 0)
        m_trouble->showMessage(items::Severity::Warn,
            tr("%1 of the selected rows were copied. The others are not loaded: scroll over them, "
               "then copy again.")
                .arg(rows));
}

bool BrowseTable::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
        if (watched == m_table) {
            const auto *key = static_cast<QKeyEvent *>(event);
            const bool plain =
                !(key->modifiers() & (Qt::ShiftModifier | Qt::AltModifier | Qt::MetaModifier));
            if (plain && pressed(key->key()))
                return true;
        }
        break;
    case QEvent::Wheel:
        if (watched == m_bar) { // by rows, as over the table
            QCoreApplication::sendEvent(m_table->verticalScrollBar(), event);
            return true;
        }
        break;
    case QEvent::Resize:
        if (watched == m_table->horizontalHeader())
            m_barBox->setContentsMargins(0, m_table->horizontalHeader()->height(), 0, 0);
        if (watched == m_table->viewport())
            rowsScrolled();
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace gatehouse::ui
