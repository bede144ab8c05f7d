// golang-migrate: one row with the version and whether its step failed half way.
#include "versions/files.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QRegularExpression>
#include <QSet>

namespace gatehouse::versions {

namespace {

std::vector<Applied> applied(const Reading &reading)
{
    std::vector<Applied> all;
    for (const auto &row : reading.rows) {
        const QString dirty = row.value(u"dirty"_s);
        all.push_back({row.value(u"version"_s), {}, {}, {}, dirty == "true"_L1 || dirty == "t"_L1});
    }
    return all;
}

std::optional<Project> readFolder(const QString &folder, const CancelToken &token)
{
    static const QRegularExpression named(u"^0*(\\d+)_(.+)\\.(up|down)\\.[a-z]+$"_s);
    const QString place = [&folder] {
        for (const QString &one : {u"."_s, u"migrations"_s, u"db/migrations"_s,
                 u"internal/db/migrations"_s, u"db/migration"_s}) {
            if (!filesOf(folder + u'/' + one, {u"*.up.sql"_s}).isEmpty())
                return one;
        }
        return QString();
    }();
    if (place.isEmpty())
        return {};
    Project project;
    project.folder = folder;
    project.tool = u"golang-migrate"_s;
    project.place = place;
    project.configured = true;
    QSet<QString> downs;
    for (const QString &name : filesOf(folder + u'/' + place, {u"*.sql"_s})) {
        if (token.isCancelled())
            break;
        const auto match = named.match(name);
        if (!match.hasMatch())
            continue;
        if (match.captured(3) == "down"_L1) {
            downs.insert(match.captured(1));
            continue;
        }
        Revision revision;
        revision.id = match.captured(1);
        revision.title = match.captured(2).replace(u'_', u' ');
        revision.file = place == "."_L1 ? name : place + u'/' + name;
        project.revisions.push_back(std::move(revision));
    }
    chain(project.revisions, &numberLess, project.issues);
    int without = 0;
    for (const Revision &one : project.revisions)
        without += downs.contains(one.id) ? 0 : 1;
    if (without > 0)
        project.issues.push_back(
            note(Words::tr("%n step(s) (has|have) no file for the way back.", nullptr, without)));
    return project;
}

} // namespace

Tool golangMigrateTool()
{
    Tool tool{"golang-migrate", "golang-migrate", "schema_migrations", {u"version"_s, u"dirty"_s}};
    tool.applied = &applied;
    tool.project = &readFolder;
    tool.less = &numberLess;
    tool.upTo = true;
    tool.initial =
        u"CREATE TABLE %1 (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)"_s;
    return tool;
}

} // namespace gatehouse::versions
