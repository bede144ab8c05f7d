// pg_dump as a child of ours, on a snapshot that somebody else holds open.
#pragma once

#include "backup/archive.h"
#include "backup/create.h"
#include "base/partfolder.h"

#include <functional>

namespace gatehouse::backup {

struct DumpRun
{
    const CreatePlan &plan;
    const Tools &tools;
    QString snapshot, id;
    QStringList scope;                                   // arguments that choose tables
    SharedDataKey key{};                                 // seal what is written
    std::function<void(const QString &table)> onTable{}; // begins to copy it; this thread
};

// Blocks. Writes database.dump or database/ into the folder; Errors carry pg_dump's words.
Result<> runDump(const DumpRun &run, const PartFolder &into, const CancelToken &token);
// pg_dumpall --globals-only, without passwords.
Result<> dumpGlobals(const DumpRun &run, const PartFolder &into, const CancelToken &token);

// Reads the whole archive as a restore would, with a watchdog. pg_restore's words on failure.
Result<> readArchive(const Tools &tools, const Archive &archive, const CancelToken &token);

// The lines "tool: error: ..." of a tool's standard error, redacted; else its last lines.
QString wordsOf(const QByteArray &err);

} // namespace gatehouse::backup
