// The text of one SQL statement, and the values that travel beside it.
#pragma once

#include "db/identifier.h"

#include <QByteArray>
#include <QDateTime>
#include <QUuid>

#include <initializer_list>
#include <optional>
#include <vector>

namespace gatehouse::db {

// Either text, with %1..%99 replaced by quoted identifiers, or the name of resources/sql/NAME.sql.
// A QString does not become an identifier, a value never becomes text.
class Statement
{
public:
    Statement(QLatin1StringView resource);
    Statement(QLatin1StringView resource, const std::vector<Identifier> &names);
    Statement(const QString &text) : m_text(text) { }
    Statement(const QString &text, const std::vector<Identifier> &names);
    const QString &text() const { return m_text; }

private:
    QString m_text;
};

// One parameter in text form; none means NULL. bytea is sent as hex text.
using Param = std::optional<QByteArray>;
using Params = std::vector<Param>;

Param toParam(std::nullopt_t);
Param toParam(bool value);
Param toParam(int value);
Param toParam(qint64 value);
Param toParam(quint64 value);
Param toParam(double value);
Param toParam(const QString &value); // a null QString is the empty text, not NULL
Param toParam(QLatin1StringView value);
Param toParam(const QUuid &value);
Param toParam(const QDateTime &value);   // with zone, in UTC; invalid is NULL. Milliseconds only!
Param toParam(const QStringList &value); // text[] literal
struct Bytes
{
    QByteArray data;
};
Param toParam(const Bytes &value);
template <typename T>
Param toParam(const std::optional<T> &value)
{
    return value ? toParam(*value) : Param{};
}

template <typename... T>
Params bind(const T &...values)
{
    return Params{toParam(values)...};
}

} // namespace gatehouse::db
