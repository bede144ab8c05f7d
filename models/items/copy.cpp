#include "items/copy.h"

#include "base/redact.h"
#include "db/identifier.h"
#include "items/roles.h"

#include <QAbstractItemModel>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QStringList>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;

namespace {

QVariant valueOf(const QAbstractItemModel &model, int row, int column)
{
    const QModelIndex index = model.index(row, column);
    const QVariant copy = model.data(index, CopyRole);
    return copy.isValid() ? copy : model.data(index, Qt::DisplayRole);
}

bool isNull(const QVariant &value)
{
    return !value.isValid() || value.typeId() == QMetaType::Nullptr;
}

bool isToken(const QVariant &value, bool json)
{
    return value.userType() == qMetaTypeId<Token>() && value.value<Token>().json == json;
}

bool isNumber(const QVariant &value)
{
    if (isToken(value, false))
        return true;
    switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Double:
        return true;
    default:
        return false;
    }
}

QString textOf(const QVariant &value)
{
    if (isNull(value))
        return {};
    if (isToken(value, false))
        return value.value<Token>().text;
    if (isToken(value, true))
        return redact(value.value<Token>().text);
    if (value.typeId() == QMetaType::Double)
        return QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    return isNumber(value) ? value.toString() : redact(value.toString());
}

// Facts, S17: = + - @ TAB CR NUL at the start of a text would run as a formula.
QString csvField(const QVariant &value)
{
    QString text = textOf(value);
    static const QString risky = u"=+-@\t\r"_s + QChar(0);
    if (!isNumber(value) && !text.isEmpty() && risky.contains(text.front()))
        text.prepend(u'\'');
    if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n')
        && !text.contains(u'\r'))
        return text;
    return u'"' + text.replace(u'"', u"\"\""_s) + u'"';
}

QString jsonString(const QString &text)
{
    const QString array =
        QString::fromUtf8(QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact));
    return array.mid(1, array.size() - 2);
}

QString jsonValue(const QVariant &value)
{
    if (isNull(value))
        return u"null"_s;
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? u"true"_s : u"false"_s;
    return isNumber(value) || isToken(value, true) ? textOf(value) : jsonString(textOf(value));
}

QString sqlValue(const QVariant &value)
{
    if (isNull(value))
        return u"NULL"_s;
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? u"true"_s : u"false"_s;
    if (isNumber(value))
        return textOf(value);
    QString text = textOf(value);
    text.remove(QChar(0));
    // E'' only where needed, so that the result means the same under either
    // standard_conforming_strings.
    const bool backslash = text.contains(u'\\');
    text.replace(u'\'', u"''"_s).replace(u'\\', u"\\\\"_s);
    return (backslash ? u"E'"_s : u"'"_s) + text + u'\'';
}

QStringList cells(const QAbstractItemModel &model, int row, const QList<int> &columns,
    QString (*print)(const QVariant &))
{
    QStringList out;
    for (int column : columns)
        out += print(valueOf(model, row, column));
    return out;
}

QString plainField(const QVariant &value)
{
    QString text = textOf(value);
    return text.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' ');
}

} // namespace

QString columnId(const QAbstractItemModel &model, int column)
{
    const QString id = model.headerData(column, Qt::Horizontal, ColumnIdRole).toString();
    return id.isEmpty() ? u"column%1"_s.arg(column) : id;
}

QString copyRows(const QAbstractItemModel &model, const QList<int> &rows, const QList<int> &columns,
    CopyAs as, const QString &table)
{
    QStringList ids, quoted, lines;
    for (int column : columns) {
        ids += columnId(model, column);
        quoted += db::Identifier(ids.last()).quoted();
    }
    if (as == CopyAs::Csv) {
        QStringList header;
        for (int column : columns)
            header += csvField(model.headerData(column, Qt::Horizontal, Qt::DisplayRole));
        lines += header.join(u',');
    }
    for (int row : rows) {
        switch (as) {
        case CopyAs::Text:
            lines += cells(model, row, columns, plainField).join(u'\t');
            break;
        case CopyAs::Csv:
            lines += cells(model, row, columns, csvField).join(u',');
            break;
        case CopyAs::Insert:
            lines += u"INSERT INTO %1 (%2) VALUES (%3);"_s.arg(
                table, quoted.join(u", "_s), cells(model, row, columns, sqlValue).join(u", "_s));
            break;
        case CopyAs::Json: {
            const QStringList values = cells(model, row, columns, jsonValue);
            QStringList members;
            for (qsizetype i = 0; i < values.size(); ++i)
                members += jsonString(ids.at(i)) + u": "_s + values.at(i);
            lines += u"  {"_s + members.join(u", "_s) + u'}';
            break;
        }
        }
    }
    return as == CopyAs::Json ? u"[\n"_s + lines.join(u",\n"_s) + u"\n]"_s : lines.join(u'\n');
}

} // namespace gatehouse::items
