// Secrets inside of exported rows, where nobody expected any.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace gatehouse::usage {

// One row of CSV as the server writes it, its end included. Cells without a secret keep their
// bytes.
QByteArray redactCsvRow(QByteArrayView row);
// One JSON document on a line. Numbers and what is not hidden keep their text; what cannot be taken
// apart is hidden whole, as {"redacted": true}.
QByteArray redactJsonLine(QByteArrayView line);

} // namespace gatehouse::usage
