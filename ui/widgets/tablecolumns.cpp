// The part of TableView that keeps, hides and restores columns.
#include "base/safetext.h"
#include "base/settingsfile.h"
#include "ui/widgets/button.h"
#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QMenu>
#include <QTimer>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString keyOf(const QString &id) { return u"tables/%1"_s.arg(id); }

} // namespace

// One entry a column, from left to right: "name=180" or "name=180,hidden". Known by id, so that a
// version with more columns still restores the rest.
void TableView::saveColumns()
{
    if (!m_store || !model())
        return;
    QStringList entries;
    for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        const bool hidden = isColumnHidden(column);
        // A hidden column has no width of its own; Qt brings back the old one when it is shown.
        const int width = hidden ? horizontalHeader()->defaultSectionSize() : columnWidth(column);
        entries += u"%1=%2%3"_s.arg(items::columnId(*model(), column))
                       .arg(width)
                       .arg(hidden ? u",hidden"_s : QString());
    }
    m_store->setValue(keyOf(m_id), entries);
}

bool TableView::hasSavedColumns() const { return m_store && m_store->contains(keyOf(m_id)); }

void TableView::keepColumns(SettingsFile &store)
{
    m_store = &store;
    restoreColumns();
}

void TableView::setHiddenByDefault(const QStringList &columnIds) { m_hiddenByDefault = columnIds; }

void TableView::columnsChanged() { restoreColumns(); }

void TableView::restoreColumns()
{
    if (!model())
        return;
    m_restoring = true;
    QHash<QString, int> byId;
    for (int column = 0; column < model()->columnCount(); ++column) {
        const QString id = items::columnId(*model(), column);
        byId.insert(id, column);
        setColumnHidden(column, m_hiddenByDefault.contains(id));
    }
    int place = 0;
    const QStringList entries =
        m_store ? m_store->value(keyOf(m_id)).toStringList() : QStringList();
    for (const QString &entry : entries) {
        const qsizetype equals = entry.lastIndexOf(u'=');
        const auto column = byId.constFind(entry.left(equals));
        if (equals < 0 || column == byId.cend())
            continue;
        const QString rest = entry.mid(equals + 1);
        const int width = rest.section(u',', 0, 0).toInt();
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(*column), place++);
        if (width >= horizontalHeader()->minimumSectionSize() && width < 4000)
            setColumnWidth(*column, width);
        setColumnHidden(*column, rest.endsWith(u",hidden"_s));
    }
    m_restoring = false;
}

void TableView::resetColumns()
{
    for (int column = 0; column < model()->columnCount(); ++column) {
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), column);
        setColumnHidden(column, m_hiddenByDefault.contains(items::columnId(*model(), column)));
    }
    fitColumns();
    if (m_store)
        m_store->remove(keyOf(m_id));
    m_saveSoon->stop();
}

// The way to sort without a mouse; choosing the sorted column again turns its order round.
void TableView::addSortActions(QMenu *menu)
{
    for (int column : visibleColumns()) {
        const bool sorted = horizontalHeader()->sortIndicatorSection() == column;
        const bool ascending = horizontalHeader()->sortIndicatorOrder() == Qt::AscendingOrder;
        QAction *action =
            menu->addAction(buttonText(model()->headerData(column, Qt::Horizontal).toString()));
        action->setObjectName(u"sort-"_s + items::columnId(*model(), column));
        action->setCheckable(true);
        action->setChecked(sorted);
        const Qt::SortOrder order = sorted && ascending ? Qt::DescendingOrder : Qt::AscendingOrder;
        connect(action, &QAction::triggered, this, [this, column, order] {
            if (m_elsewhere)
                Q_EMIT sortRequested(column, order);
            else
                sortByColumn(column, order);
        });
    }
}

void TableView::addColumnActions(QMenu *menu)
{
    const QList<int> visible = visibleColumns();
    for (int column = 0; model() && column < model()->columnCount(); ++column) {
        QAction *action =
            menu->addAction(buttonText(model()->headerData(column, Qt::Horizontal).toString()));
        action->setObjectName(u"column-"_s + items::columnId(*model(), column));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(visible != QList<int>{column}); // the last one stays
        connect(action, &QAction::toggled, this, [this, column](bool on) {
            setColumnHidden(column, !on);
            if (on && columnWidth(column) < horizontalHeader()->minimumSectionSize())
                resizeColumnToContents(column);
        });
    }
    menu->addSeparator();
    menu->addAction(tr("&Fit the widths"), this, &TableView::fitColumns);
    menu->addAction(tr("&Reset the columns"), this, &TableView::resetColumns);
}

void TableView::showColumnMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"columnMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addColumnActions(menu);
    menu->popup(position);
}

void TableView::hideEvent(QHideEvent *event)
{
    if (m_saveSoon->isActive()) {
        m_saveSoon->stop();
        saveColumns();
    }
    QTableView::hideEvent(event);
}

} // namespace gatehouse::ui
