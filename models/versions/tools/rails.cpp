// Rails, and the gem data_migrate: one row a step, versions as text that are numbers.
#include "base/safetext.h"
#include "versions/files.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace gatehouse::versions {

namespace {

std::vector<Applied> applied(const Reading &reading)
{
    std::vector<Applied> all;
    for (const auto &row : reading.rows)
        all.push_back({row.value(u"version"_s)});
    return all;
}

// 001_create_users.rb is the version 1: Rails stores the number.
QString versionOf(const QString &digits)
{
    qsizetype zeros = 0;
    while (zeros < digits.size() - 1 && digits.at(zeros) == u'0')
        ++zeros;
    return digits.mid(zeros);
}

std::optional<Project> readSteps(
    const QString &folder, const QString &place, const QString &tool, const CancelToken &token)
{
    static const QRegularExpression named(u"^(\\d+)_([a-z0-9_]+)\\.rb$"_s);
    Project project;
    project.folder = folder;
    project.tool = tool;
    project.place = place;
    for (const QString &name : filesOf(folder + u'/' + place, {u"*.rb"_s})) {
        if (token.isCancelled())
            break;
        const auto match = named.match(name);
        if (!match.hasMatch()) {
            project.issues.push_back(
                warning(Words::tr("%1 has no number in front, so Rails does not know it.")
                            .arg(safeText(name, 120)),
                    name));
            continue;
        }
        Revision revision;
        revision.id = versionOf(match.captured(1));
        revision.title = match.captured(2).replace(u'_', u' ');
        revision.file = place + u'/' + name;
        project.revisions.push_back(std::move(revision));
    }
    chain(project.revisions, &numberLess, project.issues);
    return project;
}

std::optional<Project> readRails(const QString &folder, const CancelToken &token)
{
    const QString place = firstFolder(folder, {u"db/migrate"_s});
    const bool configured = QFileInfo::exists(folder + u"/config/database.yml"_s)
        || QFileInfo::exists(folder + u"/db/schema.rb"_s)
        || QFileInfo::exists(folder + u"/db/structure.sql"_s);
    if (place.isEmpty() && !configured)
        return {};
    auto project = readSteps(folder, u"db/migrate"_s, u"rails"_s, token);
    project->configured = true;
    static const QRegularExpression version(
        u"Schema(?:\\[[0-9.]+\\])?\\.define\\(version: ([0-9_]+)\\)"_s);
    if (!QFileInfo::exists(folder + u"/db/schema.rb"_s))
        return project;
    QString schema =
        version.match(QString::fromUtf8(readStep(folder, u"db/schema.rb"_s, project->issues)))
            .captured(1);
    schema.remove(u'_');
    if (!schema.isEmpty() && !project->revisions.empty() && project->revisions.back().id != schema)
        project->issues.push_back(
            warning(Words::tr("db/schema.rb is at %1, the newest file at %2.")
                        .arg(schema, safeText(project->revisions.back().id, 40)),
                u"db/schema.rb"_s));
    return project;
}

std::optional<Project> readData(const QString &folder, const CancelToken &token)
{
    if (firstFolder(folder, {u"db/data"_s}).isEmpty())
        return {};
    auto project = readSteps(folder, u"db/data"_s, u"data-migrate"_s, token);
    project->configured = true;
    return project;
}

} // namespace

Tool railsTool()
{
    Tool tool{"rails", "Rails", "schema_migrations", {u"version"_s}};
    tool.without = u"dirty"_s;
    tool.applied = &applied;
    tool.project = &readRails;
    tool.less = &numberLess;
    tool.initial = u"CREATE TABLE %1 (version character varying NOT NULL PRIMARY KEY)"_s;
    return tool;
}

Tool dataMigrateTool()
{
    Tool tool{"data-migrate", "data_migrate", "data_migrations", {u"version"_s}};
    tool.applied = &applied;
    tool.project = &readData;
    tool.less = &numberLess;
    tool.initial = u"CREATE TABLE %1 (version character varying NOT NULL PRIMARY KEY)"_s;
    return tool;
}

} // namespace gatehouse::versions
