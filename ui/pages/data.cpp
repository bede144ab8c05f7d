#include "ui/pages/data.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "browse/source.h"
#include "browse/types.h"
#include "items/count.h"
#include "ui/delegates/changedelegate.h"
#include "ui/pages/datadetail.h"
#include "ui/pages/datatables.h"
#include "ui/pages/datatree.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/button.h"
#include "ui/widgets/countlabel.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace gatehouse::ui {

DataPage::DataPage(Workspace &workspace, QWidget *parent) : Page(workspace, parent)
{
    setObjectName(u"dataPage"_s);
    m_gate = new ChangeGate(workspace, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(space::kSmall);
    buildHeader();
    buildBody();
    connect(m_gate, &ChangeGate::failed, this, &DataPage::fail);
    showEdits();
    readTree();
}

DataPage::~DataPage()
{
    m_reading.cancel();
    m_working.cancel();
    m_detail->setSource(nullptr, nullptr);
    m_table->setModel(nullptr);
}

void DataPage::buildHeader()
{
    m_header = new PageHeader(tr("Data"), this);
    m_back = makeButton(tr("&Back"), ButtonKind::Plain, this, u"dataBack"_s);
    m_back->setShortcut(QKeySequence::Back);
    m_back->setEnabled(false);
    m_delete = makeButton(tr("De&lete rows"), ButtonKind::Danger, this, u"dataDelete"_s);
    m_add = makeButton(tr("&Add row…"), ButtonKind::Plain, this, u"dataAdd"_s);
    for (QPushButton *button : {m_back, m_delete, m_add})
        m_header->addAction(button);
    connect(m_back, &QPushButton::clicked, this, &DataPage::goBack);
    connect(m_add, &QPushButton::clicked, this, [this] { addRow(0); });
    connect(m_delete, &QPushButton::clicked, this, &DataPage::deleteRows);
    layout()->addWidget(m_header);
}

void DataPage::buildBody()
{
    m_banner = new Banner(this);
    m_banner->setObjectName(u"dataBanner"_s);
    layout()->addWidget(m_banner);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(space::kMedium);
    m_tree = new DataTree(m_splitter);
    auto *middle = new QWidget(m_splitter);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    m_filterBar = new FilterBar(middle);
    m_filterBar->setTextHint(tr("Filter rows by their texts"));
    m_count = new CountLabel(m_filterBar);
    m_count->setObjectName(u"dataCount"_s);
    m_filterBar->addTrailing(m_count);
    m_why = new Banner(middle);
    m_why->setObjectName(u"dataReadOnly"_s);
    m_why->setDismissable(false);
    m_middle = new QSplitter(Qt::Vertical, middle);
    m_middle->setChildrenCollapsible(false);
    column->addWidget(m_filterBar);
    column->addWidget(m_why);
    column->addWidget(m_middle, 1);
    newTable(u"data"_s);
    buildPending();
    m_detail = new DataDetail(m_splitter);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({310, 690, 320});
    static_cast<QVBoxLayout *>(layout())->addWidget(m_splitter, 1);
    m_table->setEmptyText(u"table-2"_s, tr("No table chosen"), tr("Choose one on the left."));
    connect(m_tree, &DataTree::chosen, this, [this](const db::Identifier &name) {
        if (!m_place.name.name().isEmpty())
            m_past += m_place;
        openTable(name);
    });
    connect(m_filterBar, &FilterBar::textChanged, this, &DataPage::ask);
    connect(m_filterBar, &FilterBar::conditionsChanged, this, &DataPage::ask);
    connect(m_detail, &DataDetail::editWanted, this,
        [this](const QString &name) { editCell(m_detail->row(), name); });
    connect(m_detail, &DataDetail::followWanted, this, &DataPage::follow);
}

// Each table keeps its own columns, so it gets a view of its own.
void DataPage::newTable(const QString &settingsId)
{
    delete m_table;
    m_table = new BrowseTable(settingsId, tr("Rows of the table"), m_middle);
    m_table->setObjectName(u"dataTable"_s);
    m_middle->insertWidget(0, m_table);
    m_middle->setStretchFactor(0, 1);
    m_table->setErrorTitle(tr("The rows could not be read"));
    m_table->table().setItemDelegate(new ChangeDelegate(&m_table->table()));
    connect(m_table, &BrowseTable::currentRowChanged, this,
        [this](int row) { m_detail->showRow(row); });
    connect(m_table, &BrowseTable::openRequested, this, [this](int row) {
        const QModelIndex index = m_table->table().currentIndex();
        editCell(row,
            m_model->headerData(index.column(), Qt::Horizontal, items::ColumnIdRole).toString());
    });
    connect(m_table, &BrowseTable::retryRequested, this, [this] {
        if (!m_model)
            readTable();
    });
    connect(m_table, &BrowseTable::clearFilterRequested, this, [this] { m_filterBar->clear(); });
    connect(m_table, &BrowseTable::filterTyped, this, [this](const QString &text) {
        m_filterBar->setText(text);
        m_filterBar->focusText();
        ask();
    });
}

void DataPage::readTree()
{
    ++m_waiting;
    deliver(m_workspace.link().interactive().run(tables::fetchTree), this,
        [this](const Result<tables::Tree> &tree) {
            --m_waiting;
            if (!tree)
                return m_tree->showError(tree.error());
            m_tree->setTree(tree.value());
            if (m_place.name.name().isEmpty())
                m_tree->chooseFirst();
            else
                m_tree->select(m_place.name);
        });
}

void DataPage::openTable(const db::Identifier &name, const QList<items::Condition> &filter)
{
    keepEdits();
    m_place = {name, filter};
    m_tree->select(name);
    m_back->setEnabled(!m_past.isEmpty());
    m_described.reset();
    m_detail->setSource(nullptr, nullptr);
    m_table->setModel(nullptr);
    m_model.reset();
    newTable(u"data/"_s + m_workspace.profile().id + u'/' + name.quoted());
    m_filterBar->setFields({});
    m_filterBar->setConditions({});
    m_filterBar->setText({});
    m_count->setText({});
    m_why->clear();
    m_header->setSubtitle(name.schema() + u'.' + name.name());
    m_edits = m_kept.take(name.quoted());
    m_troubles.clear();
    showEdits();
    readTable();
}

void DataPage::readTable()
{
    m_reading.cancel();
    m_reading = CancelToken();
    ++m_waiting;
    const auto read = [name = m_place.name,
                          secrets = secretsOf(m_workspace, m_place.name, m_tree->model())](
                          db::Sql &sql) { return tables::describe(sql, name, secrets); };
    deliver(m_workspace.link().interactive().run(read, m_reading), this,
        [this, token = m_reading](const Result<tables::Table> &table) {
            --m_waiting;
            if (token.isCancelled())
                return;
            if (table)
                return take(std::make_shared<const tables::Table>(table.value()));
            m_table->showError(table.error());
            showEdits();
        });
}

void DataPage::take(std::shared_ptr<const tables::Table> table)
{
    m_described = std::move(table);
    browse::Order order = m_model ? m_model->query().order : browse::Order();
    std::erase_if(order,
        [this](const auto &item) { return m_described->relation->indexOf(item.column) < 0; });
    m_table->setModel(nullptr);
    m_detail->setSource(nullptr, nullptr);
    db::Session &pages = m_workspace.link().interactive();
    browse::Source source = browse::sourceOver(pages, m_workspace.link().monitor());
    source.value = [&pages](
                       browse::Query query, browse::Cursor row, QString column, CancelToken token) {
        return pages.run(
            [query = std::move(query), row = std::move(row), column](db::Sql &sql) {
                return browse::fetchValue(sql, query, row, column, DataDetail::kMostShown);
            },
            std::move(token));
    };
    m_model = std::make_unique<items::BrowseModel>(std::move(source));
    m_model->setZone(QTimeZone(m_workspace.profile().zone.toUtf8()));
    connect(m_model.get(), &items::BrowseModel::stateChanged, this, [this] {
        if (!m_model->isLoading() && m_model->rowCount() > 0 && m_table->currentRow() < 0)
            m_table->selectRow(0);
    });
    connect(&m_model->figures(), &items::BrowseFigures::totalChanged, this,
        [this] { m_count->setText(items::rowsText(m_model->figures().total())); });
    m_table->setEmptyText(u"table-2"_s, tr("No rows"), tr("This table holds nothing."));
    m_filterBar->setFields(dataFields(*m_described));
    m_filterBar->setConditions(m_place.filter);
    if (m_described->whyReadOnly.isEmpty())
        m_why->clear();
    else
        m_why->showMessage(
            items::Severity::Info, tr("Read-only: %1").arg(m_described->whyReadOnly));
    askIn(order);
    dress();
    showEdits();
}

void DataPage::ask()
{
    if (m_described && m_model)
        askIn(m_model->query().order); // what was clicked last
}

void DataPage::askIn(const browse::Order &order)
{
    if (m_banner->severity() == items::Severity::Bad)
        m_banner->clear();
    m_place.filter = m_filterBar->conditions();
    browse::Query query{m_described->relation};
    query.filter = dataCondition(*m_described, m_place.filter, m_filterBar->text());
    query.order = order;
    m_model->setQuery(query);
}

void DataPage::dress()
{
    decorate();
    m_table->setModel(m_model.get());
    m_table->setCopyTable(m_place.name.quoted());
    m_table->keepColumns(m_workspace.settings());
    m_detail->setSource(m_described, m_model.get());
}

void DataPage::goBack()
{
    if (m_past.isEmpty())
        return;
    const Place place = m_past.takeLast();
    openTable(place.name, place.filter);
}

void DataPage::follow(
    const db::Identifier &name, const QStringList &columns, const QStringList &values)
{
    QList<items::Condition> filter;
    for (qsizetype i = 0; i < std::min(columns.size(), values.size()); ++i)
        filter.append({columns[i], items::Compare::Is, {values[i]}});
    m_past += m_place;
    openTable(name, filter);
}

void DataPage::refresh()
{
    readTree();
    if (!m_place.name.name().isEmpty())
        readTable(); // its columns may be others now
}

void DataPage::focusFilter()
{
    if (m_described)
        m_filterBar->focusText();
    else
        m_tree->focusFilter();
}

void DataPage::cancelQuery()
{
    m_working.cancel();
    m_table->cancel();
}

bool DataPage::isIdle() const
{
    return m_waiting == 0 && m_detail->isIdle() && (!m_model || m_model->isIdle());
}

std::vector<PaletteEntry> DataPage::paletteEntries()
{
    std::vector<PaletteEntry> entries;
    for (const tables::Entry &one : m_tree->model().tree().entries)
        entries.push_back({one.name, one.schema, u"table-2"_s, {}, [this, name = one.identifier()] {
                               if (!m_place.name.name().isEmpty())
                                   m_past += m_place;
                               openTable(name);
                           }});
    return entries;
}

void DataPage::fail(const Error &error)
{
    if (error.kind != Error::Kind::Cancelled)
        m_banner->showMessage(items::Severity::Bad, error.text);
}

QJsonObject DataPage::state() const
{
    QJsonArray filter;
    for (const items::Condition &one : m_place.filter)
        filter.append(QJsonObject{{u"column"_s, one.field}, {u"compare"_s, int(one.compare)},
            {u"values"_s, QJsonArray::fromStringList(one.values)}});
    return {{u"schema"_s, m_place.name.schema()}, {u"table"_s, m_place.name.name()},
        {u"filter"_s, filter}};
}

void DataPage::restore(const QJsonObject &state)
{
    const db::Identifier name(state[u"schema"_s].toString(), state[u"table"_s].toString());
    if (name.name().isEmpty())
        return;
    QList<items::Condition> filter;
    for (const QJsonValue &one : state[u"filter"_s].toArray()) {
        QStringList values;
        for (const QJsonValue &value : one[u"values"_s].toArray())
            values << value.toString();
        filter.append({one[u"column"_s].toString(),
            items::Compare(std::clamp(one[u"compare"_s].toInt(), 0, int(items::Compare::Present))),
            values});
    }
    openTable(name, filter);
}

} // namespace gatehouse::ui
