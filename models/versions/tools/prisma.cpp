// Prisma: prisma/migrations/<name>/migration.sql, with a SHA-256 of each file in its table.
#include "base/sha256.h"
#include "versions/files.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QDir>
#include <QFileInfo>

namespace gatehouse::versions {

namespace {

bool textLess(const QString &a, const QString &b) { return a < b; }

std::vector<Applied> applied(const Reading &reading)
{
    std::vector<Applied> all;
    for (const auto &row : reading.rows) {
        if (!row.value(u"rolled_back_at"_s).isEmpty())
            continue;
        const QDateTime finished = serverTime(row.value(u"finished_at"_s));
        all.push_back({row.value(u"migration_name"_s), row.value(u"checksum"_s), {}, finished,
            !finished.isValid()});
    }
    return all;
}

std::optional<Project> readFolder(const QString &folder, const CancelToken &token)
{
    const QString place = firstFolder(folder, {u"prisma/migrations"_s});
    const bool configured = QFileInfo::exists(folder + u"/prisma/schema.prisma"_s);
    if (place.isEmpty() && !configured)
        return {};
    Project project;
    project.folder = folder;
    project.tool = u"prisma"_s;
    project.place = u"prisma/migrations"_s;
    project.configured = true;
    const QDir steps(folder + u'/' + project.place);
    for (const QString &name :
        steps.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name).mid(0, kMostFiles)) {
        if (token.isCancelled())
            break;
        if (!QFileInfo::exists(steps.filePath(name) + u"/migration.sql"_s)) {
            project.issues.push_back(
                warning(Words::tr("The folder %1 has no migration.sql.").arg(name), name));
            continue;
        }
        Revision revision;
        revision.id = name;
        revision.title = name.section(u'_', 1).replace(u'_', u' ');
        revision.file = project.place + u'/' + name + u"/migration.sql"_s;
        project.checksums.insert(name,
            QString::fromLatin1(gatehouse::sha256(
                readStep(steps.filePath(name), u"migration.sql"_s, project.issues))
                                    .toHex()));
        project.revisions.push_back(std::move(revision));
    }
    chain(project.revisions, &textLess, project.issues);
    return project;
}

} // namespace

Tool prismaTool()
{
    Tool tool{"prisma", "Prisma", "_prisma_migrations", {u"migration_name"_s, u"finished_at"_s},
        {u"checksum"_s, u"rolled_back_at"_s, u"started_at"_s}};
    tool.applied = &applied;
    tool.project = &readFolder;
    tool.less = &textLess;
    return tool;
}

} // namespace gatehouse::versions
