// The server's settings against their defaults, good advice and this machine (D6).
#pragma once

#include "db/sql.h"
#include "trail/recorder.h"

#include <map>
#include <optional>

namespace gatehouse::care {

struct ServerSetting
{
    QString name, value, unit, bootValue, source, context, file, type;
    QString shown; // with its unit, as SHOW prints it
    bool pendingRestart = false;
    bool isChanged() const { return source != "default"_L1 && source != "override"_L1; }
    bool needsRestart() const { return context == "postmaster"_L1; }
    bool operator==(const ServerSetting &) const = default;
};

// The machine of the server, known only where its process is seen from here.
struct Machine
{
    bool known = false;
    QString why; // translated: why it is not known
    qint64 memory = 0; // bytes; the limit of its control group, where that is less
    int processors = 0;
};
Machine machineOf(qint64 backendPid, bool local); // reads /proc; any thread

struct ServerFigures
{
    int versionNum = 0;
    double hitShare = -1;
    qint64 temporaryBytes = 0, databaseBytes = 0, connections = 0, uptimeSeconds = 0;
    qint64 checkpointsTimed = 0, checkpointsRequested = 0;
    double largestTable = 0; // rows
    bool local = false;
    QStringList systems; // ids of the recognised back ends
    Machine machine;
};

struct Advice
{
    enum class Level { Good, Info, Warn };
    QString name;
    Level level = Level::Info;
    QString now, wanted; // as SHOW prints them; wanted empty: leave it
    QString reason;      // translated
    QString source;      // translated: "machine", "guides", "safety" ...
    bool restart = false;
    QString statement; // ALTER SYSTEM SET ...; empty: nothing to do
    bool operator==(const Advice &) const = default;
};

struct Settings
{
    std::vector<ServerSetting> all;
    ServerFigures figures;
    std::vector<Advice> advice; // the gravest first
    const ServerSetting *find(const QString &name) const;
};
// Session's thread; reads /proc when the server is local.
Result<Settings> fetchSettings(db::Sql &sql, const QStringList &systems);
// Pure.
std::vector<Advice> judgeSettings(const std::vector<ServerSetting> &all, const ServerFigures &figures);

// ALTER SYSTEM, then a reload. Refused for unknown names, without the right, and behind a pooler in
// transaction mode, since ALTER SYSTEM runs outside of a transaction. Recorded afterwards.
struct AppliedSetting
{
    QString before, after; // as SHOW prints them; after is the old one while a restart is pending
    bool restart = false, recorded = false;
};
Result<AppliedSetting> applySetting(db::Sql &sql, const QString &name, const QString &value,
    trail::Policy policy, const trail::Actor &actor);

} // namespace gatehouse::care
