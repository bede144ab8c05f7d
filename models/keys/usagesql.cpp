#include "keys/usagesql.h"

namespace gatehouse::keys {

QString UsageSql::from() const
{
    return usageTable() + u" AS u JOIN "_s + m_c.name(m_keys.match().schema, m_keys.domain().table)
        + u" AS k ON "_s + usageKey() + u" = "_s + m_keys.ownText(m_c);
}

QString UsageSql::one(const QString &keyId) const
{
    return keyId.isEmpty()
        ? QString()
        : u" AND k."_s + m_c.name(m_keys.domain().id) + u" = "_s + m_c.value(keyId);
}

QString UsageSql::instantOf(const QString &time) const
{
    return usage().zone.withZone
        ? time
        : u'(' + time + u" AT TIME ZONE "_s + m_c.value(m_keys.m_usageZone) + u"::text)"_s;
}

QString UsageSql::moment(const QString &timestamptz) const
{
    return m_keys.usageMoment(m_c, timestamptz);
}

QString UsageSql::microseconds(const QString &time) const
{
    return u"(extract(epoch FROM "_s + instantOf(time) + u") * 1000000)::bigint"_s;
}

QString UsageSql::column(const QString &name) const
{
    return m_keys.usageReadable(name) ? u"u."_s + m_c.name(name) + u"::text"_s : QString();
}

QString UsageSql::client() const
{
    const QStringList path = usage().jsonPaths.value(u"ip"_s);
    if (path.size() > 1 && m_keys.usageReadable(path.front()))
        return u"u."_s + m_c.name(path.front()) + u" #>> "_s + m_c.value(db::toParam(path.mid(1)))
            + u"::text[]"_s;
    return usage().actor == usage().key ? QString() : column(usage().actor);
}

} // namespace gatehouse::keys
