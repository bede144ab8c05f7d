#include "app/commands/migrateparts.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "migration/inspect.h"

#include <QJsonObject>

#include <algorithm>

namespace gatehouse::commands {
namespace {

using migration::Finding;
using migration::Inspection;

constexpr qsizetype kLineLength = 2000;

Result<Inspection> inspectSource(Context &context)
{
    auto options = sourceOptions(context);
    if (!options)
        return options.error();
    auto address = sourceAddress(context, context.text("source"));
    if (!address)
        return address.error();
    auto source = migration::openSource(
        {address.value(), std::move(options).value(), context.token(), context.progress()},
        context.text("kind"));
    if (!source)
        return source.error();
    migration::InspectRequest request;
    request.tables = context.texts("table");
    request.token = context.token();
    request.report = context.progress();
    return migration::inspect(*source.value(), request);
}

Exit run(Context &context)
{
    const auto inspected = inspectSource(context);
    if (!inspected)
        return context.failed(inspected.error());
    for (const QString &line : inspectToText(inspected.value()).split(u'\n'))
        context.say(safeText(line, kLineLength));
    const auto &findings = inspected.value().findings;
    const bool clean = std::none_of(findings.begin(), findings.end(),
        [](const Finding &finding) { return finding.severity != Finding::Severity::Note; });
    return context.done(inspectToJson(inspected.value()), clean ? Exit::Done : Exit::Differences);
}

} // namespace

std::vector<Command> migrateinspectCommands()
{
    return {{"migrate inspect",
        QT_TRANSLATE_NOOP("Command", "Look at every value of a source, and say what would not fit"),
        {{"source", "PATH", QT_TRANSLATE_NOOP("Command", "The source: a file or a folder"), true,
             false, Completion::File},
            {"kind", "KIND",
                QT_TRANSLATE_NOOP(
                    "Command", "What the source is, instead of recognising it by its content"),
                false, false, Completion::None,
                {"sqlite", "jsonlines", "json", "csv", "env", "mongodump", "mongodb", "npz"}},
            {"option", "NAME=VALUE",
                QT_TRANSLATE_NOOP("Command", "An option of that kind, such as delimiter=;"), false,
                true},
            {"table", "NAME", QT_TRANSLATE_NOOP("Command", "Only this table of the source"), false,
                true}},
        {}, run,
        QT_TRANSLATE_NOOP("Command",
            "The source is only read, once and to its end. Each finding names the ways to deal "
            "with "
            "it in the words of a rule file. Exit status 3 when there are questions or values that "
            "do not fit as they are.")}};
}

} // namespace gatehouse::commands
