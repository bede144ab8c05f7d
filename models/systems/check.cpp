#include "systems/check.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>
#include <QUrl>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Check)
};

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(text).hasMatch();
}

} // namespace

QStringList checkDescription(const Description &description)
{
    QStringList trouble;
    if (!matches(description.id, u"[a-z0-9][a-z0-9-]{0,62}"_s))
        trouble.append(Words::tr("id: must be of small letters, digits and hyphens"));
    if (description.title.isEmpty())
        trouble.append(Words::tr("title: is missing"));
    if (description.shapes.empty())
        trouble.append(Words::tr("shapes: at least one is needed"));
    QSet<QString> ids;
    QMap<QString, QStringList> tables;
    for (size_t i = 0; i < description.shapes.size(); ++i) {
        const Shape &shape = description.shapes[i];
        const QString place = u"shapes[%1]"_s.arg(i);
        if (ids.contains(shape.id))
            trouble.append(place + u".id: "_s + Words::tr("is taken by another shape"));
        ids.insert(shape.id);
        for (auto t = shape.tables.cbegin(); t != shape.tables.cend(); ++t)
            tables[t.key()] += t.value();
        checkShape(shape, place, &trouble);
    }
    for (size_t i = 0; i < description.retention.size(); ++i) {
        const RetentionRule &rule = description.retention[i];
        const bool known = rule.table.isEmpty()
            || (tables.value(rule.table).contains(rule.column)
                && (rule.filterColumn.isEmpty()
                    || tables.value(rule.table).contains(rule.filterColumn)));
        if (!known || rule.days < 0)
            trouble.append(u"retention[%1]: "_s.arg(i)
                + Words::tr("names a table or column that no shape has, or a negative time"));
    }
    ids.clear();
    for (size_t i = 0; i < description.health.size(); ++i) {
        const HealthEndpoint &endpoint = description.health[i];
        const bool good = !endpoint.id.isEmpty() && !ids.contains(endpoint.id)
            && QUrl(endpoint.url, QUrl::StrictMode).isValid() && !endpoint.url.isEmpty()
            && (endpoint.path.isEmpty() || endpoint.path.startsWith(u'/'));
        if (!good)
            trouble.append(u"health[%1]: "_s.arg(i)
                + Words::tr("needs an id of its own, a URL, and a path that begins with \"/\""));
        ids.insert(endpoint.id);
    }
    return trouble;
}

} // namespace gatehouse::systems
