// The newest entries of our own trail, and how each is told to people.
#pragma once

#include "db/sql.h"

namespace gatehouse::trail {

// What a list of changes shows of one entry. Texts come from outside: show them through safeText.
struct Told
{
    qint64 seq = 0;
    QDateTime at; // UTC
    QString who;  // of the sign-in, else the user of the operating system
    QString dbRole;
    QString action, objectType, objectLabel;
    qint64 rows = 0;
    static Told fromRow(const db::Row &row);
    bool operator==(const Told &) const = default;
};

// Session's thread; one statement by the primary key, newest first. The trail must be there and be
// readable: see Status.
Result<std::vector<Told>> latest(db::Sql &sql, int most);

// Translated: "ada revoked the key mobile-app".
QString sentence(const Told &entry);

} // namespace gatehouse::trail
