#include "app/cli/terminal.h"
#include "app/commands/command.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "systems/recognition.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace gatehouse::commands {
namespace {

using systems::Match;
using systems::Recognition;

// What a system has for people to look at: its name in the document, its title, table and reason.
struct Domain
{
    QString id, title, table, why;
};

std::vector<Domain> domainsOf(const Recognition &found, const Match &match)
{
    const systems::Shape &shape = match.shape();
    const systems::UsageDomain *usage = usageOf(found, match);
    return {{u"keys"_s, Words::tr("API keys"), shape.keys ? shape.keys->table : QString(),
                whyNoKeys(found, match)},
        {u"usage"_s, Words::tr("Usage"), usage ? usage->table : QString(),
            whyNoUsage(found, match)},
        {u"audit"_s, Words::tr("Audit trail"), shape.audit ? shape.audit->table : QString(),
            whyNoAudit(found, match)},
        {u"conversations"_s, Words::tr("Conversations"),
            shape.conversations ? shape.conversations->messagesTable : QString(),
            whyNoConversations(found, match)}};
}

QString verdictName(systems::VersionFacts::Verdict verdict)
{
    static const QStringList names{u"none"_s, u"not-set-up"_s, u"unstamped"_s, u"current"_s,
        u"behind"_s, u"unknown"_s, u"several-heads"_s, u"unreadable"_s};
    return names.at(int(verdict));
}

QJsonObject toJson(const Recognition &found, const Match &match)
{
    QJsonObject domains;
    for (const Domain &domain : domainsOf(found, match)) {
        QJsonObject entry{{u"available"_s, domain.why.isEmpty()}};
        entry.insert(domain.why.isEmpty() ? u"table"_s : u"why"_s,
            domain.why.isEmpty() ? domain.table : domain.why);
        domains.insert(domain.id, entry);
    }
    QJsonArray capabilities;
    for (const systems::Capability &each : systems::capabilities(found, match)) {
        QJsonObject entry{{u"id"_s, each.id}, {u"available"_s, each.available}};
        if (!each.available)
            entry.insert(u"why"_s, each.why);
        capabilities.append(entry);
    }
    const QJsonObject version{{u"kind"_s, match.version.kind}, {u"table"_s, match.version.table},
        {u"state"_s, verdictName(match.version.verdict)}, {u"sentence"_s, match.versionState},
        {u"current"_s, QJsonArray::fromStringList(match.version.current)},
        {u"pending"_s, QJsonArray::fromStringList(match.version.pending)},
        {u"unknown"_s, QJsonArray::fromStringList(match.version.unknown)}};
    return {{u"id"_s, match.system->id}, {u"title"_s, match.system->title},
        {u"schema"_s, match.schema}, {u"shape"_s, match.shapeId},
        {u"shapeTitle"_s, match.shape().title}, {u"partial"_s, match.partial()},
        {u"missingTables"_s, QJsonArray::fromStringList(match.missingTables)},
        {u"missingColumns"_s, QJsonArray::fromStringList(match.missingColumns)},
        {u"extraColumns"_s, QJsonArray::fromStringList(match.extraColumns)},
        {u"version"_s, version}, {u"domains"_s, domains}, {u"capabilities"_s, capabilities}};
}

QJsonObject toJson(const Recognition &found)
{
    QJsonArray matches;
    for (const Match &match : found.matches)
        matches.append(toJson(found, match));
    QJsonObject extensions;
    for (auto i = found.extensions.cbegin(); i != found.extensions.cend(); ++i)
        extensions.insert(i.key(), i.value());
    const QJsonObject server{{u"version"_s, found.serverVersion}, {u"encoding"_s, found.encoding},
        {u"zone"_s, found.zone}, {u"serverZone"_s, found.serverZone}, {u"pooled"_s, found.pooled},
        {u"superuser"_s, found.superuser}, {u"standby"_s, found.standby},
        {u"readOnlyRole"_s, found.readOnlyRole}, {u"extensions"_s, extensions}};
    return {{u"server"_s, server}, {u"tables"_s, double(found.tables.size())},
        {u"systems"_s, matches}, {u"warnings"_s, QJsonArray::fromStringList(found.warnings)}};
}

void printServer(Context &context, const Recognition &found)
{
    QStringList facts{Words::tr("PostgreSQL %1").arg(found.serverVersion), found.encoding,
        Words::tr("time zone %1").arg(safeText(found.zone)),
        Words::tr("%n table(s)", nullptr, int(found.tables.size()))};
    if (found.superuser)
        facts.append(Words::tr("superuser"));
    if (found.readOnlyRole)
        facts.append(Words::tr("a role that may only read"));
    if (found.standby)
        facts.append(Words::tr("standby"));
    if (found.pooled)
        facts.append(Words::tr("behind a pooler"));
    context.say(facts.join(u", "_s));
}

// Without what the reason of a whole domain has said already.
void printCapabilities(Context &context, const Recognition &found, const Match &match)
{
    QStringList said;
    for (const Domain &domain : domainsOf(found, match))
        said.append(domain.why);
    cli::Table able{{Words::tr("Can"), {}, Words::tr("Why not")}, {}};
    for (const systems::Capability &each : systems::capabilities(found, match)) {
        if (each.available || !said.contains(each.why))
            able.rows.push_back(
                {each.title, each.available ? Words::tr("yes") : Words::tr("no"), each.why});
    }
    if (able.rows.empty())
        return;
    context.say({});
    context.table(able);
}

void printMatch(Context &context, const Recognition &found, const Match &match)
{
    context.say({});
    context.say(Words::tr("%1 in schema %2: %3")
                    .arg(match.system->title, safeText(match.schema),
                        systems::translated(match.shape().title)));
    context.say(u"  "_s + match.versionState);
    const auto list = [&context](const QString &title, const QStringList &names) {
        if (!names.isEmpty())
            context.say(u"  "_s + title + u' ' + safeText(names.join(u", "_s)));
    };
    list(Words::tr("Missing tables:"), match.missingTables);
    list(Words::tr("Missing columns:"), match.missingColumns);
    list(Words::tr("Further columns:"), match.extraColumns);
    context.say({});
    cli::Table domains{{Words::tr("Domain"), Words::tr("Table"), Words::tr("Why not")}, {}};
    for (const Domain &domain : domainsOf(found, match))
        domains.rows.push_back(
            {domain.title, domain.why.isEmpty() ? domain.table : u"-"_s, domain.why});
    context.table(domains);
    printCapabilities(context, found, match);
}

// The mapping of an unknown back end, as the file that the window would save.
Exit draft(Context &context, const Recognition &found, const QString &schema)
{
    const bool known = std::any_of(found.tables.begin(), found.tables.end(),
        [&schema](const auto &table) { return table.schema == schema; });
    if (!known)
        return context.failed(invalid(
            Words::tr("No schema \"%1\" with tables can be seen in this database. Check its "
                      "spelling and the rights of this user.")
                .arg(safeText(schema))));
    const systems::Draft draft = systems::draftDescription(found, schema);
    if (draft.guesses.isEmpty())
        return context.failed(invalid(
            Words::tr("Nothing in the schema \"%1\" looks like keys, usage, an audit trail or "
                      "conversations.")
                .arg(safeText(schema))));
    const QJsonObject json = systems::toJson(draft.description);
    for (const QString &guess : draft.guesses)
        context.warn(guess);
    if (!context.json())
        context.say(QString::fromUtf8(QJsonDocument(json).toJson()).trimmed());
    return context.done(json);
}

Exit recognise(Context &context)
{
    QStringList trouble;
    const std::vector<systems::Description> known = systems::allDescriptions(&trouble);
    for (const QString &sentence : std::as_const(trouble))
        context.warn(sentence);
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    const auto answer = context.run(
        *session.value(), [&known](db::Sql &sql) { return systems::recognise(sql, known); });
    if (!answer)
        return context.failed(answer.error());
    const Recognition &found = answer.value();
    if (context.has("draft"))
        return draft(context, found, context.text("draft"));
    printServer(context, found);
    for (const QString &warning : found.warnings)
        context.say(Words::tr("Warning: %1").arg(warning));
    for (const Match &match : found.matches)
        printMatch(context, found, match);
    if (found.matches.empty())
        context.say(whyNoKeys(found));
    const bool whole = !found.matches.empty()
        && std::none_of(found.matches.begin(), found.matches.end(),
            [](const Match &match) { return match.partial(); });
    return context.done(toJson(found), whole ? Exit::Done : Exit::Differences);
}

} // namespace

std::vector<Command> recogniseCommands()
{
    return {{"recognise",
        QT_TRANSLATE_NOOP("Command",
            "Say which systems a database holds, their versions and what can be done with them"),
        {{"draft", "SCHEMA",
            QT_TRANSLATE_NOOP(
                "Command", "Print a first description of an unknown back end in this schema")}},
        {}, recognise,
        QT_TRANSLATE_NOOP("Command",
            "Reads catalogs and version tables only. Exit status 3 when no system was recognised "
            "or one is not whole.")}};
}

} // namespace gatehouse::commands
