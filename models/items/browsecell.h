// How a cell of a browsed table reads: text by what the column shows, and what a copy holds.
#pragma once

#include "browse/page.h"

#include <QTimeZone>
#include <QVariant>

#include <map>

namespace gatehouse::items {

// A value. Prints what the server sent; numbers in JSON are never read, only shown.
class CellPrinter
{
public:
    CellPrinter() = default;
    CellPrinter(const browse::Relation &relation, const QTimeZone &zone); // times are shown in it

    // `text` is not NULL. Redacted; not yet made safe for display.
    QString display(const browse::Column &column, QByteArrayView text) const;
    QString whole(const browse::Column &column, QByteArrayView text) const; // for a tool tip
    QVariant copy(const browse::Column &column, QByteArrayView text, bool cut) const;
    // The default of every other role; `text` is none for NULL.
    QVariant role(const browse::Column &column, std::optional<QByteArrayView> text,
        std::optional<qint64> wholeSize, int role) const;

private:
    QString moment(const browse::Column &column, QByteArrayView text, bool whole) const;
    std::map<QString, QTimeZone> m_stored; // of columns without zone
    QTimeZone m_zone = QTimeZone::utc();
};

QString durationText(double value, const QString &unit); // "1,413 ms" from 1.4131 "s"
QString sizeText(qint64 bytes);                          // "16.0 MB"

} // namespace gatehouse::items
