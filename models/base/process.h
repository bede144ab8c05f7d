// Child processes (S3): by argument list, clean environment, no shell, own process group.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QByteArray>
#include <QStringList>

#include <map>
#include <optional>

namespace gatehouse {

struct Command
{
    QString program;                    // absolute path
    QStringList arguments;              // never a secret
    std::map<QString, QString> environment{}; // added to PATH, LANG=C.UTF-8, HOME of the user; nothing else is inherited
    QString workingDir{};
    std::optional<uint> runAsUid{};     // only as root: drops to this user and its group
    std::optional<uint> runAsGid{};
    int timeoutMs = 60000;
};

struct CommandOutput
{
    int exitCode = 0; // 128 + signal if a signal ended it
    QByteArray out, err; // each capped at 4 MiB
};

// Blocks the calling thread (never the window's). Cancel: SIGTERM to the group, SIGKILL after 500 ms.
// A program that runs and exits non-zero is a value, one that cannot start or times out an Error.
// What the program leaves running in the background is not waited for. It is killed if we are.
Result<CommandOutput> runCommand(const Command &command, const CancelToken &token = {});

// Starts a program that goes on after this call; answers its process id. What it prints is appended to
// logFile (0600, opened by us). With dieWithParent it is sent SIGINT when this program dies, however it
// dies; without, it belongs to nobody and survives. timeoutMs is not used.
Result<qint64> startServer(const Command &command, const QString &logFile, bool dieWithParent);

// Whether that process runs; an ended one that nobody collected yet does not.
bool isAlive(qint64 pid);

// Where an unprivileged child should run when we are root: "postgres" if it exists, else "nobody".
struct UnixUser { uint uid = 0, gid = 0; QString name; };
std::optional<UnixUser> unprivilegedUser();
std::optional<UnixUser> unixUser(uint uid);
bool isRoot();

} // namespace gatehouse
