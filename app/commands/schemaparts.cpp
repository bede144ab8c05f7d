#include "app/commands/schemaparts.h"

#include "app/commands/words.h"
#include "base/safetext.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace gatehouse::commands {

namespace {

constexpr qint64 kLargestLayout = 64 * 1024 * 1024;

Result<catalog::Catalog> layoutFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestLayout)
        return ioError(
            Words::tr("The file %1 cannot be read.").arg(safeText(path, 200)), file.errorString());
    const QJsonDocument json = QJsonDocument::fromJson(file.readAll());
    if (!json.isObject())
        return invalid(Words::tr("The file %1 is no JSON.").arg(safeText(path, 200)));
    return catalog::fromJson(json.object());
}

QString severityWord(int severity)
{
    static const QStringList words{u"note"_s, u"warning"_s, u"error"_s};
    return words.at(severity);
}

QJsonObject revisionJson(const versions::Revision &one)
{
    QJsonObject json{{u"id"_s, one.id}, {u"applied"_s, one.applied}};
    const auto flag = [&json](const QString &name, bool value) {
        if (value)
            json.insert(name, true);
    };
    const auto text = [&json](const QString &name, const QString &value) {
        if (!value.isEmpty())
            json.insert(name, value);
    };
    flag(u"current"_s, one.current);
    flag(u"head"_s, one.head);
    flag(u"noFile"_s, one.noFile);
    flag(u"edited"_s, one.edited);
    flag(u"failed"_s, one.failed);
    text(u"title"_s, one.title);
    text(u"file"_s, one.file);
    if (one.appliedAt.isValid())
        json.insert(u"appliedAt"_s, one.appliedAt.toString(Qt::ISODateWithMs));
    if (!one.parents.isEmpty())
        json.insert(u"parents"_s, QJsonArray::fromStringList(one.parents));
    if (!one.depends.isEmpty())
        json.insert(u"depends"_s, QJsonArray::fromStringList(one.depends));
    return json;
}

QJsonArray differencesJson(const std::vector<catalog::Difference> &all)
{
    static const QStringList sorts{u"missing"_s, u"extra"_s, u"different"_s};
    QJsonArray array;
    for (const catalog::Difference &one : all) {
        QJsonObject json{{u"where"_s, one.where()}, {u"object"_s, one.object},
            {u"severity"_s, severityWord(int(one.severity))}};
        if (!one.children.empty()) {
            json.insert(u"differences"_s, differencesJson(one.children));
            array.append(json);
            continue;
        }
        json.insert(u"sort"_s, sorts.at(int(one.sort)));
        json.insert(u"sentence"_s, catalog::sentence(one));
        json.insert(u"why"_s, one.why);
        if (!one.aspect.isEmpty())
            json.insert(u"aspect"_s, one.aspect);
        json.insert(u"expected"_s, one.expected);
        json.insert(u"found"_s, one.found);
        json.insert(u"mend"_s, QJsonArray::fromStringList(one.mend));
        if (!one.caution.isEmpty())
            json.insert(u"caution"_s, one.caution);
        array.append(json);
    }
    return array;
}

} // namespace

Result<OpenSchema> openSchema(Context &context, bool readOnly)
{
    OpenSchema open;
    if (context.has("project")) {
        auto projects = versions::readProject(context.text("project"), context.token());
        if (!projects)
            return projects.error();
        open.projects = std::move(projects).value();
        if (open.projects.empty())
            return refused(
                Words::tr("No migration tool has files in %1. Name the folder where alembic.ini, "
                          "db/migrate, manage.py, prisma or the numbered .sql files are.")
                    .arg(safeText(context.text("project"), 200)));
    }
    auto session = context.open(readOnly);
    if (!session)
        return session.error();
    open.session = std::move(session).value();
    const std::vector<systems::Description> known = systems::allDescriptions();
    auto found = context.run(
        *open.session, [&known](db::Sql &sql) { return systems::recognise(sql, known); });
    if (!found)
        return found.error();
    open.found = std::move(found).value();
    QStringList tables;
    for (const versions::Project &one : open.projects) {
        if (!one.table.isEmpty())
            tables << one.table;
    }
    auto readings = context.run(
        *open.session, [&tables](db::Sql &sql) { return versions::readVersions(sql, tables); });
    if (!readings)
        return readings.error();
    open.states = versions::states(open.found, readings.value(), open.projects);
    if (context.has("schema"))
        std::erase_if(open.states, [&context](const versions::State &one) {
            return one.schema != context.text("schema");
        });
    return open;
}

Result<systems::Match> chosenSystem(const Context &context, const systems::Recognition &found)
{
    std::vector<systems::Match> fits;
    QStringList names;
    for (const systems::Match &match : found.matches) {
        if ((!context.has("schema") || match.schema == context.text("schema"))
            && (!context.has("system") || match.system->id == context.text("system"))) {
            fits.push_back(match);
            names << u"--schema %1 --system %2"_s.arg(safeText(match.schema, 60), match.system->id);
        }
    }
    if (fits.empty())
        return refused(Words::tr("No known system was recognised there, so there is no expected "
                                 "layout. Compare with one that was kept: --against FILE."));
    if (fits.size() > 1)
        return invalid(
            Words::tr("Several systems are there: %1. Name one.").arg(names.join(u"; "_s)));
    return fits.front();
}

Result<versions::Drift> askedDrift(Context &context, db::Session &session)
{
    if (context.has("against")) {
        auto kept = layoutFile(context.text("against"));
        if (!kept)
            return kept.error();
        const QString schema = context.text("schema", u"public"_s);
        auto found = context.run(
            session, [&schema](db::Sql &sql) { return catalog::read(sql, schema); });
        if (!found)
            return found.error();
        return versions::compareWith(kept.value(), found.value(), context.text("against"));
    }
    const std::vector<systems::Description> known = systems::allDescriptions();
    auto found =
        context.run(session, [&known](db::Sql &sql) { return systems::recognise(sql, known); });
    if (!found)
        return found.error();
    auto match = chosenSystem(context, found.value());
    if (!match)
        return match.error();
    return context.run(session, [&](db::Sql &sql) {
        return versions::readDrift(
            sql, found.value(), match.value(), context.text("shape", u"guide"_s));
    });
}

std::vector<Option> withComparison(std::vector<Option> own)
{
    own.push_back({"schema", "NAME", QT_TRANSLATE_NOOP("Command", "The schema to compare")});
    own.push_back({"system", "ID",
        QT_TRANSLATE_NOOP("Command", "The system, when several share the schema")});
    own.push_back({"shape", "SHAPE",
        QT_TRANSLATE_NOOP("Command", "Compare with another layout of the system than the guide's")});
    own.push_back({"against", "FILE",
        QT_TRANSLATE_NOOP("Command", "Compare with what \"schema layout\" printed"), false, false,
        Completion::File});
    return own;
}

QJsonObject stateJson(const versions::State &state)
{
    QJsonArray revisions, issues;
    for (const versions::Revision &one : state.revisions)
        revisions.append(revisionJson(one));
    for (const versions::Issue &one : state.issues)
        issues.append(QJsonObject{{u"severity"_s, severityWord(int(one.severity))},
            {u"text"_s, one.text}, {u"where"_s, one.where}});
    return {{u"state"_s, versions::verdictWord(state.verdict)}, {u"tool"_s, state.tool},
        {u"schema"_s, state.schema}, {u"table"_s, state.table},
        {u"tableExists"_s, state.tableExists}, {u"project"_s, state.project},
        {u"sentence"_s, state.sentence}, {u"current"_s, QJsonArray::fromStringList(state.current)},
        {u"heads"_s, QJsonArray::fromStringList(state.heads)},
        {u"pending"_s, QJsonArray::fromStringList(state.pending)},
        {u"unknown"_s, QJsonArray::fromStringList(state.unknown)}, {u"revisions"_s, revisions},
        {u"issues"_s, issues}};
}

QJsonObject driftJson(const versions::Drift &drift)
{
    return {{u"schema"_s, drift.schema}, {u"system"_s, drift.system}, {u"shape"_s, drift.shape},
        {u"comparedWith"_s, drift.title}, {u"like"_s, drift.like}, {u"sentence"_s, drift.sentence},
        {u"ownSteps"_s, QJsonArray::fromStringList(drift.steps)}, {u"errors"_s, drift.errors}, {u"warnings"_s, drift.warnings}, {u"notes"_s, drift.notes},
        {u"differences"_s, differencesJson(drift.differences)}};
}

std::vector<Option> withProject(std::vector<Option> own)
{
    own.push_back({"project", "DIR",
        QT_TRANSLATE_NOOP(
            "Command", "The project's folder; its files are read as text, none of them is run"),
        false, false, Completion::Folder});
    own.push_back({"schema", "NAME", QT_TRANSLATE_NOOP("Command", "Only this schema")});
    return own;
}

} // namespace gatehouse::commands
