#include "db/row.h"

#include "base/result.h"

#include <QStringList>
#include <QTimeZone>

#include <libpq-fe.h>

#include <charconv>
#include <limits>

namespace gatehouse::db {

namespace {
template <typename T>
T number(QByteArrayView raw)
{
    T value{};
    std::from_chars(raw.data(), raw.data() + raw.size(), value);
    return value;
}

// "2026-11-20 12:03:04.123456+00", "+05:30", no zone (taken as UTC), "infinity".
QDateTime moment(QByteArrayView raw)
{
    QString text = QString::fromLatin1(raw);
    if (text.contains(u"infinity"_s) || text.contains(u"BC"_s))
        return {};
    text.replace(u' ', u'T');
    const qsizetype time = text.indexOf(u'T');
    if (time < 0)
        return QDateTime(QDate::fromString(text, Qt::ISODate), QTime(0, 0), Qt::UTC);
    int offset = 0;
    const qsizetype sign = std::max(text.indexOf(u'+', time), text.indexOf(u'-', time));
    if (sign > 0) {
        const QStringList parts = text.mid(sign + 1).split(u':');
        for (qsizetype i = 0, unit = 3600; i < parts.size(); ++i, unit /= 60)
            offset += parts[i].toInt() * int(unit);
        if (text[sign] == u'-')
            offset = -offset;
        text.truncate(sign);
    }
    QDateTime value = QDateTime::fromString(text, Qt::ISODateWithMs);
    value.setTimeSpec(Qt::UTC);
    return value.addSecs(-offset);
}

QStringList arrayItems(QStringView text)
{
    QStringList items;
    if (text.size() < 3 || text.front() != u'{')
        return items;
    QString item;
    bool quoted = false;
    for (qsizetype i = 1; i + 1 < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'\\' && i + 2 < text.size())
            item += text[++i];
        else if (c == u'"')
            quoted = !quoted;
        else if (c == u',' && !quoted)
            items.append(std::exchange(item, {}));
        else
            item += c;
    }
    items.append(item);
    return items;
}
} // namespace

int Row::columns() const { return PQnfields(m_result); }

QString Row::name(int column) const { return QString::fromUtf8(PQfname(m_result, column)); }

quint32 Row::typeOid(int column) const { return PQftype(m_result, column); }

bool Row::isNull(int column) const { return PQgetisnull(m_result, m_row, column); }

QByteArrayView Row::raw(int column) const
{
    return {PQgetvalue(m_result, m_row, column), PQgetlength(m_result, m_row, column)};
}

QString Row::text(int column) const { return QString::fromUtf8(raw(column)); }

template <>
bool Row::get<bool>(int column) const
{
    return raw(column).startsWith('t');
}

template <>
int Row::get<int>(int column) const
{
    return number<int>(raw(column));
}

template <>
qint64 Row::get<qint64>(int column) const
{
    return number<qint64>(raw(column));
}

template <>
double Row::get<double>(int column) const
{
    const QByteArrayView value = raw(column);
    if (value == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    if (value.endsWith("Infinity"))
        return value.startsWith('-') ? -std::numeric_limits<double>::infinity()
                                     : std::numeric_limits<double>::infinity();
    return number<double>(value);
}

template <>
QString Row::get<QString>(int column) const
{
    return text(column);
}

template <>
QByteArray Row::get<QByteArray>(int column) const
{
    const QByteArrayView value = raw(column);
    return value.startsWith("\\x") ? QByteArray::fromHex(value.sliced(2).toByteArray())
                                   : value.toByteArray();
}

template <>
QDateTime Row::get<QDateTime>(int column) const
{
    return moment(raw(column));
}

template <>
QStringList Row::get<QStringList>(int column) const
{
    return arrayItems(text(column));
}

template <>
QJsonDocument Row::get<QJsonDocument>(int column) const
{
    return QJsonDocument::fromJson(raw(column).toByteArray());
}

} // namespace gatehouse::db
