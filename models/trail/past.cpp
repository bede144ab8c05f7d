#include "trail/trail.h"

#include <QJsonDocument>

namespace gatehouse::trail {

Result<std::vector<Past>> past(
    db::Sql &sql, const QString &objectType, const QString &objectId, const QJsonObject &before)
{
    auto found = status(sql);
    if (!found)
        return found.error();
    if (found.value().state != State::Ready || !found.value().mayRead)
        return std::vector<Past>{};
    std::vector<Past> entries;
    const QString fields = QString::fromUtf8(QJsonDocument(before).toJson(QJsonDocument::Compact));
    auto done = sql.stream(
        "trail/past"_L1, db::bind(objectType, objectId, fields), [&](const db::Row &row) {
            entries.push_back({row.text(0), row.text(1), row.text(2),
                QDateTime::fromMSecsSinceEpoch(row.get<qint64>(3), Qt::UTC),
                QJsonDocument::fromJson(row.text(4).toUtf8()).object()});
            return true;
        });
    if (!done)
        return done.error();
    return entries;
}

} // namespace gatehouse::trail
