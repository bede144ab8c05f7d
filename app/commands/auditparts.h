// What the files of the command "audit" share.
#pragma once

#include "app/commands/command.h"
#include "audit/checks.h"
#include "audit/exportrows.h"

namespace gatehouse::commands {

// Refused, with the reason, when there is no trail of ours or this role may not read it.
Result<> readableTrail(db::Sql &sql);

// --last, --from, --to, --all, --filter, --text.
Result<audit::Filter> auditFilter(const Context &context);
audit::ExportOptions exportOptions(const Context &context, const QString &connection);
Exit tellRows(Context &context, const audit::Source &source, const browse::Page &page);
Exit tellExported(Context &context, const audit::Exported &exported);
Exit tellFindings(
    Context &context, const QString &what, const std::vector<audit::Finding> &findings);
// With --file; no database is opened.
Exit listFile(Context &context, qint64 most);
Exit exportFile(Context &context);
Exit examineFile(Context &context);

std::vector<Command> auditTrailCommands(); // verify, head, create, seal

} // namespace gatehouse::commands
