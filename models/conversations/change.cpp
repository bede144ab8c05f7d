#include "conversations/change.h"

#include "conversations/references.h"
#include "conversations/words.h"
#include "db/composer.h"
#include "db/transaction.h"
#include "systems/defaults.h"

namespace gatehouse::conversations {

namespace {

constexpr int kMostChoices = 200;

struct Act
{
    db::Transaction transaction;
    trail::Recorder recorder;
};

Result<Act> begin(db::Sql &sql, const Recording &recording)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    // The open transaction of another must not hang this one.
    if (auto done = sql.execute(u"SET LOCAL lock_timeout = '3s'"_s); !done)
        return done.error();
    auto recorder = trail::Recorder::open(sql, recording.policy, recording.actor);
    if (!recorder)
        return recorder.error();
    return Act{std::move(transaction).value(), std::move(recorder).value()};
}

trail::Entry entryFor(const QString &verb, const QString &sqlClass, const Seen &seen, qint64 rows)
{
    return {u"conversation."_s + verb, u"conversation"_s, seen.id,
        seen.title.value_or(QString()).left(200), sqlClass, rows, {}, {}};
}

Result<Changed> finish(db::Sql &sql, Act act, const trail::Entry &entry, Changed changed)
{
    auto recorded = act.recorder.write(sql, entry);
    if (!recorded)
        return recorded.error();
    changed.recorded = recorded.value();
    auto done = std::move(act.transaction).commit();
    if (done)
        return changed;
    Error error = done.error();
    if (error.kind == Error::Kind::Connection) {
        error.text =
            Words::tr("The connection was lost while the change was being committed; nobody "
                      "can say yet whether it was made. Press F5 and look.");
        error.retryable = false;
    }
    return error;
}

// What "now" is in a column, as the description says, else by the zone.
QString nowFor(const Source &source, const QString &column,
    const std::vector<systems::Default> &defaults, db::Composer &c)
{
    for (const systems::Default &one : defaults)
        if (one.column == column)
            return systems::printDefault(one.value, c, source.zone());
    return systems::printDefault(
        source.domain().zone.withZone ? u"now"_s : u"now_local"_s, c, source.zone());
}

// Columns of an INSERT and what goes in.
struct Values
{
    db::Composer c{};
    QStringList columns{}, expressions{};
    void add(const QString &column, const QString &expression)
    {
        columns << column;
        expressions << expression;
    }
    Result<QString> insert(db::Sql &sql, const db::Identifier &table,
        const systems::TableFacts &facts, const QString &id)
    {
        for (const systems::ColumnFacts &column : facts.columns)
            if (column.notNull && !column.hasDefault && !columns.contains(column.name))
                return refused(
                    Words::tr("The column %1 of %2 must not be empty and has no default, and the "
                              "description of this back end does not say what belongs there. Add "
                              "it to the description first.")
                        .arg(column.name, table.name()));
        QStringList names;
        for (const QString &column : columns)
            names << c.name(column);
        const QString gives = id.isEmpty() ? u"''"_s : c.name(id) + u"::text"_s;
        return sql.fetchOne<QString>(u"INSERT INTO "_s + table.quoted() + u" ("_s
                + names.join(u", "_s) + u") VALUES ("_s + expressions.join(u", "_s)
                + u") RETURNING "_s + gives,
            c.params());
    }
    void addDefaults(const Source &source, const std::vector<systems::Default> &defaults,
        const systems::TableFacts &facts)
    {
        for (const systems::Default &one : defaults)
            if (facts.column(one.column) && !columns.contains(one.column))
                add(one.column, systems::printDefault(one.value, c, source.zone()));
    }
};

Result<qint64> touch(
    db::Sql &sql, const Source &source, const QString &id, const std::optional<QString> &title)
{
    const auto &domain = source.domain();
    db::Composer c;
    QStringList sets;
    if (title)
        sets << c.name(domain.title) + u" = "_s + c.value(*title);
    if (!domain.sessionUpdated.isEmpty())
        sets << c.name(domain.sessionUpdated) + u" = "_s
                + nowFor(source, domain.sessionUpdated, domain.sessionDefaults, c);
    if (sets.isEmpty())
        return 0;
    return sql.execute(u"UPDATE "_s + source.sessionsTable().quoted() + u" SET "_s
            + sets.join(u", "_s) + u" WHERE "_s + c.name(domain.sessionId) + u" = "_s + c.value(id),
        c.params());
}

Result<qint64> removeFrom(db::Sql &sql, const db::Identifier &table, const QString &column,
    const std::optional<QString> &id)
{
    db::Composer c;
    QString text = u"DELETE FROM "_s + table.quoted();
    if (id)
        text += u" WHERE "_s + c.name(column) + u" = "_s + c.value(*id);
    return sql.execute(text, c.params());
}

Result<Seen> lookAt(db::Sql &sql, const Source &source, const QString &id, bool lock)
{
    const auto &domain = source.domain();
    db::Composer c;
    const QString title =
        domain.title.isEmpty() ? u"NULL::text"_s : u"s."_s + c.name(domain.title) + u"::text"_s;
    QString text = u"SELECT "_s + title + u", (SELECT count(*) FROM "_s
        + source.messagesTable().quoted() + u" AS m WHERE m."_s + c.name(domain.messageSession)
        + u" = s."_s + c.name(domain.sessionId) + u") FROM "_s + source.sessionsTable().quoted()
        + u" AS s WHERE s."_s + c.name(domain.sessionId) + u" = "_s + c.value(id);
    if (lock)
        text += u" FOR UPDATE OF s"_s;
    std::optional<Seen> seen;
    auto done = sql.stream(text, c.params(), [&](const db::Row &row) {
        seen = Seen{id, row.maybe<QString>(0), row.get<qint64>(1)};
        return true;
    });
    if (!done)
        return done.error();
    if (!seen)
        return refused(Words::tr("The conversation %1 is gone: somebody else deleted it meanwhile.")
                           .arg(id.left(60)));
    return *seen;
}

Result<Seen> lock(db::Sql &sql, const Source &source, const Seen &seen)
{
    auto now = lookAt(sql, source, seen.id, true);
    if (!now)
        return now.error();
    const Seen &there = now.value();
    if (there.title != seen.title)
        return refused(Words::tr("Somebody else renamed this conversation meanwhile, to \"%1\". "
                                 "Nothing was changed; look at it again.")
                           .arg(there.title.value_or(QString()).left(200)));
    if (seen.messages >= 0 && there.messages != seen.messages)
        return refused(Words::tr("This conversation went on meanwhile: you saw %1 messages, now "
                                 "there are %2. Nothing was changed; look at it again.")
                           .arg(seen.messages)
                           .arg(there.messages));
    return now;
}

} // namespace

Result<Seen> look(db::Sql &sql, const Source &source, const QString &id)
{
    return lookAt(sql, source, id, false);
}

Result<Changed> create(
    db::Sql &sql, const Source &source, const Recording &recording, const Draft &draft)
{
    if (!source.abilities().create.isEmpty())
        return refused(source.abilities().create);
    auto act = begin(sql, recording);
    if (!act)
        return act.error();
    const auto &domain = source.domain();
    Values values;
    if (!domain.title.isEmpty())
        values.add(domain.title, values.c.value(draft.title));
    for (const Owner &owner : source.owners()) {
        const QString id = draft.owners.value(owner.column);
        if (!id.isEmpty())
            values.add(owner.column, values.c.value(id));
        else if (owner.required)
            return invalid(Words::tr("In this back end every conversation belongs to somebody: "
                                     "choose one of %1.")
                               .arg(owner.title));
    }
    values.addDefaults(source, domain.sessionDefaults, source.sessionFacts());
    auto id = values.insert(sql, source.sessionsTable(), source.sessionFacts(), domain.sessionId);
    if (!id)
        return id.error();
    trail::Entry entry = entryFor(u"create"_s, u"INSERT"_s, {id.value(), draft.title}, 1);
    entry.after.insert(u"title"_s, draft.title);
    return finish(sql, std::move(act).value(), entry, {id.value(), 1, 0});
}

Result<Changed> rename(db::Sql &sql, const Source &source, const Recording &recording,
    const Seen &seen, const QString &title)
{
    if (!source.abilities().rename.isEmpty())
        return refused(source.abilities().rename);
    auto act = begin(sql, recording);
    if (!act)
        return act.error();
    Seen wanted = seen;
    wanted.messages = -1; // it may go on while it is renamed
    if (auto now = lock(sql, source, wanted); !now)
        return now.error();
    auto rows = touch(sql, source, seen.id, title);
    if (!rows)
        return rows.error();
    trail::Entry entry = entryFor(u"rename"_s, u"UPDATE"_s, {seen.id, title}, rows.value());
    entry.before.insert(u"title"_s, seen.title ? QJsonValue(*seen.title) : QJsonValue());
    entry.after.insert(u"title"_s, title);
    return finish(sql, std::move(act).value(), entry, {seen.id, rows.value(), 0});
}

Result<Changed> addMessage(db::Sql &sql, const Source &source, const Recording &recording,
    const QString &id, const QString &role, const QString &content)
{
    if (!source.abilities().addMessage.isEmpty())
        return refused(source.abilities().addMessage);
    auto act = begin(sql, recording);
    if (!act)
        return act.error();
    auto now = lookAt(sql, source, id, true);
    if (!now)
        return now.error();
    const auto &domain = source.domain();
    Values values;
    values.add(domain.messageSession, values.c.value(id));
    values.add(domain.role, values.c.value(role));
    values.add(domain.content, values.c.value(content));
    values.addDefaults(source, domain.messageDefaults, source.messageFacts());
    auto made = values.insert(sql, source.messagesTable(), source.messageFacts(), domain.messageId);
    if (!made)
        return made.error();
    if (auto touched = touch(sql, source, id, {}); !touched)
        return touched.error();
    trail::Entry entry = entryFor(u"message"_s, u"INSERT"_s, now.value(), 1);
    entry.after = {
        {u"message"_s, made.value()}, {u"role"_s, role}, {u"characters"_s, qint64(content.size())}};
    return finish(sql, std::move(act).value(), entry, {made.value(), 0, 1});
}

Result<Changed> remove(
    db::Sql &sql, const Source &source, const Recording &recording, const Seen &seen)
{
    if (!source.abilities().remove.isEmpty())
        return refused(source.abilities().remove);
    auto act = begin(sql, recording);
    if (!act)
        return act.error();
    if (auto now = lock(sql, source, seen); !now)
        return now.error();
    auto toll = tollOf(sql, source, seen.id);
    if (!toll)
        return toll.error();
    if (!toll.value().trouble.isEmpty())
        return refused(toll.value().trouble);
    if (auto done = detach(sql, source, seen.id); !done)
        return done.error();
    const auto &domain = source.domain();
    auto messages = removeFrom(sql, source.messagesTable(), domain.messageSession, seen.id);
    if (!messages)
        return messages.error();
    auto sessions = removeFrom(sql, source.sessionsTable(), domain.sessionId, seen.id);
    if (!sessions)
        return sessions.error();
    trail::Entry entry =
        entryFor(u"delete"_s, u"DELETE"_s, seen, messages.value() + sessions.value());
    entry.before = {{u"messages"_s, messages.value()}};
    return finish(
        sql, std::move(act).value(), entry, {seen.id, sessions.value(), messages.value()});
}

Result<Changed> clear(
    db::Sql &sql, const Source &source, const Recording &recording, const Toll &told)
{
    if (!source.abilities().clear.isEmpty())
        return refused(source.abilities().clear);
    auto act = begin(sql, recording);
    if (!act)
        return act.error();
    sql.setStatementTimeout(0); // ends by its cancel
    const auto locked = sql.execute(u"LOCK TABLE "_s + source.sessionsTable().quoted() + u", "_s
        + source.messagesTable().quoted() + u" IN SHARE ROW EXCLUSIVE MODE"_s);
    if (!locked)
        return locked.error();
    auto now = tollOfAll(sql, source);
    if (!now)
        return now.error();
    if (!now.value().trouble.isEmpty())
        return refused(now.value().trouble);
    if (now.value().sessions != told.sessions || now.value().messages != told.messages)
        return refused(
            Words::tr("Others went on writing meanwhile: you saw %1 sessions with %2 messages, now "
                      "there are %3 with %4. Nothing was deleted; look again.")
                .arg(told.sessions)
                .arg(told.messages)
                .arg(now.value().sessions)
                .arg(now.value().messages));
    if (auto done = detach(sql, source, std::nullopt); !done)
        return done.error();
    auto messages = removeFrom(sql, source.messagesTable(), {}, std::nullopt);
    if (!messages)
        return messages.error();
    auto sessions = removeFrom(sql, source.sessionsTable(), {}, std::nullopt);
    if (!sessions)
        return sessions.error();
    trail::Entry entry{u"conversation.clear"_s, u"conversation"_s, {}, source.title(), u"DELETE"_s,
        messages.value() + sessions.value(),
        {{u"sessions"_s, sessions.value()}, {u"messages"_s, messages.value()}}, {}};
    return finish(sql, std::move(act).value(), entry, {{}, sessions.value(), messages.value()});
}

Result<std::vector<Choice>> choices(
    db::Sql &sql, const Source &source, const QString &column, const QString &filter)
{
    const QStringList names = source.domain().belongsTo.value(column);
    if (names.size() != 3)
        return std::vector<Choice>{};
    db::Composer c;
    const QString label = u"o."_s + c.name(names[2]) + u"::text"_s;
    const QString text = u"SELECT o."_s + c.name(names[1]) + u"::text, "_s + label + u" FROM "_s
        + c.name(source.sessionsTable().schema(), names[0]) + u" AS o WHERE strpos(lower("_s + label
        + u"), lower("_s + c.value(filter) + u"::text)) > 0 ORDER BY 2 LIMIT "_s
        + QString::number(kMostChoices);
    std::vector<Choice> choices;
    auto done = sql.stream(text, c.params(), [&](const db::Row &row) {
        choices.push_back({row.text(0), row.text(1)});
        return true;
    });
    if (!done)
        return done.error();
    return choices;
}

} // namespace gatehouse::conversations
