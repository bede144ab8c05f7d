#include "app/cli/terminal.h"
#include "app/commands/keysopen.h"
#include "app/commands/words.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "keys/import.h"

#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace gatehouse::commands {
namespace {

using State = keys::ImportRow::State;

QString stateName(const keys::ImportRow &row)
{
    static const QStringList names{u"new"_s, u"duplicate"_s, u"invalid"_s};
    return names.value(int(row.state));
}

Result<keys::ImportFile> readRows(Context &context, const OpenKeys &open, const QString &path)
{
    auto content = readFile(path, keys::kMostImportBytes);
    if (!content)
        return content.error();
    auto file = keys::readImport(QFileInfo(path).fileName(), content.value(), open.engine);
    if (!file)
        return file.error();
    return context.run(*open.session, [&](db::Sql &sql) {
        return keys::judgeImport(
            sql, open.engine, file.value(), open.known, QDateTime::currentDateTimeUtc());
    });
}

QJsonArray show(Context &context, const keys::ImportFile &file)
{
    cli::Table table{{Words::tr("From"), Words::tr("Name"), Words::tr("Key"), Words::tr("Role"),
                         Words::tr("Limit"), Words::tr("What happens")},
        {}};
    QJsonArray rows;
    for (const keys::ImportRow &row : file.rows) {
        const QString limit = row.draft.limit ? QString::number(*row.draft.limit) : QString();
        const QString fate = row.reason.isEmpty() ? Words::tr("new") : row.reason;
        table.rows.push_back({row.source, row.draft.name,
            QString(row.masked + u' ' + row.fingerprint).trimmed(), row.draft.role, limit, fate});
        rows.append(QJsonObject{{u"source"_s, row.source}, {u"line"_s, row.line},
            {u"name"_s, row.draft.name}, {u"fingerprint"_s, row.fingerprint},
            {u"state"_s, stateName(row)}, {u"chosen"_s, row.chosen}, {u"reason"_s, row.reason}});
    }
    context.table(table);
    for (const QString &issue : file.issues)
        context.warn(issue);
    return rows;
}

Exit import(Context &context)
{
    const bool dry = context.has("dry-run");
    auto open = openKeys(context, dry);
    if (!open)
        return context.failed(open.error());
    const auto file = readRows(context, open.value(), context.operands().value(0));
    if (!file)
        return context.failed(file.error());
    QJsonObject document{{u"rows"_s, show(context, file.value())}};
    const bool rejects = std::any_of(file.value().rows.begin(), file.value().rows.end(),
        [](const keys::ImportRow &row) { return row.state == State::Invalid; });
    const auto chosen = keys::chosenOf(file.value());
    if (dry || chosen.empty()) {
        document.insert(u"imported"_s, 0);
        document.insert(u"dryRun"_s, dry);
        return context.done(document, rejects ? Exit::Differences : Exit::Done);
    }
    if (auto sure = context.confirm(Words::tr("Import %n key(s)?", nullptr, int(chosen.size())));
        !sure)
        return context.failed(sure.error());
    const auto created = context.run(*open.value().session,
        [&](db::Sql &sql) { return open.value().engine.adopt(sql, chosen); });
    if (!created)
        return context.failed(created.error());
    context.say(Words::tr("%n key(s) imported.", nullptr, int(created.value().size())));
    document.insert(u"imported"_s, qint64(created.value().size()));
    document.insert(u"recorded"_s, created.value().front().recorded);
    return context.done(document, rejects ? Exit::Differences : Exit::Done);
}

} // namespace

Command keysImportCommand()
{
    return {"keys import",
        QT_TRANSLATE_NOOP("Command", "Import keys that exist: from a .env, JSON or CSV"),
        withCommon(
            {{"dry-run", nullptr, QT_TRANSLATE_NOOP("Command", "Only show what would happen")}},
            true),
        {{"FILE", QT_TRANSLATE_NOOP("Command", "The file; its form goes by its name and content"),
            true, false, Completion::File}},
        import,
        QT_TRANSLATE_NOOP("Command",
            "Shows each key, masked, and whether it is new, there already or cannot be taken. All "
            "new ones are imported or none.")};
}

} // namespace gatehouse::commands
