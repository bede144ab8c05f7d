#include "conversations/references.h"
#include "conversations/words.h"
#include "db/composer.h"
#include "systems/needs.h"

namespace gatehouse::conversations {

namespace {

// Which rows `d` point to what goes; `id`: of one session, none: of all.
QString pointing(
    db::Composer &c, const Source &source, const Reference &one, const std::optional<QString> &id)
{
    const auto &domain = source.domain();
    const db::Identifier &owner = one.ofMessages ? source.messagesTable() : source.sessionsTable();
    const QString held = c.name(one.ofMessages ? domain.messageSession : domain.sessionId);
    QString text = u"d."_s + c.name(one.column) + u" IN (SELECT k."_s + c.name(one.target)
        + u" FROM "_s + owner.quoted() + u" AS k"_s;
    if (id)
        text += u" WHERE k."_s + held + u" = "_s + c.value(*id);
    return text + u')';
}

Result<qint64> count(db::Sql &sql, const QString &text, const db::Params &params)
{
    return sql.fetchOne<qint64>(u"SELECT count(*)"_s + text, params);
}

Result<Toll> toll(db::Sql &sql, const Source &source, const std::optional<QString> &id)
{
    const auto &domain = source.domain();
    const auto rows = [&](const db::Identifier &table, const QString &column) {
        db::Composer c;
        QString text = u" FROM "_s + table.quoted();
        if (id)
            text += u" WHERE "_s + c.name(column) + u" = "_s + c.value(*id);
        return count(sql, text, c.params());
    };
    Toll toll;
    auto sessions = rows(source.sessionsTable(), domain.sessionId);
    if (!sessions)
        return sessions.error();
    toll.sessions = sessions.value();
    auto messages = rows(source.messagesTable(), domain.messageSession);
    if (!messages)
        return messages.error();
    toll.messages = messages.value();
    auto references = referencesTo(sql, source);
    if (!references)
        return references.error();
    for (const Reference &one : references.value()) {
        db::Composer c;
        const QString where = pointing(c, source, one, id);
        auto held = count(sql,
            u" FROM "_s + c.name(one.schema, one.table) + u" AS d WHERE "_s + where, c.params());
        if (!held)
            return held.error();
        if (held.value() == 0)
            continue;
        const QString table = systems::tableLabel(one.schema, one.table);
        toll.dependents.push_back({table, held.value(), one.fate()});
        if (one.fate() == Dependents::Fate::Prevents)
            toll.trouble =
                Words::tr("%Ln row(s) of %1 (belongs|belong) to it and cannot be without "
                          "it. Remove (it|them) first.",
                    nullptr, int(held.value()))
                    .arg(table);
    }
    return toll;
}

} // namespace

Dependents::Fate Reference::fate() const
{
    if (onDelete == "c"_L1)
        return Dependents::Fate::Deleted;
    const bool letsGo = onDelete == "n"_L1 || onDelete == "d"_L1 || nullable;
    return letsGo ? Dependents::Fate::Detached : Dependents::Fate::Prevents;
}

Result<std::vector<Reference>> referencesTo(db::Sql &sql, const Source &source)
{
    std::vector<Reference> all;
    const db::Identifier messages = source.messagesTable();
    for (const db::Identifier &table : {source.sessionsTable(), messages}) {
        const auto done = sql.stream(
            "db/references"_L1, db::bind(table.schema(), table.name()), [&](const db::Row &row) {
                Reference one{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
                    row.get<bool>(5), table == messages};
                if (db::Identifier(one.schema, one.table) != messages || one.ofMessages)
                    all.push_back(std::move(one));
                return true;
            });
        if (!done)
            return done.error();
    }
    return all;
}

Result<> detach(db::Sql &sql, const Source &source, const std::optional<QString> &id)
{
    auto references = referencesTo(sql, source);
    if (!references)
        return references.error();
    for (const Reference &one : references.value()) {
        if (!one.mustBeDetached())
            continue;
        db::Composer c;
        const QString where = pointing(c, source, one, id);
        const QString text = u"UPDATE "_s + c.name(one.schema, one.table) + u" AS d SET "_s
            + c.name(one.column) + u" = NULL WHERE "_s + where;
        if (auto done = sql.execute(text, c.params()); !done)
            return done.error();
    }
    return Done{};
}

Result<Toll> tollOf(db::Sql &sql, const Source &source, const QString &id)
{
    return toll(sql, source, id);
}

Result<Toll> tollOfAll(db::Sql &sql, const Source &source)
{
    return toll(sql, source, std::nullopt);
}

} // namespace gatehouse::conversations
