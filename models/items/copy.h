// Rows as text for the clipboard: what is seen, in the order it is seen, always redacted (S1).
#pragma once

#include <QList>
#include <QString>

class QAbstractItemModel;

namespace gatehouse::items {

enum class CopyAs {
    Text,  // tab separated, one line a row, no header
    Csv,   // RFC 4180 with a header; a text that a spreadsheet would run gets a leading '
    Json,  // an array of objects, keys are the column ids
    Insert // one INSERT a row; needs `table`
};

// CopyRole where the model gives one (numbers stay numbers, a null QVariant of nullptr_t is NULL),
// else DisplayRole. Texts pass redact(). `table` is quoted already (db::Identifier::quoted()).
QString copyRows(const QAbstractItemModel &model, const QList<int> &rows, const QList<int> &columns,
    CopyAs as, const QString &table = {});

// The stable id of a column: ColumnIdRole, else its place.
QString columnId(const QAbstractItemModel &model, int column);

} // namespace gatehouse::items
