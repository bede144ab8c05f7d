// What is pending on the Data page: a line for each cell, new row and deleted row.
#pragma once

#include "items/tablemodel.h"
#include "tables/apply.h"

namespace gatehouse::items {

// QVariant of int(tables::Change::Kind): the cell or row differs from the server's.
inline constexpr int kChangeRole = Qt::UserRole + 120;

struct PendingEdit
{
    int change = 0;
    tables::Change::Kind kind = tables::Change::Kind::Update;
    QString row, column, before, after; // as shown; secrets masked
    QString trouble{};                  // the server's refusal
    bool operator==(const PendingEdit &) const = default;
};

std::vector<PendingEdit> pendingEdits(const tables::Table &table, const tables::ChangeSet &changes,
    const std::vector<tables::Placed> &troubles);

TableModel<PendingEdit> *makePendingModel(QObject *parent);

// "NULL", "default", or the text cut and redacted; a secret as dots.
QString shownValue(const tables::EditColumn *column, const tables::NewValue &value);

} // namespace gatehouse::items
