// Which endpoints a health command is about, and where its history lies.
#pragma once

#include "app/commands/command.h"
#include "health/historystore.h"

namespace gatehouse::commands {

std::vector<Option> healthOptions(std::vector<Option> more);

// --endpoints FILE, --env FILE, --system ID, or the system that the database holds (--url,
// --profile, $GATEHOUSE_URL).
Result<std::vector<health::Endpoint>> healthEndpoints(Context &context);
bool namesDatabase(const Context &context);

// The tables of the database when it has them, else the file; the sentence says which, and why.
struct HealthHistory
{
    std::unique_ptr<db::Session> session; // null: the file
    QString where;
    // The last words when the command was cancelled already; waits a few seconds at most.
    Result<> appendLast(const std::vector<health::Reading> &readings);
    // f: Result<X>(health::History &)
    template <typename F>
    auto ask(Context &context, F f) -> std::invoke_result_t<F, health::History &>
    {
        if (session)
            return context.run(*session, [f](db::Sql &sql) {
                const auto tables = health::tableHistory(sql);
                return f(*tables);
            });
        const auto file = health::fileHistory(path);
        if (!file)
            return file.error();
        return f(*file.value());
    }
    QString path;
};
Result<HealthHistory> healthHistory(Context &context, bool write);

QString instantText(qint64 ms); // UTC

} // namespace gatehouse::commands
