// What the exchange and the way back share.
#pragma once

#include "migration/swap.h"

namespace gatehouse::migration {

struct Inbound
{
    db::Identifier table;
    QString name, definition;
};

// What hangs on a table and has to be told where it went.
struct Belongings
{
    std::vector<LiveSequence> sequences; // serial ones
    std::vector<Inbound> inbound;
    QStringList carried;
};

// References from tables of `schema` that move too are not among them.
Result<Belongings> belongingsOf(
    db::Sql &sql, const db::Identifier &table, const QStringList &alsoMoved, const QString &schema);
Result<> letGo(db::Sql &sql, const Belongings &all);
Result<> takeBack(db::Sql &sql, const Belongings &all, const db::Identifier &table);

Result<> moveTable(db::Sql &sql, const db::Identifier &table, const QString &schema);
Result<> lockTable(db::Sql &sql, const db::Identifier &table);

// Tried again while a lock is not to be had: it is asked for briefly, so that nobody queues behind
// us for long.
Result<> withPatience(db::Sql &sql, const std::function<Result<>()> &attempted);

} // namespace gatehouse::migration
