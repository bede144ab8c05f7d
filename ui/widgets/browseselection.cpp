#include "ui/widgets/browseselection.h"

#include "items/browsemodel.h"
#include "ui/widgets/tableview.h"

#include <QCryptographicHash>
#include <QItemSelectionModel>

namespace gatehouse::ui {

namespace {

constexpr int kMostKept = 2000;  // of selected rows; a larger choice is of what is on the screen
constexpr int kMostLooked = 4000; // rows that arrive at once

} // namespace

BrowseSelection::BrowseSelection(TableView &table, QObject *parent)
    : QObject(parent), m_table(table)
{
    m_tellSoon.setSingleShot(true);
    connect(&m_tellSoon, &QTimer::timeout, this, &BrowseSelection::tell);
}

void BrowseSelection::watch(items::BrowseModel *model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    m_kept.clear();
    m_keptCurrent.clear();
    m_query = {};
    m_tellSoon.start();
    if (!model)
        return;
    m_query = model->query();
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
        [this](const QModelIndex &, int first, int last) {
            keep(first, last);
            m_busy = true;
        });
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_kept.clear(); // another table, or another shape of it
        m_keptCurrent.clear();
        m_busy = true;
    });
}

void BrowseSelection::begin()
{
    if (!m_model)
        return;
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, [this] {
        m_busy = false;
        m_tellSoon.start();
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_busy = false;
        m_tellSoon.start();
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, this,
        [this](const QModelIndex &, int first, int last) { putBack(first, last); });
    connect(m_model, &QAbstractItemModel::dataChanged, this,
        [this](const QModelIndex &first, const QModelIndex &last) {
            putBack(first.row(), last.row());
            m_tellSoon.start();
        });
    const QItemSelectionModel *selection = m_table.selectionModel();
    connect(selection, &QItemSelectionModel::selectionChanged, this, [this] {
        if (m_busy)
            return;
        m_kept.clear();
        m_keptCurrent.clear();
        m_tellSoon.start();
    });
    connect(selection, &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!m_busy)
            m_tellSoon.start();
    });
}

void BrowseSelection::replaced()
{
    m_query = m_model->query();
    putBack(0, m_model->rowCount() - 1);
    m_tellSoon.start();
}

// The key's values, whatever the order; all values where there is no key.
QByteArray BrowseSelection::keyOf(int row) const
{
    const auto cursor = m_query.relation ? m_model->cursorOf(row) : std::nullopt;
    if (!cursor)
        return {};
    const QStringList &key = m_query.relation->key;
    const browse::Order order = browse::completed(m_query.order, *m_query.relation);
    QByteArray text = QByteArray::number(cursor->repeats);
    for (size_t i = 0; i < cursor->values.size() && i < order.size(); ++i) {
        if (!key.isEmpty() && !key.contains(order[i].column))
            continue;
        const auto &value = cursor->values[i];
        text += '\n' + order[i].column.toUtf8() + (value ? '=' + *value : QByteArray());
    }
    // A key may be a secret: only its digest is kept.
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256);
}

void BrowseSelection::keep(int first, int last)
{
    const QItemSelectionModel *selection = m_table.selectionModel();
    if (!selection || m_busy)
        return;
    const QModelIndex current = selection->currentIndex();
    const bool goes = current.row() >= first && current.row() <= last;
    if (goes && selection->isRowSelected(current.row()))
        m_keptCurrent = keyOf(current.row());
    for (const QItemSelectionRange &range : selection->selection()) {
        const int end = std::min(range.bottom(), last);
        for (int row = std::max(range.top(), first); row <= end; ++row) {
            if (m_kept.size() >= kMostKept)
                return;
            if (const QByteArray key = keyOf(row); !key.isEmpty())
                m_kept.insert(key);
        }
    }
}

void BrowseSelection::putBack(int first, int last)
{
    QItemSelectionModel *selection = m_table.selectionModel();
    if (!selection || m_kept.isEmpty() || last - first > kMostLooked)
        return;
    m_busy = true;
    for (int row = first; row <= last && !m_kept.isEmpty(); ++row) {
        const QByteArray key = keyOf(row);
        if (key.isEmpty() || !m_kept.remove(key))
            continue;
        const QModelIndex index = m_model->index(row, 0);
        selection->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
        if (key != m_keptCurrent)
            continue;
        m_keptCurrent.clear();
        setCurrent(row);
    }
    m_busy = false;
    m_tellSoon.start();
}

int BrowseSelection::currentRow() const
{
    const QItemSelectionModel *selection = m_table.selectionModel();
    const QModelIndex current = selection ? selection->currentIndex() : QModelIndex();
    const bool shown = m_model && current.isValid() && selection->isRowSelected(current.row())
        && m_model->isAtHand(current.row());
    return shown ? current.row() : -1;
}

void BrowseSelection::select(int row)
{
    if (!m_model || row < 0 || row >= m_model->rowCount())
        return;
    m_table.selectionModel()->setCurrentIndex(m_model->index(row, 0),
        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void BrowseSelection::setCurrent(int row)
{
    m_table.setAutoScroll(false); // the place on the screen stays
    m_table.selectionModel()->setCurrentIndex(
        m_model->index(row, 0), QItemSelectionModel::NoUpdate);
    m_table.setAutoScroll(true);
}

void BrowseSelection::stay(int row)
{
    if (m_table.selectionModel()->currentIndex().isValid() || row >= m_model->rowCount())
        return;
    m_busy = true;
    setCurrent(row);
    m_busy = false;
}

void BrowseSelection::tell()
{
    const int row = currentRow();
    const QByteArray key = row < 0 ? QByteArray() : keyOf(row);
    if (row == m_toldRow && key == m_toldKey)
        return;
    m_toldRow = row;
    m_toldKey = key;
    Q_EMIT currentChanged(row);
}

} // namespace gatehouse::ui
