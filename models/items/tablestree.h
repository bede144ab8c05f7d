// Schemas and their tables, as a tree of two levels that can be narrowed by a text.
#pragma once

#include "tables/tree.h"

#include <QAbstractItemModel>

namespace gatehouse::items {

// Columns: name, rows (about), size. Kinds other than a table stand muted behind the name.
class TablesTree : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Name, Rows, Size };

    using QAbstractItemModel::QAbstractItemModel;

    void setTree(const tables::Tree &tree);
    void setFilter(const QString &text); // part of "schema.name", without regard to case
    const tables::Entry *entry(const QModelIndex &index) const; // null: a schema
    QModelIndex find(const QString &schema, const QString &name) const;
    const tables::Tree &tree() const { return m_tree; }
    int shown() const;                                     // tables
    int all() const { return int(m_tree.entries.size()); } // tables, without the filter

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Schema
    {
        QString name;
        std::vector<int> entries; // places in m_tree
        qint64 bytes = 0;
    };
    void arrange();
    QVariant ofSchema(const Schema &schema, int column, int role) const;
    QVariant ofEntry(const tables::Entry &entry, int column, int role) const;

    tables::Tree m_tree;
    QString m_filter;
    std::vector<Schema> m_schemas;
};

} // namespace gatehouse::items
