// A name of a database object. The only way a name enters SQL.
#pragma once

#include <QString>

namespace gatehouse::db {

// Quotes always; embedded quotes are doubled. NUL is refused by the server and cut here.
class Identifier
{
public:
    explicit Identifier(QString name) : m_name(std::move(name)) { }
    Identifier(QString schema, QString name) : m_schema(std::move(schema)), m_name(std::move(name))
    {
    }
    QString quoted() const; // "schema"."name"
    const QString &schema() const { return m_schema; }
    const QString &name() const { return m_name; }
    bool operator==(const Identifier &) const = default;

private:
    QString m_schema, m_name;
};

} // namespace gatehouse::db
