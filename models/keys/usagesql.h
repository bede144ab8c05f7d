// What further questions about the usage of keys share: the names and forms that Keys knows. For
// the sources of this folder only.
#pragma once

#include "db/composer.h"
#include "keys/keys.h"

namespace gatehouse::keys {

// Pieces of statements over "usage AS u JOIN keys AS k", each valid for one Composer. Only for an
// engine whose abilities().usage is empty.
class UsageSql
{
public:
    UsageSql(const Keys &engine, Composer &composer) : m_keys(engine), m_c(composer) { }

    QString from() const;
    QString keyId() const { return QStringLiteral("k.") + m_c.name(m_keys.domain().id); }
    QString where(qint64 seconds) const { return m_keys.usageWhere(m_c, seconds); }
    QString one(const QString &keyId) const; // " AND k.id = ..."; empty for an empty id
    QString time() const { return QStringLiteral("u.") + m_c.name(usage().time); }
    QString instant() const { return instantOf(time()); } // timestamptz
    QString instantOf(const QString &time) const;         // of such a column's value
    QString moment(const QString &timestamptz) const;     // as the column has it
    QString microseconds(const QString &time) const;      // since 1970, bigint
    QString usageKey() const { return QStringLiteral("u.") + m_c.name(usage().key); }
    QString usageTable() const { return m_c.name(m_keys.match().schema, usage().table); }

    // As text; empty where the back end does not record it, or this role may not read it.
    QString model() const { return column(usage().model); }
    QString endpoint() const { return column(usage().endpoint); }
    QString client() const;
    bool leads(const QStringList &columns) const { return m_keys.usageLeads(columns); }
    const systems::UsageDomain &usage() const { return *m_keys.m_usage; }

private:
    QString column(const QString &name) const;
    const Keys &m_keys;
    Composer &m_c;
};

} // namespace gatehouse::keys
