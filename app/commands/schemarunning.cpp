// What the commands that run steps share besides the steps themselves.
#include "app/commands/schemasteps.h"

#include <QJsonArray>

namespace gatehouse::commands {

using namespace versions;

QJsonObject outcomeJson(const Outcome &outcome)
{
    QJsonArray acts;
    for (const Act &act : outcome.acts)
        acts.append(QJsonObject{{u"step"_s, act.step}, {u"way"_s, wayId(act.way)},
            {u"statements"_s, act.statements}, {u"attempts"_s, act.attempts},
            {u"resumed"_s, act.resumed}, {u"onlyRecorded"_s, act.recorded}, {u"ms"_s, act.ms}});
    return {{u"acts"_s, acts}, {u"log"_s, QJsonArray::fromStringList(outcome.log)},
        {u"rebuiltIndexes"_s, QJsonArray::fromStringList(outcome.rebuilt)}};
}

Result<> makeTrail(Context &context, OpenSteps &open)
{
    if (context.text("record") != "create"_L1)
        return Done{};
    const auto made = context.run(*open.session,
        [&open](db::Sql &sql) { return trail::create(sql, open.plan.actor); });
    if (!made)
        return made.error();
    return Done{};
}

std::vector<Option> withRunning(std::vector<Option> own)
{
    own.push_back(
        {"dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Only say what would happen")});
    own.push_back({"as-written", nullptr,
        QT_TRANSLATE_NOOP("Command", "Run statements although they would stop the service")});
    own.push_back({"lock-timeout", "MS",
        QT_TRANSLATE_NOOP("Command",
            "How long a query of the service may wait behind a statement of ours: 2000")});
    own.push_back({"patience", "SECONDS",
        QT_TRANSLATE_NOOP("Command", "How long a lock is tried for again and again: 120")});
    own.push_back({"turn", "SECONDS",
        QT_TRANSLATE_NOOP("Command", "How long another upgrade is waited for: 60")});
    own.push_back({"no-backup", nullptr,
        QT_TRANSLATE_NOOP("Command", "Destroy data although no proven backup is known")});
    own.push_back({"folder", "DIR",
        QT_TRANSLATE_NOOP("Command", "Where backups lie, instead of the folder of this user"),
        false, false, Completion::Folder});
    own.push_back({"record", "HOW",
        QT_TRANSLATE_NOOP("Command",
            "What becomes of the audit trail: require (the default) refuses what cannot be "
            "recorded, create makes it first, skip changes without a record"),
        false, false, Completion::None, {"require", "create", "skip"}});
    return own;
}

} // namespace gatehouse::commands
