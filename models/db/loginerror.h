// Why a login failed: by SQLSTATE, since the words are in the language of server and desktop.
#pragma once

#include "base/result.h"

struct pg_conn;

namespace gatehouse::db {

struct LoginTrouble
{
    Error error;                 // with the SQLSTATE, where the server gave one
    bool passwordWanted = false; // none was given, or it was wrong
    bool atDatabase = false;     // who we are was accepted; the database was not opened
};

// Call right after PQconnectStart: without it libpq leaves the SQLSTATE out.
void askForSqlState(pg_conn *conn);

// conn may be null (out of memory).
LoginTrouble loginTrouble(pg_conn *conn, bool passwordGiven);

} // namespace gatehouse::db
