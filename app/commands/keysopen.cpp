#include "app/commands/keysopen.h"

#include "app/commands/words.h"
#include "base/safetext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace gatehouse::commands {

namespace {

constexpr const char *kRecord = "record";

Result<systems::Match> chooseMatch(const Context &context, const systems::Recognition &found)
{
    std::vector<systems::Match> with;
    for (const systems::Match &match : found.matches) {
        if (match.shape().keys
            && (!context.has("schema") || match.schema == context.text("schema")))
            with.push_back(match);
    }
    if (with.empty())
        return refused(found.matches.empty()
                ? Words::tr("No known back end was recognised in this database.")
                : systems::whyNoKeys(found));
    if (with.size() > 1) {
        QStringList schemas;
        for (const systems::Match &match : with)
            schemas.append(safeText(match.schema));
        return invalid(Words::tr("Several schemas keep API keys: %1. Name one with --schema.")
                           .arg(schemas.join(u", "_s)));
    }
    return with.front();
}

Result<keys::Keys> engineOf(Context &context, db::Session &session)
{
    const std::vector<systems::Description> known = systems::allDescriptions();
    auto found =
        context.run(session, [&known](db::Sql &sql) { return systems::recognise(sql, known); });
    if (!found)
        return found.error();
    auto match = chooseMatch(context, found.value());
    if (!match)
        return match.error();
    return keys::Keys::of(found.value(), match.value());
}

Result<> prepareRecord(Context &context, OpenKeys &open)
{
    const trail::Actor actor = trail::thisProcess(
        u"gatehousectl " GATEHOUSE_VERSION ""_s, open.session->options().info.label());
    const QString record = context.text(kRecord, u"require"_s);
    open.engine.recordAs(
        record == "skip"_L1 ? trail::Policy::Optional : trail::Policy::Required, actor);
    if (record != "create"_L1)
        return Done{};
    return context.run(*open.session, [&actor](db::Sql &sql) { return trail::create(sql, actor); });
}

} // namespace

Result<OpenKeys> openKeys(Context &context, bool readOnly)
{
    auto session = context.open(readOnly);
    if (!session)
        return session.error();
    auto engine = engineOf(context, *session.value());
    if (!engine)
        return engine.error();
    OpenKeys open{std::move(session).value(), std::move(engine).value(), {}, {}};
    if (!readOnly) {
        if (auto done = prepareRecord(context, open); !done)
            return done.error();
    }
    auto known =
        context.run(*open.session, [&open](db::Sql &sql) { return open.engine.list(sql); });
    if (!known)
        return known.error();
    open.known = std::move(known).value();
    open.trouble = open.engine.abilities().usage;
    if (!open.trouble.isEmpty())
        return open;
    auto filled = context.run(
        *open.session, [&open](db::Sql &sql) { return open.engine.withUsage(sql, open.known); });
    if (filled)
        open.known = std::move(filled).value();
    else if (context.token().isCancelled())
        return filled.error();
    else
        open.trouble = filled.error().text;
    return open;
}

Result<keys::Key> findKey(const OpenKeys &open, const QString &text)
{
    std::vector<keys::Key> hits;
    for (const keys::Key &key : open.known) {
        if (key.name == text || key.id == text
            || (!key.fingerprint.isEmpty() && key.fingerprint == text))
            hits.push_back(key);
    }
    if (hits.empty()) {
        return invalid(Words::tr("There is no key with the id, name or fingerprint \"%1\". "
                                 "gatehousectl keys list shows them.")
                           .arg(safeText(text, 60)));
    }
    if (hits.size() > 1) {
        QStringList ids;
        for (const keys::Key &key : hits)
            ids.append(key.id);
        return invalid(Words::tr("Several keys answer to \"%1\": the ids %2. Give one of the ids.")
                           .arg(safeText(text, 60), ids.join(u", "_s)));
    }
    return hits.front();
}

Result<std::vector<keys::Key>> findKeys(const OpenKeys &open, const QStringList &texts)
{
    std::vector<keys::Key> found;
    for (const QString &text : texts) {
        auto key = findKey(open, text);
        if (!key)
            return key.error();
        const auto twice = std::find_if(found.begin(), found.end(),
            [&](const keys::Key &one) { return one.id == key.value().id; });
        if (twice == found.end())
            found.push_back(std::move(key).value());
    }
    return found;
}

QJsonObject keyJson(const OpenKeys &open, const keys::Key &key)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto use = open.engine.enforced(key);
    const std::optional<qint64> used = use ? use->used : std::nullopt;
    const auto time = [](const std::optional<QDateTime> &at) {
        return at ? QJsonValue(at->toString(Qt::ISODateWithMs)) : QJsonValue();
    };
    static const QStringList states{u"active"_s, u"revoked"_s, u"expired"_s, u"deleted"_s};
    QJsonObject json{{u"id"_s, key.id}, {u"name"_s, key.name}, {u"masked"_s, key.masked},
        {u"fingerprint"_s, key.fingerprint}, {u"role"_s, key.role},
        {u"state"_s, states.value(int(keys::stateOf(key, now)))},
        {u"badge"_s, keys::badgeOf(key, used, now).text}, {u"created"_s, time(key.created)},
        {u"expires"_s, time(key.expires)},
        {u"lastUsed"_s,
            key.lastUse.known == keys::LastUse::Known::At ? time(key.lastUse.time) : QJsonValue()},
        {u"limit"_s, key.limit ? QJsonValue(*key.limit) : QJsonValue()}};
    if (!key.ownerId.isEmpty())
        json.insert(u"owner"_s, QJsonObject{{u"id"_s, key.ownerId}, {u"label"_s, key.owner}});
    if (!key.limits.isEmpty())
        json.insert(u"limits"_s, key.limits); // as text: numbers stay as they are
    if (!key.permissions.isEmpty())
        json.insert(u"permissions"_s, key.permissions);
    if (key.usage) {
        QJsonArray limits;
        for (const keys::LimitUse &one : open.engine.limits(key))
            limits.append(QJsonObject{{u"id"_s, one.id}, {u"title"_s, one.title},
                {u"used"_s, one.used ? QJsonValue(*one.used) : QJsonValue()},
                {u"enforced"_s, one.enforced}});
        json.insert(u"requests24h"_s, key.usage->day);
        json.insert(u"requests7d"_s, key.usage->week);
        json.insert(u"limitUse"_s, limits);
    }
    return json;
}

std::vector<Option> withCommon(std::vector<Option> own, bool changes)
{
    own.push_back({"schema", "NAME",
        QT_TRANSLATE_NOOP("Command", "The schema, when several of the database keep API keys")});
    if (changes) {
        own.push_back({kRecord, "HOW",
            QT_TRANSLATE_NOOP("Command",
                "What becomes of the audit trail: require (the default) refuses what cannot be "
                "recorded, create makes it first, skip changes without a record"),
            false, false, Completion::None, {"require", "create", "skip"}});
    }
    return own;
}

} // namespace gatehouse::commands
