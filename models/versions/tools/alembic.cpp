// Alembic: a graph of revisions in versions/*.py, and in its table one row for each end of it.
#include "base/safetext.h"
#include "versions/files.h"
#include "versions/pythontext.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace gatehouse::versions {

namespace {

std::vector<Applied> applied(const Reading &reading)
{
    std::vector<Applied> all;
    for (const auto &row : reading.rows)
        all.push_back({row.value(u"version_num"_s)});
    return all;
}

// [alembic] of alembic.ini: option -> value; a line that begins with a blank goes on.
QMap<QString, QString> readIni(const QString &text)
{
    QMap<QString, QString> options;
    bool ours = false;
    QString last;
    for (const QString &line : text.split(u'\n')) {
        const QString plain = line.trimmed();
        if (plain.isEmpty() || plain.startsWith(u'#') || plain.startsWith(u';'))
            continue;
        if (plain.startsWith(u'[')) {
            ours = plain == "[alembic]"_L1;
        } else if (ours && line.at(0).isSpace() && !last.isEmpty()) {
            options[last] += u'\n' + plain;
        } else if (ours && plain.contains(u'=')) {
            last = plain.section(u'=', 0, 0).trimmed();
            options.insert(last, plain.section(u'=', 1).trimmed());
        }
    }
    return options;
}

QString placeOf(QString location, const QString &folder)
{
    location.replace(u"%(here)s"_s, u"."_s);
    if (location.contains(u':')) // a package and a folder in it
        location.replace(u':', u'/');
    if (QDir::isAbsolutePath(location))
        location = QDir(folder).relativeFilePath(location);
    return QDir::cleanPath(location);
}

QStringList versionFolders(
    const QMap<QString, QString> &ini, const QString &script, const QString &folder)
{
    static const QRegularExpression parting(u"[\\s;,]+|:(?=[./%])"_s);
    QStringList all;
    for (const QString &one : ini.value(u"version_locations"_s).split(parting, Qt::SkipEmptyParts))
        all << placeOf(one, folder);
    return all.isEmpty() ? QStringList{script + u"/versions"_s} : all;
}

void readRevision(
    Project &project, const QString &folder, const QString &place, const QString &name)
{
    const QString file = place + u'/' + name;
    const QByteArray bytes = readStep(folder + u'/' + place, name, project.issues);
    const QString text = QString::fromUtf8(bytes);
    const auto values = pythonValues(
        text, {u"revision"_s, u"down_revision"_s, u"branch_labels"_s, u"depends_on"_s});
    if (bytes.isEmpty() || !values.contains(u"revision"_s)) {
        if (name != "__init__.py"_L1 && !bytes.isEmpty())
            project.issues.push_back(
                warning(Words::tr("%1 names no revision, so Alembic does not know it.")
                            .arg(safeText(file, 120)),
                    file));
        return;
    }
    for (auto i = values.cbegin(); i != values.cend(); ++i) {
        if (!i.value().plain)
            project.issues.push_back(trouble(
                Words::tr("In %1 the value of %2 is computed; only running the file would tell it.")
                    .arg(safeText(file, 120), i.key()),
                file));
    }
    const QStringList id = values.value(u"revision"_s).texts();
    if (id.size() != 1)
        return;
    Revision revision;
    revision.id = id.first();
    revision.parents = values.value(u"down_revision"_s).texts();
    revision.depends = values.value(u"depends_on"_s).texts();
    revision.labels = values.value(u"branch_labels"_s).texts();
    revision.title = pythonTitle(text);
    revision.file = file;
    project.revisions.push_back(std::move(revision));
}

// Names of branches in depends_on stand for their revisions.
void resolveLabels(Project &project)
{
    QMap<QString, QString> byLabel;
    for (const Revision &one : project.revisions) {
        for (const QString &label : one.labels)
            byLabel.insert(label, one.id);
    }
    for (Revision &one : project.revisions) {
        for (QString &other : one.depends)
            other = byLabel.value(other, other);
    }
}

void readEnvironment(Project &project, const QString &folder, const QString &script)
{
    if (!QFileInfo::exists(folder + u'/' + script + u"/env.py"_s))
        return;
    QString text = QString::fromUtf8(readStep(folder + u'/' + script, u"env.py"_s, project.issues));
    static const QRegularExpression comment(u"#[^\\n]*"_s);
    text.remove(comment);
    const auto named = [&text](const QString &what) {
        const QRegularExpression option(u"\\b%1\\s*=\\s*['\"]([A-Za-z0-9_]+)['\"]"_s.arg(what));
        return option.match(text).captured(1);
    };
    project.table = named(u"version_table"_s);
    project.tableSchema = named(u"version_table_schema"_s);
}

std::optional<Project> readFolder(const QString &folder, const CancelToken &token)
{
    Project project;
    project.folder = folder;
    project.tool = u"alembic"_s;
    QString script;
    QMap<QString, QString> ini;
    if (QFileInfo::exists(folder + u"/alembic.ini"_s)) {
        project.configured = true;
        ini = readIni(QString::fromUtf8(readStep(folder, u"alembic.ini"_s, project.issues)));
        script = placeOf(ini.value(u"script_location"_s, u"alembic"_s), folder);
        if (!QDir(folder + u'/' + script).exists()) {
            project.issues.push_back(
                warning(Words::tr("alembic.ini names the folder %1, which is not there: Alembic is "
                                  "configured, but has no environment and no revisions.")
                            .arg(safeText(script, 120)),
                    u"alembic.ini"_s));
            return project;
        }
    } else {
        for (const QString &one : {u"."_s, u"alembic"_s, u"migrations"_s}) {
            const QString inside = folder + u'/' + one;
            if (script.isEmpty() && QDir(inside + u"/versions"_s).exists()
                && (QFileInfo::exists(inside + u"/env.py"_s)
                    || !filesOf(inside + u"/versions"_s, {u"*.py"_s}).isEmpty()))
                script = one;
        }
        if (script.isEmpty())
            return {};
    }
    readEnvironment(project, folder, script);
    const QStringList places = versionFolders(ini, script, folder);
    project.place = QDir::cleanPath(places.first());
    for (const QString &place : places) {
        for (const QString &name : filesOf(folder + u'/' + place, {u"*.py"_s})) {
            if (token.isCancelled())
                return project;
            readRevision(project, folder, QDir::cleanPath(place), name);
        }
    }
    project.configured = project.configured || !project.revisions.empty();
    resolveLabels(project);
    arrange(project.revisions, project.issues);
    return project;
}

} // namespace

Tool alembicTool()
{
    Tool tool{"alembic", "Alembic", "alembic_version", {u"version_num"_s}};
    tool.applied = &applied;
    tool.project = &readFolder;
    tool.onlyEnds = true;
    tool.initial = u"CREATE TABLE %1 (version_num character varying(32) NOT NULL, "
                   "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"_s;
    return tool;
}

} // namespace gatehouse::versions
