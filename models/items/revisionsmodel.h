// Steps of a migration tool as a list, and the differences of a schema as a tree of two levels.
#pragma once

#include "catalog/diff.h"
#include "items/tablemodel.h"
#include "versions/state.h"

#include <memory>

namespace gatehouse::items {

struct RevisionRow
{
    versions::Revision revision;
    QString graph; // its branch among those beside it: "●", "│●", "●╯"
    bool operator==(const RevisionRow &) const = default;
};
std::vector<RevisionRow> toRevisionRows(const versions::State &state); // newest first

using RevisionsModel = TableModel<RevisionRow>;
std::unique_ptr<RevisionsModel> makeRevisionsModel(QObject *parent);
Severity severityOf(versions::Verdict verdict);
Severity severityOf(catalog::Severity severity);

// The thread of its views. Roots are tables and what belongs to none; leaves say what differs.
class DifferencesModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    using QAbstractItemModel::QAbstractItemModel;
    void setDifferences(std::vector<catalog::Difference> differences);
    const std::vector<catalog::Difference> &differences() const { return m_roots; }
    const catalog::Difference *at(const QModelIndex &index) const; // null: nothing there

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<catalog::Difference> m_roots;
};

} // namespace gatehouse::items
