// A connection tried stage by stage (C3): where it ends, how long each part takes, and why.
#pragma once

#include "base/cancel.h"
#include "db/conninfo.h"
#include "db/secretstore.h"

#include <QFuture>

namespace gatehouse::db {

enum class Stage { Name, Tcp, Tls, Login, Database, Schema };
enum class StageState { Running, Passed, Skipped, Failed };

struct StageReport
{
    Stage stage = Stage::Name;
    StageState state = StageState::Running;
    int ms = -1;                 // of the stage, once it ended
    QString text;                // one translated sentence: what was found, or why it was skipped
    Error error;                 // when Failed
    QStringList warnings;        // sentences; the connection works all the same
    bool passwordWanted = false; // none was given, or it was wrong: ask and try again
};

struct ConnectionTest
{
    ConnInfo info;               // as through the tunnel, where there is one
    SharedSecret password;       // null: none given
    QString role;                // SET ROLE
    QStringList samplePasswords; // printed in the guides (S7)
    int timeoutMs = 10000;       // of each stage
};

// On a thread of its own: Running and then Passed, Skipped or Failed for each stage in order,
// ending with the first failure. Read with deliverEach(). Cancel ends it within 50 ms, with Failed
// and an error of Kind::Cancelled; a name server that hangs is left behind.
QFuture<StageReport> testConnection(ConnectionTest test, CancelToken token);

QString stageName(Stage stage); // translated: "TLS"

} // namespace gatehouse::db
