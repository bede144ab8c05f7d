#pragma once

#include "db/statement.h"

namespace gatehouse::db {

// Text of one statement that is put together at run time: names are quoted by Identifier, values
// become $n. Join the pieces with + or the multi-argument arg() only: a quoted name may hold "%1".
class Composer
{
public:
    explicit Composer(Params bound = {}) : m_params(std::move(bound)) { }
    QString name(const QString &column) const { return Identifier(column).quoted(); }
    QString name(const QString &schema, const QString &table) const
    {
        return Identifier(schema, table).quoted();
    }
    QString value(const Param &param)
    {
        m_params.push_back(param);
        return QStringLiteral("$%1").arg(m_params.size());
    }
    QString value(const QString &text) { return value(toParam(text)); }
    const Params &params() const { return m_params; }

private:
    Params m_params;
};

// A quoted text literal that means the same under either standard_conforming_strings.
QString literal(const QString &text);
// The statement with its values in place of $1..$n, to be shown or copied; never to be run. Passes
// the values through redact().
QString withLiterals(const QString &text, const Params &params);
// The same with the values as they are: for COPY, which takes no parameters. Holds whatever the
// values hold: never shown, logged or kept.
QString inlined(const QString &text, const Params &params);

} // namespace gatehouse::db
