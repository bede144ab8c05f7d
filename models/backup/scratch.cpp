#include "backup/scratch.h"

#include "backup/childlogin.h"
#include "backup/dumprun.h"
#include "backup/load.h"
#include "backup/words.h"
#include "base/process.h"
#include "base/settings.h"

#include <QFile>
#include <QTemporaryDir>

namespace gatehouse::backup {
namespace {

constexpr int kMostMs = 3'600'000;

Result<> runTool(const Tools &tools, QLatin1StringView program, const db::SessionOptions &server,
    QStringList arguments, const CancelToken &token)
{
    auto login = ChildLogin::make(server.info, server.password, u"gatehouse rehearsal"_s);
    if (!login)
        return login.error();
    Command command{tools.program(program), {u"--no-password"_s}};
    if (!server.role.isEmpty())
        command.arguments << u"--role="_s + server.role;
    command.arguments << arguments << login.value().dbnameArgument();
    command.timeoutMs = kMostMs;
    auto ended = runCommand(command, token);
    if (!ended)
        return ended.error();
    if (ended.value().exitCode != 0)
        return ioError(Words::tr("The scratch copy could not be made: %1 failed.").arg(program),
            wordsOf(ended.value().err));
    return Done{};
}

} // namespace

Result<> copyInto(const ScratchPlan &plan, const CancelToken &token)
{
    db::Session session(plan.from);
    auto version = ask(
        session, [](db::Sql &sql) -> Result<int> { return sql.server().versionNum / 10000; }, token);
    if (!version)
        return version.error();
    session.drop();
    auto choice = chooseTools(findTools(token), version.value());
    if (!choice)
        return choice.error();
    const Tools &tools = choice.value().tools;
    const QTemporaryDir dir(stateDir() + u"/gatehouse-scratch-XXXXXX"_s);
    if (!dir.isValid())
        return ioError(Words::tr("A private folder for the copy cannot be made."), dir.errorString());
    const auto carry = [&](const QString &file, const QStringList &what) -> Result<> {
        const QString path = dir.filePath(file);
        if (auto dumped = runTool(tools, "pg_dump"_L1, plan.from,
                QStringList{u"--format=custom"_s, u"--file="_s + path,
                    u"--lock-wait-timeout=5000"_s}
                    + what,
                token);
            !dumped)
            return dumped;
        return runTool(tools, "pg_restore"_L1, plan.into,
            {u"--no-owner"_s, u"--no-acl"_s, u"--no-comments"_s, u"--exit-on-error"_s, path}, token);
    };
    auto all = carry(u"all"_s, plan.data ? QStringList() : QStringList{u"--schema-only"_s});
    if (!all || plan.data || plan.alsoData.isEmpty())
        return all;
    QStringList also{u"--data-only"_s};
    for (const QString &table : plan.alsoData)
        also.append(u"--table="_s + table);
    return carry(u"also"_s, also);
}

} // namespace gatehouse::backup
