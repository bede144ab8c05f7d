#include "app/cli/terminal.h"
#include "app/commands/keysopen.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "keys/find.h"
#include "keys/whatif.h"

#include <QJsonArray>

namespace gatehouse::commands {
namespace {

QString timeText(const std::optional<QDateTime> &time)
{
    return time ? time->toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s) : u"-"_s;
}

QJsonValue timeJson(const std::optional<QDateTime> &time)
{
    return time ? QJsonValue(time->toString(Qt::ISODateWithMs)) : QJsonValue();
}

Result<keys::Proposal> proposalFrom(const Context &context)
{
    keys::Proposal proposal;
    const auto limit = context.number("limit", 0, 0, keys::kMostLimit);
    if (!limit)
        return limit.error();
    const auto days = context.number("days", proposal.days, 1, keys::kMostDays);
    if (!days)
        return days.error();
    const auto window = keys::windowFromText(context.text("window", u"1h"_s));
    if (!window)
        return window.error();
    proposal.limit = limit.value();
    proposal.days = int(days.value());
    proposal.windowSeconds = window.value();
    if (context.text("kind", u"rolling"_s) == "fixed"_L1)
        proposal.anchor = systems::Anchor::Calendar;
    return proposal;
}

QJsonObject replayJson(const keys::Replay &replay)
{
    QJsonObject json{{u"requests"_s, replay.requests}, {u"allowed"_s, replay.allowed},
        {u"refused"_s, replay.refused}, {u"firstRefused"_s, timeJson(replay.first)},
        {u"worstHour"_s, timeJson(replay.worstHour)}, {u"worstHourRefused"_s, replay.worstRefused},
        {u"holds"_s, replay.holds()}};
    if (!replay.keyId.isEmpty()) {
        json.insert(u"id"_s, replay.keyId);
        json.insert(u"name"_s, replay.name);
        json.insert(u"fingerprint"_s, replay.fingerprint);
    }
    if (replay.enough)
        json.insert(u"enough"_s, *replay.enough);
    return json;
}

void show(Context &context, const keys::WhatIf &answer)
{
    cli::Table table{{Words::tr("Key"), Words::tr("Requests"), Words::tr("Refused"),
                         Words::tr("Share"), Words::tr("First"), Words::tr("Worst hour"),
                         Words::tr("Refused in it"), Words::tr("Enough")},
        {}, {false, true, true, true, false, false, true, true}};
    for (const keys::Replay &one : answer.keys) {
        const double share =
            one.requests > 0 ? 100.0 * double(one.refused) / double(one.requests) : 0;
        table.rows.push_back({one.name + u' ' + one.fingerprint, QString::number(one.requests),
            QString::number(one.refused), QString::number(share, 'f', 1) + u" %"_s,
            timeText(one.first), timeText(one.worstHour),
            one.refused > 0 ? QString::number(one.worstRefused) : u"-"_s,
            one.enough ? QString::number(*one.enough) : u"-"_s});
    }
    context.table(table);
    context.say(Words::tr("%1 of %2 requests would have been refused.")
                    .arg(answer.total.refused)
                    .arg(answer.total.requests));
    if (answer.holds())
        context.say(Words::tr("Checked: allowed and refused requests add up to all of them."));
    else
        context.warn(Words::tr("Allowed and refused requests do not add up to all of them."));
    if (!answer.note.isEmpty())
        context.say(answer.note);
}

Exit whatIf(Context &context)
{
    auto proposal = proposalFrom(context);
    if (!proposal)
        return context.wrongUsage(proposal.error().text);
    const auto open = openKeys(context, true);
    if (!open)
        return context.failed(open.error());
    keys::Proposal wanted = std::move(proposal).value();
    if (context.has("key")) {
        const auto key = findKey(open.value(), context.text("key"));
        if (!key)
            return context.wrongUsage(key.error().text);
        wanted.keyId = key.value().id;
    }
    const auto answer = context.run(*open.value().session,
        [&](db::Sql &sql) { return keys::whatIf(sql, open.value().engine, wanted); });
    if (!answer)
        return context.failed(answer.error());
    show(context, answer.value());
    QJsonArray rows;
    for (const keys::Replay &one : answer.value().keys)
        rows.append(replayJson(one));
    return context.done(
        QJsonObject{{u"limit"_s, wanted.limit}, {u"windowSeconds"_s, wanted.windowSeconds},
            {u"kind"_s, context.text("kind", u"rolling"_s)},
            {u"from"_s, answer.value().from.toString(Qt::ISODateWithMs)},
            {u"until"_s, answer.value().until.toString(Qt::ISODateWithMs)}, {u"keys"_s, rows},
            {u"total"_s, replayJson(answer.value().total)},
            {u"sql"_s, QJsonArray::fromStringList(answer.value().sql)}},
        answer.value().holds() ? Exit::Done : Exit::Differences);
}

// Never an argument: those are seen by everybody who can list processes.
Result<std::shared_ptr<const Secret>> readNeedle(Context &context)
{
    auto typed = context.readSecret(Words::tr("The key to look for:"), keys::kLongestNeedle + 2);
    if (!typed)
        return typed.error();
    return keys::needleOf(typed.value());
}

QJsonArray placesJson(const keys::Found &found)
{
    QJsonArray places;
    for (const keys::Place &place : found.places)
        places.append(QJsonObject{{u"schema"_s, place.schema}, {u"table"_s, place.table},
            {u"column"_s, place.column}, {u"whole"_s, place.whole}, {u"inside"_s, place.inside}});
    return places;
}

void showOwners(Context &context, const OpenKeys &open, const keys::Found &found)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const keys::Key &key : found.keys) {
        const auto use = open.engine.enforced(key);
        context.say(Words::tr("It is the key of %1 (id %2, %3), last used: %4.")
                        .arg(safeText(key.name, 80), key.id,
                            keys::badgeOf(key, use ? use->used : std::nullopt, now).text,
                            keys::agoText(key.lastUse, now)));
    }
    for (const trail::Past &past : found.past)
        context.say(Words::tr("It was the key of %1 until %2 (%3).")
                        .arg(safeText(past.objectLabel, 80), timeText(past.time), past.action));
    if (found.keys.empty() && found.ownerTrouble.isEmpty())
        context.say(Words::tr("No key of this back end has this text now."));
    if (!found.ownerTrouble.isEmpty())
        context.warn(found.ownerTrouble);
}

void show(Context &context, const OpenKeys &open, const keys::Found &found)
{
    context.say(u"%1 %2"_s.arg(found.masked, found.fingerprint));
    showOwners(context, open, found);
    if (found.places.empty()) {
        context.say(Words::tr("Its plain text lies in none of the %1 columns that were searched.")
                        .arg(found.columns));
    } else {
        cli::Table table{{Words::tr("Plain text in"), Words::tr("Rows"), Words::tr("Within texts")},
            {}, {false, true, true}};
        for (const keys::Place &place : found.places)
            table.rows.push_back(
                {place.name(), QString::number(place.whole), QString::number(place.inside)});
        context.table(table);
    }
    for (const keys::Unsearched &one : found.unsearched)
        context.warn(Words::tr("%1 was not searched: %2.").arg(safeText(one.where, 120), one.why));
}

Exit find(Context &context)
{
    auto needle = readNeedle(context);
    if (!needle)
        return needle.error().kind == Error::Kind::Cancelled
            ? context.failed(needle.error())
            : context.wrongUsage(needle.error().text);
    const auto open = openKeys(context, true);
    if (!open)
        return context.failed(open.error());
    const auto found = context.run(*open.value().session, [&](db::Sql &sql) {
        return keys::findSecret(sql, open.value().engine, needle.value(), context.progress());
    });
    if (!found)
        return context.failed(found.error());
    show(context, open.value(), found.value());
    QJsonArray owners, unsearched, past;
    for (const keys::Key &key : found.value().keys)
        owners.append(keyJson(open.value(), key));
    for (const keys::Unsearched &one : found.value().unsearched)
        unsearched.append(QJsonObject{{u"where"_s, one.where}, {u"why"_s, one.why}});
    for (const trail::Past &one : found.value().past)
        past.append(QJsonObject{{u"action"_s, one.action}, {u"id"_s, one.objectId},
            {u"name"_s, one.objectLabel}, {u"time"_s, timeJson(one.time)}});
    return context.done(QJsonObject{{u"masked"_s, found.value().masked},
                            {u"fingerprint"_s, found.value().fingerprint}, {u"keys"_s, owners},
                            {u"past"_s, past}, {u"places"_s, placesJson(found.value())},
                            {u"columns"_s, found.value().columns}, {u"unsearched"_s, unsearched}},
        found.value().any() ? Exit::Done : Exit::Differences);
}

} // namespace

std::vector<Command> keysInsightCommands()
{
    return {
        {"keys what-if", QT_TRANSLATE_NOOP("Command", "Say what another limit would have refused"),
            withCommon(
                {{"limit", "N", QT_TRANSLATE_NOOP("Command", "Requests allowed in one window"),
                     true},
                    {"window", "LENGTH",
                        QT_TRANSLATE_NOOP("Command", "Its length: 90s, 5m, 1h (the default), 1d")},
                    {"kind", "KIND",
                        QT_TRANSLATE_NOOP("Command",
                            "rolling (the default) ends with each request, fixed follows the "
                            "clock in UTC"),
                        false, false, Completion::None, {"rolling", "fixed"}},
                    {"days", "N",
                        QT_TRANSLATE_NOOP("Command", "How much of the record; 30 if not given")},
                    {"key", "KEY",
                        QT_TRANSLATE_NOOP("Command", "Only this key, by id, name or fingerprint")}},
                false),
            {}, whatIf,
            QT_TRANSLATE_NOOP("Command",
                "Replays the recorded requests of each key: how many would have been refused, when "
                "first, and in which hour most. Enough is a limit that refuses no more than 1 % of "
                "them. Exits with 3 when allowed and refused requests do not add up to all.")},
        {"keys find",
            QT_TRANSLATE_NOOP("Command", "Find out whose key a text is, and where it still lies"),
            withCommon({}, false), {}, find,
            QT_TRANSLATE_NOOP("Command",
                "Reads the key from standard input, or asks for it without echo; it is never an "
                "argument. It is hashed here and compared by hash, so it is in no statement and in "
                "no log of the server. Every text and JSON column that may be read is searched. "
                "Exits with 0 when a key or a place was found, and with 3 when nothing was.")},
    };
}

} // namespace gatehouse::commands
