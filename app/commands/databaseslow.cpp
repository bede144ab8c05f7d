// gatehousectl database slow (D4).
#include "app/cli/terminal.h"
#include "app/commands/databaseparts.h"
#include "app/commands/words.h"
#include "care/explain.h"
#include "care/slow.h"

namespace gatehouse::commands {

namespace {

using care::Slow;
using care::Statement;

QString ms(double value) { return QString::number(value, 'f', value < 10 ? 2 : 0); }

QJsonObject statementJson(const Statement &s)
{
    return {{u"fingerprint"_s, s.fingerprint}, {u"text"_s, s.text}, {u"user"_s, s.user},
        {u"entries"_s, s.members}, {u"calls"_s, s.calls}, {u"totalMs"_s, s.totalMs},
        {u"meanMs"_s, s.meanMs}, {u"minMs"_s, s.minMs}, {u"maxMs"_s, s.maxMs},
        {u"deviationMs"_s, s.deviationMs}, {u"rows"_s, s.rows}, {u"share"_s, s.share},
        {u"cacheHit"_s, orNull(s.hitShare())}, {u"tempBlocksWritten"_s, s.tempWritten},
        {u"walBytes"_s, orNull(s.walBytes)}, {u"textHidden"_s, s.hidden}};
}

Exit notReady(Context &context, const Slow &slow)
{
    context.say(slow.why);
    for (const QString &statement : slow.wayOut)
        context.say(statement + u';');
    static const QStringList states{
        u"ready"_s, u"not-installed"_s, u"not-preloaded"_s, u"no-right"_s};
    return context.done(
        QJsonObject{{u"state"_s, states.value(int(slow.state))}, {u"why"_s, slow.why},
            {u"wayOut"_s, QJsonArray::fromStringList(slow.wayOut)}, {u"statements"_s, QJsonArray()}},
        Exit::Differences);
}

// The verdict of a plan without values, for the heaviest ones.
QString advice(Context &context, db::Session &session, const Statement &one)
{
    if (one.hidden)
        return {};
    auto plan = context.run(
        session, [&one](db::Sql &sql) { return care::explain(sql, one.text, false, 5000); });
    if (!plan)
        return {};
    const auto verdict = care::judgePlan(plan.value());
    return verdict.level() == care::PlanVerdict::Level::Warn ? verdict.points.front().sentence
                                                             : QString();
}

Exit reset(Context &context, db::Session &reader)
{
    if (auto yes = context.confirm(Words::tr("Forget every statement counted for %1?")
                                       .arg(reader.options().info.label()));
        !yes)
        return context.failed(yes.error());
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    const trail::Policy policy = context.text("record") == "skip"_L1 ? trail::Policy::Optional
                                                                     : trail::Policy::Required;
    const trail::Actor actor = thisActor(reader);
    const bool make = context.text("record") == "create"_L1;
    auto done = context.run(*session.value(), [&](db::Sql &sql) -> Result<bool> {
        if (make)
            if (auto made = trail::create(sql, actor); !made)
                return made.error();
        return care::resetSlow(sql, policy, actor);
    });
    if (!done)
        return context.failed(done.error());
    context.say(Words::tr("Counting begins anew."));
    return context.done(QJsonObject{{u"reset"_s, true}, {u"recorded"_s, done.value()}});
}

Exit slow(Context &context)
{
    const auto most = context.number("limit", 20, 1, 1000);
    if (!most)
        return context.wrongUsage(most.error().text);
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    if (context.has("reset"))
        return reset(context, *session.value());
    auto found = context.run(*session.value(),
        [&most](db::Sql &sql) { return care::fetchSlow(sql, int(most.value())); });
    if (!found)
        return context.failed(found.error());
    const Slow &all = found.value();
    if (all.state != Slow::State::Ready)
        return notReady(context, all);
    cli::Table table{{Words::tr("Fingerprint"), Words::tr("Share"), Words::tr("Total ms"),
                         Words::tr("Calls"), Words::tr("Mean ms"), Words::tr("Statement")},
        {}, {false, true, true, true, true, false}};
    QJsonArray statements;
    QStringList advices;
    for (const Statement &one : all.statements) {
        table.rows.push_back({one.fingerprint, u"%1 %"_s.arg(100 * one.share, 0, 'f', 1),
            ms(one.totalMs), QString::number(one.calls), ms(one.meanMs), one.text.simplified()});
        QJsonObject json = statementJson(one);
        if (context.has("advise")) {
            if (const QString text = advice(context, *session.value(), one); !text.isEmpty()) {
                advices << one.fingerprint + u": "_s + text;
                json.insert(u"advice"_s, text);
            }
        }
        statements.append(json);
    }
    context.table(table);
    for (const QString &line : advices)
        context.say(safeText(line, 1000));
    if (all.hidden > 0)
        context.warn(Words::tr("The texts of %n statement(s) are hidden: they are of other users. "
                               "GRANT pg_read_all_stats shows them.",
            nullptr, int(all.hidden)));
    if (all.forgotten > 0)
        context.warn(Words::tr("The server ran out of room %n time(s) and forgot rare statements; "
                               "pg_stat_statements.max makes more.",
            nullptr, int(all.forgotten)));
    return context.done(QJsonObject{{u"state"_s, u"ready"_s},
        {u"extension"_s, all.extensionVersion},
        {u"since"_s, all.since ? QJsonValue(all.since->toString(Qt::ISODateWithMs)) : QJsonValue()},
        {u"totalMs"_s, all.totalMs}, {u"hiddenTexts"_s, all.hidden}, {u"statements"_s, statements}});
}

} // namespace

std::vector<Command> databaseslowCommands()
{
    return {{"database slow",
        QT_TRANSLATE_NOOP("Command", "The statements that take the most time"),
        withRecord({{"limit", "N", QT_TRANSLATE_NOOP("Command", "At most this many, 20 without this")},
            {"advise", nullptr,
                QT_TRANSLATE_NOOP("Command", "Plan each and say which index would help")},
            {"reset", nullptr, QT_TRANSLATE_NOOP("Command", "Forget what was counted")}}),
        {}, slow}};
}

} // namespace gatehouse::commands
