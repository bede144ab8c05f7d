#include "db/statement.h"

#include "base/result.h"

#include <QFile>
#include <QReadWriteLock>

namespace gatehouse::db {

namespace {
// A statement is read once; a missing one is our own mistake.
QString loadResource(QLatin1StringView name)
{
    static QReadWriteLock lock;
    static QMap<QString, QString> known;
    {
        const QReadLocker reading(&lock);
        if (const auto it = known.constFind(QString(name)); it != known.cend())
            return *it;
    }
    QFile file(u":/sql/%1.sql"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("There is no statement resources/sql/%s.sql.", name.data());
    const QString text = QString::fromUtf8(file.readAll());
    const QWriteLocker writing(&lock);
    known.insert(QString(name), text);
    return text;
}

// %1..%99 outside of quotes is a name; a lone % (LIKE, modulo) stays.
QString withNames(const QString &text, const std::vector<Identifier> &names)
{
    QString result;
    result.reserve(text.size() + 64);
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != u'%' || i + 1 >= text.size() || !text[i + 1].isDigit()) {
            result += text[i];
            continue;
        }
        int number = text[++i].digitValue();
        if (i + 1 < text.size() && text[i + 1].isDigit())
            number = number * 10 + text[++i].digitValue();
        if (number < 1 || size_t(number) > names.size())
            qFatal("Statement wants name %%%d but has %zu.", number, names.size());
        result += names[size_t(number - 1)].quoted();
    }
    return result;
}
} // namespace

Statement::Statement(QLatin1StringView resource) : m_text(loadResource(resource)) { }

Statement::Statement(QLatin1StringView resource, const std::vector<Identifier> &names)
    : m_text(withNames(loadResource(resource), names))
{
}

Statement::Statement(const QString &text, const std::vector<Identifier> &names)
    : m_text(withNames(text, names))
{
}

Param toParam(std::nullopt_t) { return {}; }
Param toParam(bool value) { return QByteArray(value ? "t" : "f"); }
Param toParam(int value) { return QByteArray::number(value); }
Param toParam(qint64 value) { return QByteArray::number(value); }
Param toParam(quint64 value) { return QByteArray::number(value); }

Param toParam(double value)
{
    if (qIsNaN(value))
        return QByteArray("NaN");
    if (qIsInf(value))
        return QByteArray(value > 0 ? "Infinity" : "-Infinity");
    return QByteArray::number(value, 'g', 17);
}

Param toParam(const QString &value)
{
    const QByteArray utf8 = value.toUtf8();
    return utf8.isNull() ? QByteArray("") : utf8;
}

Param toParam(QLatin1StringView value) { return toParam(QString(value)); }
Param toParam(const QUuid &value) { return value.toByteArray(QUuid::WithoutBraces); }

Param toParam(const QDateTime &value)
{
    if (!value.isValid())
        return {};
    return value.toUTC().toString(Qt::ISODateWithMs).toUtf8();
}

Param toParam(const QStringList &value)
{
    QByteArray text("{");
    for (const QString &item : value) {
        if (text.size() > 1)
            text += ',';
        QByteArray escaped = item.toUtf8();
        escaped.replace('\\', "\\\\").replace('"', "\\\"");
        text += '"' + escaped + '"';
    }
    return text + '}';
}

Param toParam(const Bytes &value) { return "\\x" + value.data.toHex(); }

} // namespace gatehouse::db
