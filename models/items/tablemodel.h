// Small lists: a table of functions for columns, and a merge that keeps selection and scroll.
#pragma once

#include "base/safetext.h"
#include "items/roles.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <functional>
#include <vector>

namespace gatehouse::items {

template <typename Row>
struct TableColumn
{
    QString id;                                     // stable, for settings and exports
    QString title;                                  // translated
    std::function<QString(const Row &)> display;    // raw; the model makes it safe and short
    std::function<QVariant(const Row &)> sortKey{}; // none: sorts as displayed
    Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter;
    std::function<QVariant(const Row &, int role)> extra{}; // every other role; invalid: nothing
    QString hint{};                                         // translated tool tip of the header
};

// A snapshot of rows with a key each. The thread of its views. Row is a value with operator==.
template <typename Row>
class TableModel : public QAbstractTableModel
{
public:
    using Columns = std::vector<TableColumn<Row>>;
    using KeyOf = std::function<QString(const Row &)>;

    TableModel(Columns columns, KeyOf keyOf, QObject *parent = nullptr)
        : QAbstractTableModel(parent), m_columns(std::move(columns)), m_keyOf(std::move(keyOf))
    {
    }

    // Takes the snapshot over as removed, moved, inserted and changed ranges. A row whose key was
    // there already earlier in the snapshot is left out.
    void update(std::vector<Row> rows)
    {
        const std::vector<QString> keys = uniqueKeys(rows);
        removeGone(QSet<QString>(keys.begin(), keys.end()));
        reorder(keys);
        insertNew(rows, keys);
        replaceChanged(std::move(rows));
    }

    const std::vector<Row> &rows() const { return m_rows; }
    const Row &row(int index) const { return m_rows[size_t(index)]; }
    QString key(int index) const { return m_keys[size_t(index)]; }
    int rowOf(const QString &key) const
    {
        const auto found = std::find(m_keys.begin(), m_keys.end(), key);
        return found == m_keys.end() ? -1 : int(found - m_keys.begin());
    }
    int columnOf(const QString &id) const
    {
        for (size_t i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i].id == id)
                return int(i);
        }
        return -1;
    }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_columns.size());
    }

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        const TableColumn<Row> &column = m_columns[size_t(index.column())];
        const Row &row = m_rows[size_t(index.row())];
        switch (role) {
        case Qt::DisplayRole:
            return safeText(column.display(row));
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(column.align);
        case SortRole:
            return column.sortKey ? column.sortKey(row) : QVariant(column.display(row));
        case CopyRole:
            if (QVariant copy = column.extra ? column.extra(row, role) : QVariant(); copy.isValid())
                return copy;
            return column.display(row);
        default:
            return column.extra ? column.extra(row, role) : QVariant();
        }
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        const TableColumn<Row> &column = m_columns[size_t(section)];
        switch (role) {
        case Qt::DisplayRole:
            return column.title;
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(column.align);
        case Qt::ToolTipRole:
            return column.hint.isEmpty() ? QVariant() : QVariant(plainToolTip(column.hint));
        case ColumnIdRole:
            return column.id;
        default:
            return {};
        }
    }

private:
    std::vector<QString> uniqueKeys(std::vector<Row> &rows) const
    {
        std::vector<QString> keys;
        std::vector<Row> kept;
        QSet<QString> seen;
        for (Row &row : rows) {
            const QString key = m_keyOf(row);
            if (seen.contains(key))
                continue;
            seen.insert(key);
            keys.push_back(key);
            kept.push_back(std::move(row));
        }
        rows = std::move(kept);
        return keys;
    }

    void removeGone(const QSet<QString> &wanted)
    {
        for (int last = int(m_keys.size()) - 1; last >= 0; --last) {
            if (wanted.contains(m_keys[size_t(last)]))
                continue;
            int first = last;
            while (first > 0 && !wanted.contains(m_keys[size_t(first - 1)]))
                --first;
            beginRemoveRows({}, first, last);
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
            m_keys.erase(m_keys.begin() + first, m_keys.begin() + last + 1);
            endRemoveRows();
            last = first;
        }
    }

    // Afterwards the rows that stayed stand in the snapshot's order.
    void reorder(const std::vector<QString> &wanted)
    {
        const QSet<QString> here(m_keys.begin(), m_keys.end());
        int place = 0;
        for (const QString &key : wanted) {
            if (!here.contains(key))
                continue;
            if (m_keys[size_t(place)] != key) {
                const int from = rowOf(key);
                beginMoveRows({}, from, from, {}, place);
                std::rotate(
                    m_rows.begin() + place, m_rows.begin() + from, m_rows.begin() + from + 1);
                std::rotate(
                    m_keys.begin() + place, m_keys.begin() + from, m_keys.begin() + from + 1);
                endMoveRows();
            }
            ++place;
        }
    }

    void insertNew(const std::vector<Row> &rows, const std::vector<QString> &keys)
    {
        for (size_t first = 0; first < keys.size(); ++first) {
            if (first < m_keys.size() && m_keys[first] == keys[first])
                continue;
            size_t end = first + 1;
            while (end < keys.size() && (first >= m_keys.size() || keys[end] != m_keys[first]))
                ++end;
            const auto at = std::ptrdiff_t(first);
            beginInsertRows({}, int(first), int(end) - 1);
            m_rows.insert(
                m_rows.begin() + at, rows.begin() + at, rows.begin() + std::ptrdiff_t(end));
            m_keys.insert(
                m_keys.begin() + at, keys.begin() + at, keys.begin() + std::ptrdiff_t(end));
            endInsertRows();
            first = end - 1;
        }
    }

    void replaceChanged(std::vector<Row> rows)
    {
        for (size_t first = 0; first < rows.size(); ++first) {
            if (m_rows[first] == rows[first])
                continue;
            size_t last = first;
            for (; last < rows.size() && !(m_rows[last] == rows[last]); ++last)
                m_rows[last] = std::move(rows[last]);
            Q_EMIT dataChanged(index(int(first), 0), index(int(last) - 1, columnCount() - 1));
            first = last;
        }
    }

    Columns m_columns;
    KeyOf m_keyOf;
    std::vector<Row> m_rows;
    std::vector<QString> m_keys;
};

} // namespace gatehouse::items
