// The sandbox (C10): a PostgreSQL of its own with the five systems filled with believable data, and
// files that can be migrated. What the window's --sandbox, the command line, demonstrations and
// tests work on. All of it is a function of the number of rows and one moment, "now".
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "db/conninfo.h"

#include <QDateTime>

#include <optional>
#include <vector>

namespace gatehouse::sandbox {

constexpr qint64 kDefaultRows = 120'000;
constexpr qint64 kFewestRows = 1'000;
constexpr qint64 kMostRows = 10'000'000;

struct Options
{
    QString dir{};                // empty: defaultDir()
    std::optional<qint64> rows{}; // usage rows of the gateway; the other systems have fewer
    bool fresh = false;           // throw away what is there and make it anew
    QDateTime now{};              // where the data end; invalid: this moment
};

struct Database
{
    QString systemId, title;
    db::ConnInfo info;   // the user is a superuser, and needs no password
    QString url() const; // postgresql://..., for other programs of this user
};

// Something to migrate from: a file or a folder.
struct Source
{
    QString systemId, kind, path, title;
};

struct State
{
    QString dir;
    bool isMade = false, isRunning = false;
    qint64 rows = 0;
    QDateTime dataUntil;
    std::vector<Database> databases; // where they are, or would be
    std::vector<Source> sources;
    qint64 serverPid = 0;
};

// $XDG_DATA_HOME/.../sandbox. As root the server runs as an unprivileged user, who cannot enter
// root's home: /var/lib/gatehouse/sandbox-0.
QString defaultDir();

// Makes it, or starts what was made before; if it runs already, says where. It runs on until
// down(), also when this program ends. Refused when it exists with another number of rows.
// Blocking; what a cancel or a crash leaves half-made is made anew by the next up(). Two at once
// wait for each other.
Result<State> up(
    const Options &options, const ReportProgress &report = {}, const CancelToken &token = {});

Result<State> status(const QString &dir = {});

// Stops the server; with `erase` the folder goes too. Refused for a folder that is no sandbox.
Result<> down(const QString &dir, bool erase, const CancelToken &token = {});

} // namespace gatehouse::sandbox
