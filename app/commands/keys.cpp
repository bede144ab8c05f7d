#include "app/cli/terminal.h"
#include "app/commands/keysopen.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "keys/hashplan.h"
#include "keys/report.h"

#include <QJsonArray>

namespace gatehouse::commands {
namespace {

QString limitText(const OpenKeys &open, const keys::Key &key)
{
    if (!key.limit)
        return keys::limitsText(key);
    const auto use = open.engine.enforced(key);
    return use && use->used ? u"%1/%2"_s.arg(*use->used).arg(*key.limit)
                            : QString::number(*key.limit);
}

bool wanted(const Context &context, const keys::Key &key, const QDateTime &now)
{
    const QString state = context.text("state", u"any"_s);
    const bool active = keys::stateOf(key, now) == keys::State::Active;
    return state == "any"_L1 || active == (state == "active"_L1);
}

Exit list(Context &context)
{
    const auto open = openKeys(context, true);
    if (!open)
        return context.failed(open.error());
    const OpenKeys &keys = open.value();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const bool counted = keys.trouble.isEmpty();
    cli::Table table{{Words::tr("Id"), Words::tr("Name"), Words::tr("Key"), Words::tr("Role"),
                         Words::tr("Limit used"), Words::tr("24 h"), Words::tr("7 days"),
                         Words::tr("Last used"), Words::tr("State")},
        {}, {true, false, false, false, true, true, true}};
    QJsonArray rows;
    for (const keys::Key &key : keys.known) {
        if (!wanted(context, key, now))
            continue;
        const auto use = keys.engine.enforced(key);
        const QString badge = keys::badgeOf(key, use ? use->used : std::nullopt, now).text;
        table.rows.push_back(
            {key.id, key.name, QString(key.masked + u' ' + key.fingerprint).trimmed(), key.role,
                limitText(keys, key), key.usage ? QString::number(key.usage->day) : u"-"_s,
                key.usage ? QString::number(key.usage->week) : u"-"_s,
                keys::agoText(key.lastUse, now), badge});
        rows.append(keyJson(keys, key));
    }
    context.table(table);
    if (!counted)
        context.warn(keys.trouble);
    QJsonObject document{{u"keys"_s, rows}};
    if (!counted)
        document.insert(u"usageMissing"_s, keys.trouble);
    return context.done(document);
}

Exit report(Context &context)
{
    const auto open = openKeys(context, true);
    if (!open)
        return context.failed(open.error());
    const OpenKeys &keys = open.value();
    const auto idle = context.number("idle-days", keys::kIdleDays, 1, 36500);
    if (!idle)
        return context.wrongUsage(idle.error().text);
    const auto clients =
        context.run(*keys.session, [&keys](db::Sql &sql) { return keys.engine.clients(sql); });
    if (!clients)
        return context.failed(clients.error());
    QJsonArray groups;
    for (const keys::Group &group : keys::report(keys.engine, keys.known, clients.value(),
             QDateTime::currentDateTimeUtc(), int(idle.value()))) {
        QJsonArray names;
        QStringList lines;
        for (const keys::Key &key : group.keys) {
            names.append(QJsonObject{
                {u"id"_s, key.id}, {u"name"_s, key.name}, {u"fingerprint"_s, key.fingerprint}});
            lines.append(u"  %1  %2 %3"_s.arg(key.id, safeText(key.name), key.fingerprint));
        }
        if (!group.keys.empty()) {
            context.say(u"%1 (%2)"_s.arg(group.title).arg(group.keys.size()));
            context.say(u"  "_s + group.why);
            context.say(lines.join(u'\n'));
        } else if (!group.notRecorded.isEmpty()) {
            context.say(Words::tr("%1: not recorded. %2").arg(group.title, group.notRecorded));
        }
        QJsonObject entry{{u"title"_s, group.title}, {u"keys"_s, names}};
        if (!group.notRecorded.isEmpty())
            entry.insert(u"notRecorded"_s, group.notRecorded);
        groups.append(entry);
    }
    return context.done(QJsonObject{{u"findings"_s, groups}});
}

Exit plan(Context &context)
{
    const auto open = openKeys(context, true);
    if (!open)
        return context.failed(open.error());
    const auto plan = context.run(*open.value().session,
        [&](db::Sql &sql) { return keys::hashPlan(sql, open.value().engine); });
    if (!plan)
        return context.failed(plan.error());
    const QString text = plan.value().document();
    context.say(text);
    return context.done(
        QJsonObject{{u"needed"_s, plan.value().needed}, {u"keys"_s, plan.value().keys},
            {u"usageRows"_s, plan.value().usageRows}, {u"plan"_s, text}});
}

} // namespace

std::vector<Command> keysCommands()
{
    std::vector<Command> all{
        {"keys list", QT_TRANSLATE_NOOP("Command", "List the API keys, masked, with their use"),
            withCommon({{"state", "WHICH", QT_TRANSLATE_NOOP("Command", "Only keys in this state"),
                           false, false, Completion::None, {"any", "active", "inactive"}}},
                false),
            {}, list,
            QT_TRANSLATE_NOOP("Command",
                "The limit is counted as the service itself counts it. The plain text of a key is "
                "never shown.")},
        {"keys report", QT_TRANSLATE_NOOP("Command", "Name the keys that deserve attention"),
            withCommon(
                {{"idle-days", "N",
                    QT_TRANSLATE_NOOP("Command", "Idle is unused for this long; 30 if not given")}},
                false),
            {}, report,
            QT_TRANSLATE_NOOP("Command",
                "Idle, never used, without or at their limit, expiring, published, shared, stored "
                "as "
                "plain text; what the back end does not record is said to be so.")},
        {"keys hash-plan",
            QT_TRANSLATE_NOOP("Command", "Write the plan from plain-text keys to hashed ones"),
            withCommon({}, false), {}, plan,
            QT_TRANSLATE_NOOP("Command",
                "Counts where plain keys are stored and says, step by step, what database and "
                "service must do. Nothing is changed.")},
    };
    for (auto more : {keysInsightCommands, keysChangeCommands})
        for (Command &command : more())
            all.push_back(std::move(command));
    all.push_back(keysImportCommand());
    return all;
}

} // namespace gatehouse::commands
