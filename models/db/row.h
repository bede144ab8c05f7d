// One row as the server sent it, in text form: microseconds, infinity, numeric and int8 survive.
#pragma once

#include <QByteArrayView>
#include <QDateTime>
#include <QJsonDocument>
#include <QString>

#include <optional>

struct pg_result;

namespace gatehouse::db {

// Valid only inside the function it is handed to. Columns count from 0.
class Row
{
public:
    Row(const pg_result *result, int row) : m_result(result), m_row(row) { }
    int columns() const;
    QString name(int column) const;
    quint32 typeOid(int column) const;
    bool isNull(int column) const;
    QByteArrayView raw(int column) const; // UTF-8; empty for NULL
    QString text(int column) const;       // empty for NULL

    template <typename T>
    T get(int column) const; // bool int qint64 double QString QByteArray(bytea) QDateTime
                             // QStringList QJsonDocument
    template <typename T>
    std::optional<T> maybe(int column) const
    {
        return isNull(column) ? std::nullopt : std::optional<T>(get<T>(column));
    }

private:
    const pg_result *m_result;
    int m_row;
};

template <>
bool Row::get<bool>(int column) const;
template <>
int Row::get<int>(int column) const;
template <>
qint64 Row::get<qint64>(int column) const;
template <>
double Row::get<double>(int column) const; // NaN and infinities too
template <>
QString Row::get<QString>(int column) const;
template <>
QByteArray Row::get<QByteArray>(int column) const; // bytea, decoded
// Milliseconds, UTC; infinity is an invalid QDateTime. Never a cursor: select microseconds instead
// with (extract(epoch from t) * 1000000)::bigint.
template <>
QDateTime Row::get<QDateTime>(int column) const;
template <>
QStringList Row::get<QStringList>(int column) const; // one-dimensional array
template <>
QJsonDocument Row::get<QJsonDocument>(int column) const;

} // namespace gatehouse::db
