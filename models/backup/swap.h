// Two databases change names in one transaction (B4): measured at about 80 ms, all or nothing.
// Session's thread throughout, on a connection to another database of the same server.
#pragma once

#include "backup/swapjournal.h"
#include "db/session.h"

namespace gatehouse::backup {

// Who is connected to a database, as one line each.
struct Visitor
{
    QString user, application, address, state;
    static Visitor fromRow(const db::Row &row);
};
Result<std::vector<Visitor>> visitors(db::Sql &sql, const QString &database);
// A name made of another, within the server's 63 bytes.
QString besideName(const QString &database, const QString &suffix);
Result<bool> databaseExists(db::Sql &sql, const QString &name);
Result<QString> serverIdentity(db::Sql &sql, const QString &address);

// What is about the database and not in it: owner, settings, rights, connection limit.
Result<> copyProperties(db::Sql &sql, const QString &from, const QString &to);

// live -> aside and fresh -> live, in one transaction. Sessions of the old one are ended over the
// `other` connection while the rename keeps new ones out: nobody is ever barred. Refused when they do
// not end within the five seconds that the server waits. No live one: only fresh -> live.
Result<> swapNames(db::Sql &sql, db::Session &other, const QString &live, const QString &aside,
    const QString &fresh);

// Swap::Done only: the old one comes back, the restored one waits as `live`_undone_STAMP.
Result<> undoSwap(db::Sql &sql, db::Session &other, Swap &swap);

// What killed programs left on this server: half-made copies, finished swaps not noted. Sentences about
// what was done; runs when a restore begins and when the list of restores is asked for.
Result<QStringList> repairSwaps(db::Sql &sql, const QString &server);

} // namespace gatehouse::backup
