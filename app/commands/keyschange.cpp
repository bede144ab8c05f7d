#include "app/cli/terminal.h"
#include "app/commands/keysopen.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "keys/blast.h"

#include <QJsonArray>
#include <QJsonObject>

#include <limits>

namespace gatehouse::commands {
namespace {

Result<std::optional<qint64>> limitOption(const Context &context)
{
    std::optional<qint64> limit;
    if (!context.has("limit") || context.text("limit") == "none"_L1)
        return limit;
    // Which numbers make sense is the engine's to say; here it only has to be one.
    auto number = context.number(
        "limit", 0, std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max());
    if (!number)
        return number.error();
    limit = number.value();
    return limit;
}

Result<std::optional<QDateTime>> expiryOption(const Context &context)
{
    std::optional<QDateTime> expires;
    if (!context.has("expires") || context.text("expires") == "never"_L1)
        return expires;
    QDateTime time = QDateTime::fromString(context.text("expires"), Qt::ISODateWithMs);
    if (!time.isValid())
        return invalid(Words::tr("--expires wants a time like 2027-01-31T12:00:00Z, or never."));
    if (time.timeSpec() == Qt::LocalTime)
        time.setTimeSpec(Qt::UTC);
    expires = time.toUTC();
    return expires;
}

// The given options over a draft; an Error is wrong usage.
Result<keys::Draft> apply(const Context &context, keys::Draft draft)
{
    auto limit = limitOption(context);
    if (!limit)
        return limit.error();
    auto expires = expiryOption(context);
    if (!expires)
        return expires.error();
    if (context.has("limit"))
        draft.limit = limit.value();
    if (context.has("expires"))
        draft.expires = expires.value();
    draft.name = context.text("name", draft.name);
    draft.role = context.text("role", draft.role);
    draft.limits = context.text("limits", draft.limits);
    draft.permissions = context.text("permissions", draft.permissions);
    return draft;
}

// By id or exact label.
Result<QString> ownerOption(Context &context, const OpenKeys &open)
{
    const QString wanted = context.text("owner");
    if (wanted.isEmpty())
        return QString();
    auto owners =
        context.run(*open.session, [&](db::Sql &sql) { return open.engine.owners(sql, wanted); });
    if (!owners)
        return owners.error();
    for (const keys::Owner &owner : owners.value()) {
        if (owner.label == wanted)
            return owner.id;
    }
    return wanted;
}

Exit refuse(Context &context, const std::vector<keys::Problem> &problems)
{
    return context.failed(refused(problems.front().text));
}

QJsonObject createdJson(const keys::Created &created)
{
    return {{u"id"_s, created.id}, {u"name"_s, created.name},
        {u"fingerprint"_s, created.fingerprint}, {u"recorded"_s, created.recorded}};
}

// The only place where a key leaves in full: alone on its line.
Exit handOver(Context &context, const keys::Created &created, QJsonObject document)
{
    if (!created.recorded)
        context.warn(Words::tr("The change was not recorded, as --record skip says."));
    context.warn(Words::tr("This is the only time that the key is shown."));
    context.say(created.secret->text());
    document.insert(u"key"_s, created.secret->text());
    return context.done(document);
}

Exit create(Context &context)
{
    auto open = openKeys(context, false);
    if (!open)
        return context.failed(open.error());
    const OpenKeys &keys = open.value();
    auto draft = apply(context, keys.engine.newDraft());
    if (!draft)
        return context.wrongUsage(draft.error().text);
    auto owner = ownerOption(context, keys);
    if (!owner)
        return context.failed(owner.error());
    keys::Draft wanted = std::move(draft).value();
    wanted.ownerId = owner.value();
    const auto problems = keys.engine.check(wanted, keys.known, QDateTime::currentDateTimeUtc());
    if (!problems.empty())
        return refuse(context, problems);
    const auto created =
        context.run(*keys.session, [&](db::Sql &sql) { return keys.engine.create(sql, wanted); });
    if (!created)
        return context.failed(created.error());
    return handOver(context, created.value(), createdJson(created.value()));
}

Exit edit(Context &context)
{
    auto open = openKeys(context, false);
    if (!open)
        return context.failed(open.error());
    const OpenKeys &keys = open.value();
    const auto seen = findKey(keys, context.operands().value(0));
    if (!seen)
        return context.wrongUsage(seen.error().text);
    const auto wanted = apply(context, keys::Keys::draftOf(seen.value()));
    if (!wanted)
        return context.wrongUsage(wanted.error().text);
    const auto problems = keys.engine.check(
        wanted.value(), keys.known, QDateTime::currentDateTimeUtc(), &seen.value());
    if (!problems.empty())
        return refuse(context, problems);
    const auto done = context.run(*keys.session,
        [&](db::Sql &sql) { return keys.engine.edit(sql, seen.value(), wanted.value()); });
    if (!done)
        return context.failed(done.error());
    context.say(done.value().rows > 0
            ? Words::tr("%1 was changed.").arg(safeText(seen.value().name))
            : Words::tr("There was nothing to change."));
    return context.done(QJsonObject{{u"id"_s, seen.value().id}, {u"changed"_s, done.value().rows},
        {u"recorded"_s, done.value().recorded}});
}

QJsonArray countsJson(const std::vector<keys::Count> &counts)
{
    QJsonArray array;
    for (const keys::Count &count : counts)
        array.append(QJsonObject{{u"name"_s, count.label}, {u"requests"_s, count.count}});
    return array;
}

QJsonValue hourJson(const std::optional<keys::QuietHour> &hour)
{
    return hour ? QJsonValue(QJsonObject{{u"weekday"_s, hour->weekday}, {u"hour"_s, hour->hour},
               {u"requests"_s, hour->requests}})
                : QJsonValue();
}

// Who would notice, before it happens. What cannot be told is said and stops nothing.
QJsonObject showBlast(Context &context, const OpenKeys &open, const std::vector<keys::Key> &keys)
{
    const auto blast = context.run(
        *open.session, [&](db::Sql &sql) { return keys::blast(sql, open.engine, keys, u"UTC"_s); });
    if (!blast) {
        context.say(blast.error().text);
        return {{u"unknown"_s, blast.error().text}};
    }
    for (const auto &[what, value] : keys::linesOf(blast.value()))
        context.say(Words::tr("%1: %2").arg(what, safeText(value, 600)));
    return {{u"requests"_s, blast.value().requests},
        {u"clients"_s, countsJson(blast.value().clients)},
        {u"knowsClients"_s, blast.value().knowsClients},
        {u"models"_s, countsJson(blast.value().models)},
        {u"endpoints"_s, countsJson(blast.value().endpoints)},
        {u"quietestHour"_s, hourJson(blast.value().quietest)},
        {u"busiestHour"_s, hourJson(blast.value().busiest)}, {u"holds"_s, blast.value().holds()}};
}

Exit rotate(Context &context)
{
    auto open = openKeys(context, false);
    if (!open)
        return context.failed(open.error());
    const OpenKeys &keys = open.value();
    const auto seen = findKey(keys, context.operands().value(0));
    if (!seen)
        return context.wrongUsage(seen.error().text);
    const auto preview = context.run(*keys.session,
        [&](db::Sql &sql) { return keys.engine.previewRotation(sql, seen.value()); });
    if (!preview)
        return context.failed(preview.error());
    const bool apart = context.text("history", u"carry"_s) == "apart"_L1;
    const QString sentence = apart && preview.value().joinedBySecret
        ? preview.value().apartSentence
        : preview.value().carrySentence;
    context.warn(sentence);
    QJsonObject document{{u"id"_s, seen.value().id}, {u"usageRows"_s, preview.value().usageRows},
        {u"inWindow"_s, preview.value().inWindow}, {u"consequence"_s, sentence}};
    if (context.has("dry-run")) {
        document.insert(u"dryRun"_s, true);
        document.insert(u"lastThirtyDays"_s, showBlast(context, keys, {seen.value()}));
        return context.done(document);
    }
    if (auto sure =
            context.confirm(Words::tr("Give %1 a new key? The old one stops working at once.")
                                .arg(safeText(seen.value().name)));
        !sure)
        return context.failed(sure.error());
    const auto rotated = context.run(*keys.session, [&](db::Sql &sql) {
        return keys.engine.rotate(
            sql, seen.value(), apart ? keys::History::KeepApart : keys::History::CarryOver);
    });
    if (!rotated)
        return context.failed(rotated.error());
    document.insert(u"movedRows"_s, rotated.value().movedRows);
    document.insert(u"fingerprint"_s, rotated.value().fingerprint);
    document.insert(u"recorded"_s, rotated.value().recorded);
    return handOver(context, rotated.value(), document);
}

QJsonArray show(Context &context, const keys::Preview &preview, keys::Verb verb)
{
    cli::Table table{{Words::tr("Id"), Words::tr("Name"), Words::tr("Now"), Words::tr("Then"),
                         Words::tr("24 h"), Words::tr("In the way")},
        {}, {true, false, false, false, true}};
    QJsonArray rows;
    for (const keys::PreviewRow &row : preview.rows) {
        QStringList hints{row.trouble};
        for (const auto &[name, count] : row.dependents)
            hints.append(u"%1: %2"_s.arg(name).arg(count));
        if (verb == keys::Verb::Delete && row.usageRows > 0)
            hints.append(
                Words::tr("%Ln usage row(s) left without a key", nullptr, int(row.usageRows)));
        hints.removeAll(QString());
        table.rows.push_back({row.key.id, row.key.name, row.before, row.after,
            row.dayRequests < 0 ? u"-"_s : QString::number(row.dayRequests), hints.join(u"; "_s)});
        rows.append(QJsonObject{{u"id"_s, row.key.id}, {u"name"_s, row.key.name},
            {u"unchanged"_s, row.unchanged}, {u"trouble"_s, row.trouble},
            {u"requests24h"_s, row.dayRequests < 0 ? QJsonValue() : QJsonValue(row.dayRequests)},
            {u"usageRows"_s, row.usageRows}});
    }
    context.table(table);
    return rows;
}

template <keys::Verb verb>
Exit change(Context &context)
{
    auto open = openKeys(context, false);
    if (!open)
        return context.failed(open.error());
    const OpenKeys &keys = open.value();
    auto found = findKeys(keys, context.operands());
    if (!found)
        return context.wrongUsage(found.error().text);
    const keys::Bulk bulk{verb, std::move(found).value()};
    const auto preview =
        context.run(*keys.session, [&](db::Sql &sql) { return keys.engine.preview(sql, bulk); });
    if (!preview)
        return context.failed(preview.error());
    QJsonObject document{{u"keys"_s, show(context, preview.value(), verb)}};
    if (preview.value().blocked())
        return context.failed(
            refused(Words::tr("Nothing was changed, because of what stands in the way.")));
    if (verb == keys::Verb::Revoke)
        document.insert(u"lastThirtyDays"_s, showBlast(context, keys, bulk.keys));
    if (context.has("dry-run")) {
        document.insert(u"dryRun"_s, true);
        return context.done(document);
    }
    const int count = preview.value().willChange();
    const QString question = verb == keys::Verb::Revoke
        ? Words::tr("Revoke %n key(s)?", nullptr, count)
        : Words::tr("Delete %n key(s) for good?", nullptr, count);
    if (verb != keys::Verb::Reactivate) {
        if (auto sure = context.confirm(question); !sure)
            return context.failed(sure.error());
    }
    const auto done =
        context.run(*keys.session, [&](db::Sql &sql) { return keys.engine.apply(sql, bulk); });
    if (!done)
        return context.failed(done.error());
    context.say(Words::tr("%n key(s) changed.", nullptr, int(done.value().rows)));
    if (!done.value().recorded && done.value().rows > 0)
        context.warn(Words::tr("The change was not recorded, as --record skip says."));
    document.insert(u"changed"_s, done.value().rows);
    document.insert(u"recorded"_s, done.value().recorded);
    return context.done(document);
}

std::vector<Option> fields(bool ownerToo)
{
    std::vector<Option> all{
        {"role", "ROLE", QT_TRANSLATE_NOOP("Command", "Its role, as the service knows it")},
        {"limit", "N",
            QT_TRANSLATE_NOOP("Command", "Requests allowed in the service's window, or none")},
        {"limits", "JSON",
            QT_TRANSLATE_NOOP("Command", "Its limits, where the back end keeps JSON")},
        {"permissions", "JSON",
            QT_TRANSLATE_NOOP("Command", "Its permissions, where the back end has them")},
        {"expires", "TIME",
            QT_TRANSLATE_NOOP("Command", "When it expires, like 2027-01-31T12:00:00Z, or never")}};
    if (ownerToo)
        all.push_back({"owner", "WHO",
            QT_TRANSLATE_NOOP(
                "Command", "Whose it is, by id or name, where keys belong to users")});
    return all;
}

const Option kDryRun{
    "dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Only show what would happen")};
const Operand kOne{"KEY", QT_TRANSLATE_NOOP("Command", "Id, name or fingerprint of the key")};
const Operand kSeveral{"KEY", QT_TRANSLATE_NOOP("Command", "Id, name or fingerprint"), true, true};

} // namespace

std::vector<Command> keysChangeCommands()
{
    std::vector<Option> creation = fields(true), editing = fields(false);
    creation.insert(
        creation.begin(), {"name", "NAME", QT_TRANSLATE_NOOP("Command", "Who uses it"), true});
    editing.insert(editing.begin(), {"name", "NAME", QT_TRANSLATE_NOOP("Command", "Its new name")});
    return {
        {"keys create", QT_TRANSLATE_NOOP("Command", "Create a key and print it once"),
            withCommon(creation, true), {}, create,
            QT_TRANSLATE_NOOP("Command",
                "The key has the service's own format, so the service accepts it at once. It is "
                "printed alone on standard output and cannot be shown again.")},
        {"keys edit", QT_TRANSLATE_NOOP("Command", "Change name, role, limit or expiry of a key"),
            withCommon(editing, true), {kOne}, edit},
        {"keys rotate", QT_TRANSLATE_NOOP("Command", "Give a key a new secret and print it once"),
            withCommon({{"history", "WHERE",
                            QT_TRANSLATE_NOOP("Command",
                                "carry (the default) moves the recorded usage to the new key, "
                                "apart leaves it"),
                            false, false, Completion::None, {"carry", "apart"}},
                           kDryRun},
                true),
            {kOne}, rotate,
            QT_TRANSLATE_NOOP("Command",
                "Says first what happens to the history and to the window of the limit; a dry run "
                "adds who used it in 30 days, and its quietest hour.")},
        {"keys revoke", QT_TRANSLATE_NOOP("Command", "Revoke keys; they can be reactivated"),
            withCommon({kDryRun}, true), {kSeveral}, change<keys::Verb::Revoke>,
            QT_TRANSLATE_NOOP("Command",
                "Shows each key first, its requests of the last 24 hours, who used it in 30 days "
                "and its quietest hour.")},
        {"keys reactivate", QT_TRANSLATE_NOOP("Command", "Let revoked keys work again"),
            withCommon({kDryRun}, true), {kSeveral}, change<keys::Verb::Reactivate>},
        {"keys delete", QT_TRANSLATE_NOOP("Command", "Delete keys for good"),
            withCommon({kDryRun}, true), {kSeveral}, change<keys::Verb::Delete>,
            QT_TRANSLATE_NOOP("Command",
                "Shows first what hangs on each key. Revoking keeps the key and can be undone.")},
    };
}

} // namespace gatehouse::commands
