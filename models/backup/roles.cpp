#include "backup/roles.h"

#include "db/transaction.h"

namespace gatehouse::backup {

using Kind = RoleFate::Kind;

QStringList standIns(const RoleFates &fates)
{
    QStringList names;
    for (const auto &[role, fate] : fates) {
        if (fate.kind == Kind::Map || fate.kind == Kind::Skip)
            names.append(role);
    }
    return names;
}

Result<> makeRoles(db::Sql &sql, const RoleFates &fates)
{
    for (const auto &[role, fate] : fates) {
        if (fate.kind == Kind::Ask)
            continue;
        auto made = sql.execute(db::Statement(u"CREATE ROLE %1 NOLOGIN"_s, {db::Identifier(role)}));
        if (!made)
            return made.error();
    }
    return Done{};
}

Result<> settleRoles(db::Sql &sql, const RoleFates &fates)
{
    if (standIns(fates).isEmpty())
        return Done{};
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto me = sql.fetchOne<QString>(u"SELECT current_user::text"_s);
    if (!me)
        return me.error();
    for (const auto &[role, fate] : fates) {
        if (fate.kind != Kind::Map && fate.kind != Kind::Skip)
            continue;
        const QString to = fate.kind == Kind::Map ? fate.to : me.value();
        // The server quotes the names in these.
        auto statements = sql.fetch<QString>(
            "backup/regrants"_L1, db::bind(role, to, fate.kind == Kind::Map));
        if (!statements)
            return statements.error();
        for (const QString &statement : statements.value()) {
            if (auto done = sql.execute(db::Statement(statement)); !done)
                return done.error();
        }
        const db::Identifier from(role);
        if (auto done = sql.execute(
                db::Statement(u"REASSIGN OWNED BY %1 TO %2"_s, {from, db::Identifier(to)}));
            !done)
            return done.error();
        for (const QString &statement : {u"DROP OWNED BY %1"_s, u"DROP ROLE %1"_s}) {
            if (auto done = sql.execute(db::Statement(statement, {from})); !done)
                return done.error();
        }
    }
    return std::move(transaction).value().commit();
}

Result<> dropStandIns(db::Sql &sql, const QStringList &roles)
{
    for (const QString &role : roles) {
        auto done = sql.execute(db::Statement(u"DROP ROLE IF EXISTS %1"_s, {db::Identifier(role)}));
        if (!done)
            return done.error();
    }
    return Done{};
}

} // namespace gatehouse::backup
