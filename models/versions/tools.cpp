#include "versions/tool.h"

#include <algorithm>

namespace gatehouse::versions {

const std::vector<Tool> &tools()
{
    static const std::vector<Tool> all{alembicTool(), railsTool(), dataMigrateTool(), flywayTool(),
        golangMigrateTool(), djangoTool(), prismaTool()};
    return all;
}

const Tool *tool(const QString &id)
{
    const auto at = std::find_if(tools().begin(), tools().end(),
        [&id](const Tool &one) { return id == QLatin1StringView(one.id); });
    return at == tools().end() ? nullptr : &*at;
}

QString toolTitle(const QString &id)
{
    const Tool *one = tool(id);
    return one ? QString::fromLatin1(one->title) : id;
}

bool numberLess(const QString &a, const QString &b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

QDateTime serverTime(const QString &text)
{
    if (text.isEmpty())
        return {};
    QString iso = text;
    iso.replace(u' ', u'T');
    const qsizetype sign = iso.lastIndexOf(u'+');
    if (sign > 0)
        iso.truncate(sign); // sessions of ours are in UTC
    QDateTime at = QDateTime::fromString(iso.left(23), Qt::ISODateWithMs);
    if (!at.isValid())
        at = QDateTime::fromString(iso.left(19), Qt::ISODate);
    at.setTimeSpec(Qt::UTC);
    return at;
}

} // namespace gatehouse::versions
