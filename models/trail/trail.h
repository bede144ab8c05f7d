// Our own audit trail (A2, A3): what Gatehouse itself changed, in the transaction that changed it.
#pragma once

#include "db/sql.h"

#include <QJsonObject>

namespace gatehouse::trail {

// Objects of ours live in schema "gatehouse", made only with consent and removable (V5).
// gatehouse.schema_version has one row per part: ('trail', 2). Version 1 had no seals (seal.h); it
// still takes entries, and upgrade() makes it the present one.
inline constexpr int kVersion = 2;

// Who acts, beside the database role, which the server writes itself (session_user, SET ROLE).
struct Actor
{
    QString osUser;
    QString app;        // "gatehouse 0.1.0", "gatehousectl 0.1.0"
    QString connection; // the profile's name and address, no secret
    QString subject{};  // of the sign-in (OIDC), empty without
};
Actor thisProcess(const QString &app, const QString &connection);

// One change of one object. Texts are redacted again before they leave the program.
struct Entry
{
    QString action;                // "key.revoke": object type, dot, verb
    QString objectType;            // "key"
    QString objectId;              // primary key as text
    QString objectLabel;           // what a person calls it
    QString sqlClass;              // INSERT, UPDATE, DELETE, DDL
    qint64 rows = 0;               // affected
    QJsonObject before{}, after{}; // changed fields only; secrets as mask and fingerprint
};

enum class State {
    Absent,
    Ready,
    NoRight,
    Newer,
    Foreign
}; // Foreign: a schema "gatehouse" that is not ours

struct Status
{
    State state = State::Absent;
    int version = 0;
    bool mayCreate = false; // CREATE on the database, or owner of the schema
    bool mayRead = false;
    bool mayUpgrade = false; // owns the trail
    QString owner;           // of the schema
    bool isOlder() const { return state == State::Ready && version < kVersion; }
    QString sentence() const; // translated; what it means and what to do
};

// Session's thread, all of them. Catalogs only; never fails for want of rights.
Result<Status> status(db::Sql &sql);

// One transaction of its own; its first entry is its own creation. Refused when it cannot be made.
Result<> create(db::Sql &sql, const Actor &actor);
// From an older version to kVersion, in one transaction and recorded; the entries stay as they are.
// Refused unless this role owns the trail. Nothing happens when it is current.
Result<> upgrade(db::Sql &sql, const Actor &actor);
// Lets another role append (not read, not change); the owner of the trail calls it.
Result<> allow(db::Sql &sql, const db::Identifier &role);
// The statements create() runs, for the consent dialog and for an owner who runs them by hand.
QString creationScript();
// Drops our objects, and the schema when nothing else is in it. The entries are gone.
Result<> remove(db::Sql &sql);

// Appends in the caller's transaction (Refused outside one) and returns the number. Concurrent
// writers wait for each other until commit: append last. Numbers have no gap; a rollback gives
// its number back.
Result<qint64> append(db::Sql &sql, const Actor &actor, const Entry &entry);

// What was recorded of one object, or of those that were so before; newest first, at most 20.
struct Past
{
    QString action, objectId, objectLabel;
    QDateTime time; // UTC
    QJsonObject before;
};
// Empty objectId: any; `before`: fields that an entry must hold, none: any entry. No entries where
// there is no trail, or this role may not read it.
Result<std::vector<Past>> past(db::Sql &sql, const QString &objectType, const QString &objectId,
    const QJsonObject &before = {});

} // namespace gatehouse::trail
