#include "base/safetext.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QDir>
#include <QXmlStreamReader>

#include <algorithm>

namespace gatehouse::versions {

namespace {

constexpr size_t kMostRows = 20'000;
constexpr auto kMetadata = "ar_internal_metadata"_L1;

Result<> addRows(const QString &xml, Reading &reading)
{
    QXmlStreamReader reader(u"<table>"_s + xml + u"</table>"_s);
    QString column;
    while (!reader.atEnd()) {
        switch (reader.readNext()) {
        case QXmlStreamReader::StartElement:
            column = reader.name().toString();
            if (column == "row"_L1)
                reading.rows.emplace_back();
            else if (!reading.rows.empty())
                reading.rows.back().insert(column, QString());
            break;
        case QXmlStreamReader::Characters:
            if (!reading.rows.empty() && reading.rows.back().contains(column))
                reading.rows.back()[column] += reader.text();
            break;
        case QXmlStreamReader::EndElement:
            column.clear();
            break;
        default:
            break;
        }
    }
    if (reader.hasError())
        return invalid(Words::tr("The version table %1 holds texts that cannot be read: %2.")
                           .arg(safeText(reading.table, 80), safeText(reader.errorString(), 120)));
    reading.cut = reading.rows.size() > kMostRows;
    return Done{};
}

// Rails and golang-migrate share a name; the columns tell.
const Tool *toolOf(const QString &table, const QStringList &columns, const QStringList &also)
{
    for (const Tool &one : tools()) {
        const bool named =
            table == QLatin1StringView(one.table) || (one.onlyEnds && also.contains(table));
        const bool fits = std::all_of(one.columns.begin(), one.columns.end(),
            [&columns](const QString &column) { return columns.contains(column); });
        if (named && fits && (one.without.isEmpty() || !columns.contains(one.without)))
            return &one;
    }
    return nullptr;
}

} // namespace

Result<std::vector<Reading>> readVersions(db::Sql &sql, const QStringList &also)
{
    QStringList tables = also, columns{u"key"_s, u"value"_s};
    tables << kMetadata;
    for (const Tool &one : tools()) {
        tables << QString::fromLatin1(one.table);
        columns += one.columns + one.further;
        if (!one.without.isEmpty())
            columns << one.without;
    }
    tables.removeDuplicates();
    columns.removeDuplicates();
    std::vector<Reading> all;
    std::optional<Error> wrong;
    auto done = sql.stream("versions/read"_L1, db::bind(tables, columns), [&](const db::Row &row) {
        Reading reading;
        reading.schema = row.text(0);
        reading.table = row.text(1);
        const Tool *one = toolOf(reading.table, row.get<QStringList>(2), also);
        if (!one && reading.table != kMetadata)
            return true; // somebody's own table of this name
        reading.tool = one ? QString::fromLatin1(one->id) : QString();
        reading.readable = !row.isNull(3);
        if (auto read = addRows(row.text(3), reading); !read)
            wrong = read.error();
        all.push_back(std::move(reading));
        return true;
    });
    if (!done)
        return done.error();
    if (wrong)
        return *wrong;
    return all;
}

Result<std::vector<Project>> readProject(const QString &folder, const CancelToken &token)
{
    const QDir dir(folder);
    if (folder.isEmpty() || !dir.exists())
        return refused(Words::tr("There is no folder %1. Name the folder of the project, where its "
                                 "alembic.ini, db/migrate, manage.py or the like is.")
                           .arg(safeText(folder, 200)));
    if (!dir.isReadable())
        return refused(
            Words::tr("The folder %1 may not be read by this user.").arg(safeText(folder, 200)));
    std::vector<Project> all;
    for (const Tool &one : tools()) {
        if (token.isCancelled())
            return cancelled();
        if (auto project = one.project(dir.absolutePath(), token))
            all.push_back(*std::move(project));
    }
    return all;
}

} // namespace gatehouse::versions
