// What a mapping needs of the server and of the disk.
#include "db/sql.h"
#include "systems/mapping.h"

#include <QDateTime>
#include <QPromise>
#include <QRegularExpression>
#include <QThreadPool>
#include <QTimeZone>

#include <algorithm>

namespace gatehouse::systems {

namespace {

constexpr qsizetype kWallLength = 19; // "2026-03-29 02:30:00"

Result<QString> save(Description description, bool isNew)
{
    if (isNew) {
        const std::vector<Description> all = allDescriptions();
        const QString wanted = description.id.left(55);
        for (int i = 2; std::any_of(all.begin(), all.end(),
                 [&](const Description &one) { return one.id == description.id; });
             ++i)
            description.id = wanted + u'-' + QString::number(i);
    }
    if (auto saved = saveDraft(description); !saved)
        return saved.error();
    return description.id;
}

} // namespace

Result<QStringList> sampleTimes(
    db::Sql &sql, const QString &schema, const QString &table, const QString &column)
{
    auto rows =
        sql.fetch<QString>({u"SELECT left(%2::text, 40) FROM %1 WHERE %2 IS NOT NULL LIMIT 5"_s,
            {db::Identifier(schema, table), db::Identifier(column)}});
    if (!rows)
        return rows.error();
    return QStringList(rows.value().begin(), rows.value().end());
}

QString inUtc(const QString &wall, const QString &zone)
{
    const QDateTime local = QDateTime::fromString(wall.left(kWallLength), u"yyyy-MM-dd HH:mm:ss"_s);
    const QTimeZone meant(zone.toUtf8());
    if (!local.isValid() || !meant.isValid())
        return {};
    return QDateTime(local.date(), local.time(), meant).toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

QFuture<Result<QString>> saveMapping(const Mapping &mapping)
{
    auto promise = std::make_shared<QPromise<Result<QString>>>();
    promise->start();
    auto answer = promise->future();
    QThreadPool::globalInstance()->start(
        [promise, description = mapping.finished(), isNew = mapping.isNew()] {
            promise->addResult(save(description, isNew));
            promise->finish();
        });
    return answer;
}

} // namespace gatehouse::systems
