#include "items/browsecell.h"

#include "base/redact.h"
#include "browse/scale.h"
#include "browse/types.h"
#include "items/roles.h"

#include <QLocale>

#include <cmath>

namespace gatehouse::items {

using browse::Show;

namespace {
bool isPlainNumber(QByteArrayView text)
{
    const qsizetype digit = text.startsWith('-') ? 1 : 0;
    return text.size() > digit && text.at(digit) >= '0' && text.at(digit) <= '9';
}

bool isMono(const browse::Column &column)
{
    return column.secret || column.show == Show::Time || column.show == Show::Json
        || column.show == Show::Bytes || column.type == browse::kUuid;
}

// What Page puts behind the mask of a secret.
std::pair<QByteArrayView, QByteArrayView> maskAndFingerprint(QByteArrayView text)
{
    const qsizetype mark = text.lastIndexOf(" #");
    return mark < 0 ? std::pair(text, QByteArrayView())
                    : std::pair(text.first(mark), text.sliced(mark + 1));
}

// The zone's own name of a moment: "UTC", "CET".
QString momentText(const QDateTime &moment, qint64 us, bool whole)
{
    const QString seconds = moment.toString(u"yyyy-MM-dd HH:mm:ss"_s);
    if (!whole)
        return seconds + u'.' + QString::number(us / 1000).rightJustified(3, u'0');
    return seconds + u'.' + QString::number(us).rightJustified(6, u'0') + u' '
        + moment.timeZoneAbbreviation();
}
} // namespace

CellPrinter::CellPrinter(const browse::Relation &relation, const QTimeZone &zone) : m_zone(zone)
{
    for (const browse::Column &column : relation.columns) {
        if (column.show == Show::Time && !column.zone.isEmpty())
            m_stored.try_emplace(column.zone, column.zone.toLatin1());
    }
}

QString CellPrinter::moment(const browse::Column &column, QByteArrayView text, bool whole) const
{
    const auto number = browse::numberOf(browse::kTimestamptz, text);
    if (column.type == browse::kDate || !number || std::isinf(*number) || text.endsWith("BC"))
        return QString::fromUtf8(text);
    const qint64 all = qint64(*number), us = ((all % 1000000) + 1000000) % 1000000;
    const qint64 ms = qint64(std::floor(*number / 1000));
    const auto stored = m_stored.find(column.zone);
    QDateTime value = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
    const bool zoneless = column.type == browse::kTimestamp;
    if (zoneless && stored != m_stored.end() && stored->second.isValid())
        value = QDateTime(value.date(), value.time(), stored->second);
    else if (zoneless && column.zone.isEmpty())
        return momentText(value, us, whole); // as it stands
    return momentText(value.toTimeZone(m_zone), us, whole);
}

QString CellPrinter::display(const browse::Column &column, QByteArrayView text) const
{
    if (column.secret)
        return QString::fromUtf8(maskAndFingerprint(text).first);
    switch (column.show) {
    case Show::Time:
        return moment(column, text, false);
    case Show::Duration:
        if (const auto value = browse::numberOf(browse::kFloat8, text);
            value && isPlainNumber(text))
            return durationText(*value, column.unit);
        return QString::fromUtf8(text);
    case Show::Number: {
        bool whole = false;
        const qlonglong value = text.toLongLong(&whole);
        if (column.unit.isEmpty())
            return QString::fromUtf8(text);
        return (whole ? QLocale().toString(value) : QString::fromUtf8(text)) + u' ' + column.unit;
    }
    case Show::Bytes:
        return u"\\x"_s + QString::fromUtf8(text);
    case Show::Bool:
        return text == "t" ? u"true"_s : text == "f" ? u"false"_s : QString::fromUtf8(text);
    case Show::Text:
    case Show::Json:
        break;
    }
    return text.size() < 8 ? QString::fromUtf8(text) : redact(QString::fromUtf8(text));
}

QString CellPrinter::whole(const browse::Column &column, QByteArrayView text) const
{
    if (column.show == Show::Time && !column.secret)
        return moment(column, text, true);
    return display(column, text);
}

QVariant CellPrinter::copy(const browse::Column &column, QByteArrayView text, bool cut) const
{
    if (column.secret)
        return QString::fromUtf8(text);
    const QString shown = QString::fromUtf8(text);
    if (cut)
        return QString((column.show == Show::Bytes ? u"\\x"_s : QString()) + shown + u'…');
    switch (column.show) {
    case Show::Number:
    case Show::Duration:
        return isPlainNumber(text) ? QVariant::fromValue(Token{shown}) : QVariant(shown);
    case Show::Json:
        return QVariant::fromValue(Token{shown, true});
    case Show::Bool:
        return text.startsWith('t');
    case Show::Bytes:
        return QString(u"\\x"_s + shown);
    case Show::Time:
    case Show::Text:
        break;
    }
    return shown;
}

QVariant CellPrinter::role(const browse::Column &column, std::optional<QByteArrayView> text,
    std::optional<qint64> wholeSize, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return text ? display(column, *text) + (wholeSize ? u"…"_s : QString()) : QString();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter
            | (column.show == Show::Number || column.show == Show::Duration ? Qt::AlignRight
                                                                            : Qt::AlignLeft)));
    case Qt::ToolTipRole:
        if (text && column.show == Show::Time)
            return whole(column, *text);
        break;
    case SecondaryTextRole:
        if (!text)
            return u"NULL"_s;
        if (column.secret)
            return QString::fromUtf8(maskAndFingerprint(*text).second);
        if (wholeSize)
            return sizeText(*wholeSize);
        break;
    case MonoRole:
        return isMono(column);
    case CopyRole:
        return text ? copy(column, *text, wholeSize.has_value()) : QVariant::fromValue(nullptr);
    case SortRole:
        return text ? QVariant(text->toByteArray()) : QVariant();
    default:
        break;
    }
    return {};
}

QString durationText(double value, const QString &unit)
{
    const double factor = unit == u"s"_s ? 1000
        : unit == u"us"_s                ? 1e-3
        : unit == u"ns"_s                ? 1e-6
                                         : 1;
    const double ms = value * factor, size = std::abs(ms);
    const int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return QLocale().toString(ms, 'f', decimals) + u" ms"_s;
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

} // namespace gatehouse::items
