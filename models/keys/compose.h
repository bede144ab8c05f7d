#pragma once

#include "db/statement.h"

namespace gatehouse::keys {

// Text of one statement whose names and values come from a description: names are quoted by
// Identifier, values become $n. Put the pieces together with + or the multi-argument arg() only: a
// quoted name may hold "%1".
class Composer
{
public:
    QString name(const QString &column) const { return db::Identifier(column).quoted(); }
    QString name(const QString &schema, const QString &table) const
    {
        return db::Identifier(schema, table).quoted();
    }
    QString value(const db::Param &param)
    {
        m_params.push_back(param);
        return QStringLiteral("$%1").arg(m_params.size());
    }
    QString value(const QString &text) { return value(db::toParam(text)); }
    const db::Params &params() const { return m_params; }

private:
    db::Params m_params;
};

} // namespace gatehouse::keys
