// A source as text, cell by cell with its kind: what tests of migration sources compare.
#pragma once

#include "migration/source.h"

#include <QTest>

namespace gatehouse::tests {

using namespace gatehouse::migration;

// Bytes that are no printable UTF-8 stand as \xNN, so that each difference is seen.
inline QString shownBytes(std::string_view bytes)
{
    const QString text = QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    const bool faithful = text.toUtf8() == QByteArray(bytes.data(), qsizetype(bytes.size()));
    QString out;
    if (faithful) {
        for (const QChar c : text)
            out += c == u'\\' ? u"\\\\"_s
                : c == u'\n'  ? u"\\n"_s
                : c.unicode() < 32 || c.unicode() == 127
                ? u"\\x%1"_s.arg(c.unicode(), 2, 16, QLatin1Char('0'))
                : QString(c);
        return out;
    }
    for (const char c : bytes)
        out += uchar(c) >= 32 && uchar(c) < 127 && c != '\\'
            ? QString(QLatin1Char(c))
            : u"\\x%1"_s.arg(uchar(c), 2, 16, QLatin1Char('0'));
    return out;
}

inline QString shownCell(const Cell &cell)
{
    using K = Cell::Kind;
    const QByteArray bytes(cell.bytes.data(), qsizetype(cell.bytes.size()));
    switch (cell.kind) {
    case K::Missing:
        return u"-"_s;
    case K::Null:
        return u"null"_s;
    case K::Bool:
        return cell.integer ? u"true"_s : u"false"_s;
    case K::Integer:
        return QString::number(cell.integer);
    case K::Real:
        return u"real "_s + QString::number(cell.real, 'g', 17);
    case K::Decimal:
        return u"decimal "_s + shownBytes(cell.bytes);
    case K::Text:
        return u"'%1'"_s.arg(shownBytes(cell.bytes));
    case K::Bytes:
        return u"x'%1'"_s.arg(QString::fromLatin1(bytes.toHex()));
    case K::Time:
        return u"time %1"_s.arg(cell.integer);
    case K::ObjectId:
        return u"oid %1"_s.arg(QString::fromLatin1(bytes.toHex()));
    case K::Uuid:
        return u"uuid %1"_s.arg(QString::fromLatin1(bytes.toHex()));
    case K::Json:
        return u"json %1"_s.arg(shownBytes(cell.bytes));
    }
    return u"?"_s;
}

inline QStringList columnNames(const SourceTable &table)
{
    QStringList names;
    for (const SourceColumn &column : table.columns)
        names << column.name;
    return names;
}

inline QString dumpRows(Source &source, const SourceTable &table, const Position &after = {})
{
    QString out;
    auto rows = source.read(table.name, columnNames(table), after);
    if (!rows)
        return u"  ! %1\n"_s.arg(rows.error().text);
    while (true) {
        const auto more = rows.value()->next();
        if (!more) {
            out += u"  ! %1: %2 [%3]\n"_s.arg(rows.value()->where(), more.error().text,
                shownBytes(rows.value()->raw().substr(0, 200)));
            if (more.error().kind == Error::Kind::Invalid)
                continue;
            break;
        }
        if (!more.value())
            break;
        QStringList cells;
        for (const Cell &cell : rows.value()->cells())
            cells << shownCell(cell);
        out += u"  %1: %2\n"_s.arg(rows.value()->where(), cells.join(u" | "_s));
    }
    return out;
}

inline QString dumpTable(Source &source, const SourceTable &table)
{
    QString out = u"table %1"_s.arg(table.name);
    if (table.rows)
        out += u" rows %1"_s.arg(*table.rows);
    if (!table.key.isEmpty())
        out += u" key (%1)"_s.arg(table.key.join(u", "_s));
    out += u'\n';
    for (const SourceColumn &column : table.columns)
        out += u"  column %1 %2%3\n"_s.arg(
            column.name, column.declared, column.notNull ? u" not null"_s : QString());
    for (const SourceReference &reference : table.references)
        out += u"  (%1) -> %2 (%3)\n"_s.arg(
            reference.columns.join(u", "_s), reference.table, reference.otherColumns.join(u", "_s));
    return out.replace(u" \n"_s, u"\n"_s) + dumpRows(source, table);
}

inline QString dumpSource(Source &source)
{
    QString out;
    for (const SourceTable &table : source.tables())
        out += dumpTable(source, table);
    for (const QString &sentence : source.notMoved())
        out += u"not moved: %1\n"_s.arg(sentence);
    return out;
}

} // namespace gatehouse::tests
