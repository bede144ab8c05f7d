#include "ui/widgets/tableview.h"

#include "base/safetext.h"
#include "ui/delegates/textdelegate.h"
#include "ui/theme/theme.h"
#include "ui/widgets/headerview.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QTimer>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kWidest = 380; // of a column that fits itself

} // namespace

TableView::TableView(const QString &id, const QString &name, QWidget *parent)
    : QTableView(parent), m_id(id)
{
    setAccessibleName(name);
    auto *header = new HeaderView(this);
    setHorizontalHeader(header);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    setItemDelegate(new TextDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->hide();
    setCornerButtonEnabled(false);
    const Theme &theme = Theme::current();
    setComfortable(theme.isComfortable());
    connect(&theme, &Theme::densityChanged, this,
        [this, &theme] { setComfortable(theme.isComfortable()); });
    m_overlay = new Overlay(viewport());
    connect(m_overlay, &Overlay::stateChanged, this, [this] {
        const bool covered = m_overlay->state() != Overlay::State::None;
        setHorizontalScrollBarPolicy(covered ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
        setVerticalScrollBarPolicy(
            covered || m_elsewhere ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    });
    m_saveSoon = new QTimer(this);
    m_saveSoon->setSingleShot(true);
    m_saveSoon->setInterval(300);
    connect(m_saveSoon, &QTimer::timeout, this, &TableView::saveColumns);
    const auto soon = [this] {
        if (m_store && !m_restoring)
            m_saveSoon->start();
    };
    connect(header, &QHeaderView::sectionMoved, this, soon);
    connect(header, &QHeaderView::sectionResized, this, [header, soon](int column) {
        // The last one fills what is left of the window, which is nobody's choice.
        if (!header->stretchLastSection() || header->visualIndex(column) != header->count() - 1)
            soon();
    });
    connect(header, &QWidget::customContextMenuRequested, this,
        [this, header](const QPoint &pos) { showColumnMenu(header->mapToGlobal(pos)); });
    connect(this, &QAbstractItemView::doubleClicked, this, &TableView::openRequested);
}

void TableView::setModel(QAbstractItemModel *newModel)
{
    if (model())
        model()->disconnect(this);
    QTableView::setModel(newModel);
    m_fitted = false;
    if (!newModel)
        return;
    connect(newModel, &QAbstractItemModel::rowsInserted, this, &TableView::rowsArrived);
    connect(newModel, &QAbstractItemModel::modelReset, this, &TableView::rowsArrived);
    rowsArrived();
}

void TableView::rowsArrived()
{
    if (m_fitted || !model() || model()->rowCount() == 0)
        return;
    m_fitted = true;
    // Later, when the page has set its delegates: they know how wide their columns are.
    QTimer::singleShot(0, this, &TableView::fitUnlessSaved);
}

void TableView::fitUnlessSaved()
{
    if (m_store && hasSavedColumns())
        return;
    m_fitWhenShown = !isVisible(); // no row has a place before that
    fitColumns();
}

void TableView::showEvent(QShowEvent *event)
{
    QTableView::showEvent(event);
    if (std::exchange(m_fitWhenShown, false))
        QTimer::singleShot(0, this, &TableView::fitUnlessSaved);
}

void TableView::setWidest(const QString &columnId, int pixels)
{
    m_widest.insert(columnId, pixels);
}

void TableView::fitColumns()
{
    m_restoring = true;
    for (int column = 0; model() && column < model()->columnCount(); ++column) {
        const int wanted =
            std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
        if (!isColumnHidden(column))
            setColumnWidth(column,
                std::min(wanted + 8, m_widest.value(items::columnId(*model(), column), kWidest)));
    }
    m_restoring = false;
}

void TableView::setComfortable(bool comfortable)
{
    m_comfortable = comfortable;
    applyRowHeight();
}

void TableView::applyRowHeight()
{
    const int least = m_comfortable ? kComfortableRow : kDenseRow;
    verticalHeader()->setMinimumSectionSize(16);
    verticalHeader()->setDefaultSectionSize(
        std::max(least, fontMetrics().height() + (m_comfortable ? 16 : 10)));
}

void TableView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        applyRowHeight();
}

void TableView::setRowsElsewhere(bool elsewhere)
{
    m_elsewhere = elsewhere;
    setVerticalScrollBarPolicy(elsewhere ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
}

void TableView::setCopyTable(const QString &quotedName) { m_copyTable = quotedName; }

QList<int> TableView::selectedRowNumbers() const
{
    QList<int> rows;
    if (selectionModel()) {
        for (const QModelIndex &index : selectionModel()->selectedRows(0))
            rows += index.row();
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

QList<int> TableView::visibleColumns() const
{
    QList<int> columns;
    for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
        const int logical = horizontalHeader()->logicalIndex(visual);
        if (!isColumnHidden(logical))
            columns += logical;
    }
    return columns;
}

// A row that is on its way holds nothing but dots.
QList<int> TableView::rowsToCopy() const
{
    QList<int> rows = selectedRowNumbers();
    rows.removeIf(
        [this](int row) { return model()->index(row, 0).data(items::PendingRole).toBool(); });
    return rows;
}

QString TableView::copyText(items::CopyAs as) const
{
    return model() ? items::copyRows(*model(), rowsToCopy(), visibleColumns(), as, m_copyTable)
                   : QString();
}

void TableView::toClipboard(items::CopyAs as)
{
    const auto selected = selectedRowNumbers().size();
    if (selected == 0)
        return;
    const auto rows = rowsToCopy().size();
    if (rows > 0)
        QGuiApplication::clipboard()->setText(copyText(as));
    Q_EMIT copied(int(rows), int(selected - rows));
}

void TableView::copy() { toClipboard(items::CopyAs::Text); }

void TableView::addCopyActions(QMenu *menu)
{
    const auto add = [this, menu](const QString &text, items::CopyAs as) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, as] { toClipboard(as); });
    };
    add(tr("Copy as &JSON"), items::CopyAs::Json);
    add(tr("Copy as &CSV"), items::CopyAs::Csv);
    if (!m_copyTable.isEmpty())
        add(tr("Copy as &INSERT"), items::CopyAs::Insert);
}

void TableView::showCopyMenu()
{
    if (selectedRowNumbers().isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"copyMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addCopyActions(menu);
    menu->popup(viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()));
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex current = currentIndex();
    const bool plain =
        !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (event->matches(QKeySequence::Copy))
        copy();
    else if (event->key() == Qt::Key_C
        && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        showCopyMenu();
    else if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        && current.isValid())
        Q_EMIT openRequested(current);
    else if (plain && event->key() == Qt::Key_Space && current.isValid())
        Q_EMIT detailsRequested(current);
    else
        QTableView::keyPressEvent(event);
}

void TableView::keyboardSearch(const QString &text)
{
    if (!text.trimmed().isEmpty())
        Q_EMIT filterTyped(text);
}

void TableView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"rowMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(actions());
    if (!actions().isEmpty())
        menu->addSeparator();
    if (!selectedRowNumbers().isEmpty()) {
        auto *plain = menu->addAction(tr("&Copy"), this, &TableView::copy);
        plain->setShortcut(QKeySequence::Copy);
        addCopyActions(menu);
        menu->addSeparator();
    }
    if (isSortingEnabled() || m_elsewhere)
        addSortActions(menu->addMenu(tr("&Sort by")));
    addColumnActions(menu->addMenu(tr("Co&lumns")));
    menu->popup(event->globalPos());
}

} // namespace gatehouse::ui
