// Django: <app>/migrations/<number>_<title>.py, each with what it comes after.
#include "base/safetext.h"
#include "versions/files.h"
#include "versions/pythontext.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QDir>
#include <QFileInfo>

namespace gatehouse::versions {

namespace {

constexpr int kDeepest = 4; // folders below the project

std::vector<Applied> applied(const Reading &reading)
{
    std::vector<Applied> all;
    for (const auto &row : reading.rows)
        all.push_back({row.value(u"app"_s) + u'.' + row.value(u"name"_s), {}, {},
            serverTime(row.value(u"applied"_s))});
    return all;
}

void readApp(Project &project, const QString &folder, const QString &app, const CancelToken &token)
{
    const QString place = QDir(folder).relativeFilePath(app + u"/migrations"_s);
    const QString label = QFileInfo(app).fileName();
    for (const QString &name : filesOf(app + u"/migrations"_s, {u"[0-9]*.py"_s})) {
        if (token.isCancelled())
            return;
        const QString text =
            QString::fromUtf8(readStep(app + u"/migrations"_s, name, project.issues));
        const auto values = pythonValues(text, {u"dependencies"_s});
        Revision revision;
        revision.id = label + u'.' + name.chopped(3);
        revision.title = name.chopped(3).section(u'_', 1).replace(u'_', u' ');
        revision.file = place + u'/' + name;
        for (const QStringList &pair : values.value(u"dependencies"_s).groups) {
            if (pair.size() != 2 || pair.at(1).startsWith("__"_L1))
                continue;
            const QString other = pair.at(0) + u'.' + pair.at(1);
            (pair.at(0) == label ? revision.parents : revision.depends) << other;
        }
        project.revisions.push_back(std::move(revision));
    }
}

void look(
    Project &project, const QString &folder, const QString &at, int depth, const CancelToken &token)
{
    static const QStringList others{u"node_modules"_s, u"venv"_s, u"env"_s, u"site-packages"_s,
        u"__pycache__"_s, u"migrations"_s, u"static"_s};
    if (QFileInfo::exists(at + u"/migrations/__init__.py"_s))
        readApp(project, folder, at, token);
    if (depth == 0 || token.isCancelled())
        return;
    const QDir dir(at);
    for (const QString &name :
        dir.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Name)) {
        if (!others.contains(name) && !name.startsWith(u'.'))
            look(project, folder, dir.filePath(name), depth - 1, token);
    }
}

std::optional<Project> readFolder(const QString &folder, const CancelToken &token)
{
    Project project;
    project.folder = folder;
    project.tool = u"django"_s;
    project.configured = QFileInfo::exists(folder + u"/manage.py"_s);
    if (!project.configured)
        return {};
    look(project, folder, folder, kDeepest, token);
    QStringList own;
    for (const Revision &one : project.revisions)
        own << one.id.section(u'.', 0, 0);
    for (Revision &one : project.revisions) // of an installed package: not among these files
        one.depends.removeIf(
            [&own](const QString &other) { return !own.contains(other.section(u'.', 0, 0)); });
    arrange(project.revisions, project.issues);
    return project;
}

} // namespace

Tool djangoTool()
{
    Tool tool{"django", "Django", "django_migrations", {u"app"_s, u"name"_s}, {u"applied"_s}};
    tool.applied = &applied;
    tool.project = &readFolder;
    tool.byApp = true;
    return tool;
}

} // namespace gatehouse::versions
