#include "db/identifier.h"

#include "base/result.h"

namespace gatehouse::db {

namespace {
QString quote(const QString &name)
{
    QString text = name.section(QChar(u'\0'), 0, 0);
    return u'"' + text.replace(u'"', u"\"\""_s) + u'"';
}
} // namespace

QString Identifier::quoted() const
{
    return m_schema.isEmpty() ? quote(m_name) : quote(m_schema) + u'.' + quote(m_name);
}

} // namespace gatehouse::db
