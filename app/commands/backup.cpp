#include "app/cli/terminal.h"
#include "app/commands/backupparts.h"
#include "app/commands/words.h"
#include "backup/base.h"
#include "backup/create.h"
#include "base/safetext.h"

#include <QDir>
#include <QJsonArray>
#include <QLocale>

namespace gatehouse::commands {

using backup::Found;
using backup::Level;

std::vector<Option> withFolder(std::vector<Option> own)
{
    own.push_back({"folder", "DIR",
        QT_TRANSLATE_NOOP("Command", "Where backups lie, instead of the folder of this user"),
        false, false, Completion::Folder});
    return own;
}

QString backupFolder(const Context &context)
{
    const QString given = context.text("folder");
    return given.isEmpty() ? backup::defaultFolder() : QDir(given).absolutePath();
}

Result<Found> chosenBackup(Context &context)
{
    const QString folder = backupFolder(context);
    if (!context.operands().isEmpty())
        return backup::findBackup(folder, context.operands().first());
    auto all = backup::listBackups(folder);
    if (!all)
        return all.error();
    // What is said without a name is about a database, if there is any such backup.
    for (const bool archives : {true, false}) {
        for (const Found &one : all.value()) {
            if (one.manifest && (!archives || one.manifest->format != "base"_L1))
                return one;
        }
    }
    if (!all.value().empty()) // all of them broken, which is what has to be said
        return all.value().front();
    return invalid(Words::tr("There is no backup in %1.").arg(folder));
}

QString sizeText(qint64 bytes) { return QLocale::c().formattedDataSize(bytes, 1); }

QString ageText(const QDateTime &at)
{
    if (!at.isValid())
        return {};
    const qint64 hours = at.secsTo(QDateTime::currentDateTimeUtc()) / 3600;
    return hours < 48 ? Words::tr("%n hour(s)", nullptr, int(hours))
                      : Words::tr("%n day(s)", nullptr, int(hours / 24));
}

QJsonObject backupJson(const Found &found)
{
    QJsonObject json{{u"name"_s, found.name}, {u"path"_s, found.path},
        {u"proven"_s, backup::levelId(found.proven())}};
    if (found.provenAt().isValid())
        json.insert(u"provenAt"_s, found.provenAt().toString(Qt::ISODate));
    if (!found.lastFailure().isEmpty())
        json.insert(u"failure"_s, found.lastFailure());
    if (!found.manifest) {
        json.insert(u"trouble"_s, found.trouble);
        return json;
    }
    const backup::Manifest &m = *found.manifest;
    json.insert(u"id"_s, m.id);
    json.insert(u"created"_s, m.created.toString(Qt::ISODateWithMs));
    json.insert(u"database"_s, m.database);
    json.insert(u"server"_s, m.server);
    json.insert(u"tools"_s, m.tools);
    json.insert(u"format"_s, m.format);
    json.insert(u"bytes"_s, m.bytes());
    json.insert(u"tables"_s, qint64(m.tables.size()));
    json.insert(u"rows"_s, m.rows());
    json.insert(u"whole"_s, m.isWhole());
    json.insert(u"encrypted"_s, m.encrypted);
    if (m.lock)
        json.insert(u"recoveryKey"_s, m.lock->recoveryId);
    if (const auto drill = found.lastDrill(); drill && drill->good)
        json.insert(u"restoreMs"_s, drill->restoreMs);
    return json;
}

namespace {

// A whole server, by pg_basebackup.
Exit createBase(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    db::SessionOptions own = session.value()->options();
    own.kind = db::SessionKind::Job;
    const auto report = context.progress();
    const backup::BasePlan plan{backupFolder(context), own.info, own.password};
    db::Session job(own);
    auto made =
        context.run(job, [&](db::Sql &sql) { return backup::createBase(sql, plan, report); });
    if (!made)
        return context.failed(made.error());
    for (const QString &warning : made.value().tools.warnings)
        context.warn(warning);
    const Found found = backup::lookAt(made.value().path);
    context.say(
        Words::tr("Copied the whole server into %1, %2, and checked it with pg_verifybackup.")
            .arg(found.path, sizeText(found.manifest->bytes())));
    return context.done(backupJson(found));
}

Exit create(Context &context)
{
    if (context.has("base") && context.has("encrypt"))
        return context.failed(
            refused(Words::tr("A base backup is not encrypted: pg_basebackup writes its files by "
                              "itself, in the clear. Keep it on an encrypted disk.")));
    if (context.has("base"))
        return createBase(context);
    const auto jobs = context.number("jobs", 1, 1, 64);
    if (!jobs)
        return context.wrongUsage(jobs.error().text);
    const bool directory = context.text("format") == "directory"_L1;
    if (jobs.value() > 1 && context.has("format") && !directory)
        return context.wrongUsage(Words::tr("Several jobs need --format directory."));
    if (context.has("encrypt") && (directory || jobs.value() > 1))
        return context.wrongUsage(Words::tr("An encrypted backup has the custom format and one job: "
                                            "pg_dump writes a directory by itself, in the clear."));
    if (context.has("passphrase") && !context.has("encrypt"))
        return context.wrongUsage(Words::tr("A passphrase needs --encrypt."));
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    const db::SessionOptions &login = session.value()->options();
    backup::CreatePlan plan{backupFolder(context), login.info, login.password, login.role,
        directory || jobs.value() > 1 ? backup::Format::Directory : backup::Format::Custom,
        int(jobs.value()), context.text("compress"), context.texts("schema"),
        context.texts("table"), context.texts("exclude-table"), context.texts("exclude-data"),
        context.has("globals")};
    const auto newKey = encryptionFor(context, plan);
    if (!newKey)
        return context.failed(newKey.error());
    const auto report = context.progress();
    // A connection of its own, without a limit on statements.
    db::SessionOptions own = login;
    own.kind = db::SessionKind::Job;
    db::Session job(own);
    auto made = context.run(job, [&](db::Sql &sql) { return backup::create(sql, plan, report); });
    if (!made) {
        if (context.json() && !newKey.value().isEmpty()) // else nobody would ever see it
            context.warn(Words::tr("Your new recovery key is %1.").arg(newKey.value().text()));
        return context.failed(made.error());
    }
    const Found found = backup::lookAt(made.value().path);
    for (const QString &warning : made.value().tools.warnings)
        context.warn(warning);
    const backup::Manifest &m = made.value().manifest;
    context.say(made.value().tools.why);
    context.say(
        Words::tr("Backed up %1 with %2 row(s) of %n table(s) into %3, %4.", nullptr,
            int(m.tables.size()))
            .arg(safeText(m.database), QString::number(m.rows()), found.path, sizeText(m.bytes())));
    context.say(Words::tr("Read back in full; prove it with gatehousectl backup drill %1.")
                    .arg(found.name));
    QJsonObject json = backupJson(found);
    json.insert(u"tool"_s, made.value().tools.why);
    json.insert(u"warnings"_s, QJsonArray::fromStringList(made.value().tools.warnings));
    json.insert(u"dumpMs"_s, m.dumpMs);
    if (!newKey.value().isEmpty())
        json.insert(u"newRecoveryKey"_s, newKey.value().text());
    json.insert(u"checkMs"_s, m.checkMs);
    return context.done(json);
}

Exit list(Context &context)
{
    const auto all = backup::listBackups(backupFolder(context));
    if (!all)
        return context.failed(all.error());
    cli::Table table{
        {Words::tr("Backup"), Words::tr("Database"), Words::tr("Age"), Words::tr("Size"),
            Words::tr("Rows"), Words::tr("Proven"), Words::tr("Proof is old")},
        {}, {false, false, true, true, true, false, true}};
    QJsonArray json;
    bool sound = true;
    for (const Found &found : all.value()) {
        sound = sound && found.manifest && found.lastFailure().isEmpty();
        json.append(backupJson(found));
        if (!found.manifest) {
            table.rows.push_back({found.name, {}, {}, {}, {}, found.trouble, {}});
            continue;
        }
        const backup::Manifest &m = *found.manifest;
        table.rows.push_back({found.name, m.database, ageText(m.created), sizeText(m.bytes()),
            m.tables.empty() ? QString() : QString::number(m.rows()), // of a whole server: not counted
            found.lastFailure().isEmpty() ? backup::levelName(found.proven()) : found.lastFailure(),
            ageText(found.provenAt())});
    }
    if (all.value().empty())
        context.say(Words::tr("There is no backup in %1.").arg(backupFolder(context)));
    else
        context.table(table);
    QString window;
    if (context.has("recovery")) {
        auto session = context.open();
        if (!session)
            return context.failed(session.error());
        auto archive =
            context.run(*session.value(), [](db::Sql &sql) { return backup::archiving(sql); });
        if (!archive)
            return context.failed(archive.error());
        window = archive.value().sentence(all.value());
        context.say(window);
    }
    return context.done(QJsonObject{{u"folder"_s, backupFolder(context)}, {u"backups"_s, json},
                            {u"window"_s, window}},
        sound ? Exit::Done : Exit::Differences);
}

} // namespace

std::vector<Command> backupCommands()
{
    std::vector<Command> all{
        {"backup create",
            QT_TRANSLATE_NOOP("Command", "Back up the database, read it back and write a manifest"),
            withFolder({{"format", "FORMAT",
                            QT_TRANSLATE_NOOP("Command", "custom (the default) or directory"),
                            false, false, Completion::None, {"custom", "directory"}},
                {"jobs", "N",
                    QT_TRANSLATE_NOOP(
                        "Command", "Copy so many tables at once, in the directory format")},
                {"compress", "HOW",
                    QT_TRANSLATE_NOOP(
                        "Command", "none, gzip:LEVEL and, from pg_dump 16, lz4 or zstd:LEVEL")},
                {"schema", "NAME", QT_TRANSLATE_NOOP("Command", "Only this schema"), false, true},
                {"table", "NAME", QT_TRANSLATE_NOOP("Command", "Only this table"), false, true},
                {"exclude-table", "NAME", QT_TRANSLATE_NOOP("Command", "Leave this table out"),
                    false, true},
                {"exclude-data", "NAME",
                    QT_TRANSLATE_NOOP("Command", "Keep this table's definition without its rows"),
                    false, true},
                {"globals", nullptr,
                    QT_TRANSLATE_NOOP("Command", "Also the roles, without passwords")},
                {"encrypt", nullptr,
                    QT_TRANSLATE_NOOP("Command",
                        "Encrypt it while it is written; this user's recovery key opens it, and is "
                        "made and shown the first time")},
                {"passphrase", nullptr,
                    QT_TRANSLATE_NOOP("Command",
                        "With --encrypt: a passphrase opens it, too; asked for, or the first line "
                        "of standard input")},
                {"base", nullptr,
                    QT_TRANSLATE_NOOP("Command",
                        "The whole server instead, by pg_basebackup, with its write-ahead log")}}),
            {}, create,
            QT_TRANSLATE_NOOP("Command",
                "Finds the fitting pg_dump by itself and says which. Counts and content checksums "
                "of "
                "every table are taken on the snapshot of the dump. What has the name NAME.backup "
                "was read back in full.")},
        {"backup list",
            QT_TRANSLATE_NOOP("Command", "Show the backups and how far they are proven"),
            withFolder({Option{"recovery", nullptr,
                QT_TRANSLATE_NOOP(
                    "Command", "Also ask the server how far back its archive could take it")}}),
            {}, list,
            QT_TRANSLATE_NOOP("Command",
                "Exit status 3 when the newest check of a backup failed or its manifest is "
                "broken.")},
    };
    for (auto *more : {&backupProofCommands, &backupRestoreCommands, &backupCareCommands}) {
        for (Command &command : more())
            all.push_back(std::move(command));
    }
    return all;
}

} // namespace gatehouse::commands
