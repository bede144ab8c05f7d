#include "backup/base.h"

#include "backup/childlogin.h"
#include "backup/dumprun.h"
#include "backup/words.h"
#include "base/clock.h"
#include "base/failpoint.h"
#include "base/follow.h"

#include <QFileInfo>
#include <QRandomGenerator>
#include <QStandardPaths>

#include <unistd.h>

namespace gatehouse::backup {
namespace {

constexpr int kStallMs = 600000; // a checkpoint of a large server is one long silence

struct Able
{
    bool mayReplicate = false, tablespaces = false;
    QString walLevel, identity;
    int senders = 0;
    qint64 bytes = 0;
    QDateTime now;
    static Able fromRow(const db::Row &row)
    {
        return {row.get<bool>(0), row.get<bool>(1), row.text(2), row.text(3), row.get<int>(4),
            row.get<qint64>(5), row.get<QDateTime>(6)};
    }
};

Result<Able> checkAble(db::Sql &sql)
{
    auto able = sql.fetchOne<Able>("backup/able"_L1);
    if (!able)
        return able;
    if (!able.value().mayReplicate)
        return refused(
            Words::tr("This role may not replicate, so it cannot take a base backup. Give it "
                      "REPLICATION."));
    if (able.value().walLevel == "minimal"_L1 || able.value().senders < 2)
        return refused(
            Words::tr("The server keeps no write-ahead log for base backups: wal_level is %1 "
                      "and max_wal_senders %2; replica and 2 are needed.")
                .arg(able.value().walLevel)
                .arg(able.value().senders));
    if (able.value().tablespaces)
        return refused(
            Words::tr("The server has tablespaces outside its data directory, which base "
                      "backups of Gatehouse do not take yet."));
    return able;
}

Result<> runBase(const BasePlan &plan, const Tools &tools, const QString &id, const QString &into,
    const CancelToken &token, const ReportProgress &report)
{
    auto login = ChildLogin::make(plan.info, plan.password, u"gatehouse backup "_s + id);
    if (!login)
        return login.error();
    Following following;
    following.stallMs = kStallMs;
    following.workIsProgress = true;
    following.onLine = [&report](QByteArrayView) {
        if (report)
            report({0, {}, Words::tr("Copying the server's files"), {}});
    };
    following.tick = [&into]() -> Result<> {
        const Room room = roomIn(into);
        if (room.total <= 0 || room.free >= room.floor())
            return Done{};
        return ioError(
            Words::tr("The disk is nearly full, so the backup was stopped; older ones are "
                      "untouched."));
    };
    auto ended = followCommand(
        {tools.program("pg_basebackup"_L1),
            {u"--pgdata="_s + into, u"--format=plain"_s, u"--wal-method=stream"_s,
                u"--checkpoint=fast"_s, u"--manifest-checksums=SHA256"_s, u"--no-password"_s,
                u"--verbose"_s, u"--label=gatehouse-"_s + id, login.value().dbnameArgument()}},
        following, token);
    if (!ended)
        return ended.error();
    if (ended.value().exitCode != 0)
        return ioError(Words::tr("pg_basebackup failed, so there is no new backup; older ones are "
                                 "untouched."),
            wordsOf(ended.value().err));
    return Done{};
}

Result<> runVerify(const Tools &tools, const QString &folder, const CancelToken &token)
{
    Following following;
    following.stallMs = kStallMs;
    following.workIsProgress = true;
    auto ended = followCommand({tools.program("pg_verifybackup"_L1), {folder}}, following, token);
    if (!ended)
        return ended.error();
    if (ended.value().exitCode != 0)
        return ioError(Words::tr("pg_verifybackup found the base backup damaged."),
            wordsOf(ended.value().err));
    return Done{};
}

Manifest describe(
    const db::ServerFacts &server, const BasePlan &plan, const Tools &tools, const Able &able)
{
    Manifest m;
    m.id = QString::number(QRandomGenerator::system()->generate(), 16).rightJustified(8, u'0');
    m.created = able.now;
    m.connection = plan.info.label();
    m.database = Words::tr("(whole server)");
    m.server = server.version;
    m.serverNum = server.versionNum;
    m.systemIdentifier = able.identity;
    m.tools = tools.version.text;
    m.format = QLatin1StringView(kBaseFormat);
    m.databaseBytes = able.bytes;
    return m;
}

Result<> nameIt(PartFolder &folder, Manifest &manifest, qint64 began, const CancelToken &token)
{
    if (auto synced = folder.sync(); !synced)
        return synced;
    auto files = plainFilesIn(folder.partPath());
    if (!files)
        return files.error();
    for (const QString &name : files.value()) {
        auto entry = hashFile(folder.partPath(), name, token);
        if (!entry)
            return entry.error();
        manifest.files.push_back(std::move(entry).value());
    }
    const Check check{Clock::system().now(), Level::Read, true,
        Clock::system().monotonicMs() - began, -1,
        Words::tr("Read back in full when it was made.")};
    for (const auto &[name, bytes] :
        {std::pair(kManifest, toJson(manifest)), std::pair(kHistory, toJson(check))}) {
        auto file = folder.createFile(QLatin1StringView(name));
        if (!file)
            return file.error();
        if (::write(file.value().get(), bytes.constData(), size_t(bytes.size())) != bytes.size())
            return ioError(Words::tr("The disk is full, so there is no new backup; older ones are "
                                     "untouched. Free some space and try again."));
    }
    if (auto fine = failPoint("backup.base_before_name"); !fine)
        return fine;
    if (auto synced = folder.sync(); !synced)
        return synced;
    return folder.finish();
}

} // namespace

Result<Created> createBase(db::Sql &sql, const BasePlan &plan, const ReportProgress &report)
{
    const qint64 began = Clock::system().monotonicMs();
    auto tools = chooseTools(findTools(sql.token()), sql.server().versionNum / 10000);
    if (!tools)
        return tools.error();
    if (!tools.value().tools.hasBaseBackup)
        return refused(Words::tr("pg_basebackup and pg_verifybackup are not installed in %1.")
                           .arg(tools.value().tools.dir));
    auto able = checkAble(sql);
    if (!able)
        return able.error();
    const Room room = roomIn(plan.folder);
    if (room.total > 0 && room.free - room.floor() < able.value().bytes + able.value().bytes / 5)
        return refused(Words::tr("The folder %1 has too little room for a base backup of %2 MB.")
                           .arg(plan.folder)
                           .arg(able.value().bytes / 1'000'000));
    Manifest manifest = describe(sql.server(), plan, tools.value().tools, able.value());
    PartFolder::removeAbandoned(plan.folder);
    auto folder = PartFolder::create(
        plan.folder + u'/' + backupName(u"server"_s, manifest.created, manifest.id));
    if (!folder)
        return folder.error();
    const QString into = folder.value()->partPath() + u'/' + QLatin1StringView(kBaseFolder);
    const qint64 copying = Clock::system().monotonicMs();
    if (auto done = runBase(plan, tools.value().tools, manifest.id, into, sql.token(), report);
        !done)
        return done.error();
    manifest.dumpMs = Clock::system().monotonicMs() - copying;
    if (report)
        report({0, {}, Words::tr("Reading back"), {}});
    if (auto fine = runVerify(tools.value().tools, into, sql.token()); !fine)
        return fine.error();
    if (auto named = nameIt(*folder.value(), manifest, began, sql.token()); !named)
        return named.error();
    return Created{folder.value()->path(), std::move(manifest), std::move(tools).value()};
}

Result<> verifyBase(const Found &backup, const CancelToken &token)
{
    auto tools =
        chooseTools(findTools(token), versionOf(u"(PostgreSQL) "_s + backup.manifest->tools).major);
    if (!tools)
        return tools.error();
    return runVerify(
        tools.value().tools, backup.path + u'/' + QLatin1StringView(kBaseFolder), token);
}

Result<Archiving> archiving(db::Sql &sql)
{
    Archiving all;
    QString command;
    auto read = sql.stream(
        u"SELECT pg_catalog.current_setting('archive_mode') <> 'off', "
        "CASE WHEN pg_catalog.pg_has_role('pg_read_all_settings', 'USAGE') "
        "THEN pg_catalog.current_setting('archive_command', true) ELSE '' END, "
        "last_archived_time, last_failed_time, failed_count FROM pg_catalog.pg_stat_archiver"_s,
        {}, [&](const db::Row &row) {
            all.on = row.get<bool>(0);
            command = row.text(1);
            all.lastArchived = row.isNull(2) ? QDateTime() : row.get<QDateTime>(2);
            all.lastFailed = row.isNull(3) ? QDateTime() : row.get<QDateTime>(3);
            all.failures = row.get<qint64>(4);
            return true;
        });
    if (!read)
        return read.error();
    for (const QString &tool : {u"pgbackrest"_s, u"barman"_s, u"wal-g"_s}) {
        if (command.contains(tool) || !QStandardPaths::findExecutable(tool).isEmpty())
            all.tools.append(tool);
    }
    return all;
}

QString Archiving::sentence(const std::vector<Found> &backups) const
{
    const Found *oldest = nullptr;
    for (const Found &one : backups) {
        if (one.manifest && one.manifest->format == QLatin1StringView(kBaseFormat)
            && one.proven() >= Level::Read
            && (!oldest || one.manifest->created < oldest->manifest->created))
            oldest = &one;
    }
    if (!on)
        return Words::tr(
            "The server does not archive its write-ahead log, so it can only go back to the "
            "moments of its backups.");
    if (lastFailed.isValid() && (!lastArchived.isValid() || lastFailed > lastArchived))
        return Words::tr(
            "Archiving fails since %1 UTC: what came after cannot be recovered to a moment.")
            .arg(lastFailed.toUTC().toString(u"yyyy-MM-dd HH:mm"_s));
    if (!tools.isEmpty())
        return Words::tr(
            "The server archives its write-ahead log by %1, which knows how far back it can "
            "go.")
            .arg(tools.join(u", "_s));
    if (!oldest || !lastArchived.isValid())
        return Words::tr(
            "The server archives its write-ahead log, but there is no base backup here to "
            "begin from.");
    return Words::tr("With the archive of the server one can go to any moment from %1 to %2 UTC.")
        .arg(oldest->manifest->created.toUTC().toString(u"yyyy-MM-dd HH:mm"_s),
            lastArchived.toUTC().toString(u"yyyy-MM-dd HH:mm"_s));
}

} // namespace gatehouse::backup
