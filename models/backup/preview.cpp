#include "backup/restore.h"

#include "backup/verify.h"
#include "backup/words.h"
#include "base/safetext.h"

#include <QFile>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace gatehouse::backup {
namespace {

using Weight = Finding::Weight;

struct ServerSide
{
    bool mayCreate = false, superuser = false, owns = true;
    int versionNum = 0;
    QString dataFolder;
};

void judgeVersions(const Manifest &manifest, int serverNum, Preview &preview)
{
    const int from = manifest.serverNum / 10000, to = serverNum / 10000;
    if (to < from)
        preview.findings.push_back({Weight::Stop,
            Words::tr(
                "The backup is of PostgreSQL %1, and this server is the older %2: what the new "
                "version wrote may mean something else there.")
                .arg(from)
                .arg(to)});
    else
        preview.findings.push_back({Weight::Good,
            to == from ? Words::tr("Backup and server are PostgreSQL %1.").arg(from)
                       : Words::tr("The backup is of PostgreSQL %1, this server is %2.")
                             .arg(from)
                             .arg(to)});
}

void judgeProof(const Found &backup, Preview &preview)
{
    if (const auto drill = backup.lastDrill(); drill && drill->good) {
        preview.estimatedMs = drill->restoreMs;
        preview.findings.push_back({Weight::Good,
            Words::tr("A drill restored this backup in %1 s and found it the same as the database.")
                .arg(double(drill->restoreMs) / 1000, 0, 'f', 1)});
    } else {
        preview.findings.push_back({Weight::Warning,
            Words::tr(
                "This backup was never restored in a drill, so how long it takes is not known.")});
    }
    if (!backup.manifest->isWhole())
        preview.findings.push_back({Weight::Stop,
            Words::tr("This backup holds chosen tables only, so it cannot replace a database.")});
}

void judgeFate(const QString &role, const RoleFate &fate, Preview &preview)
{
    const QString name = safeText(role);
    switch (fate.kind) {
    case RoleFate::Kind::Create:
        preview.findings.push_back(
            {Weight::Warning, Words::tr("The role %1 will be created without login.").arg(name)});
        return;
    case RoleFate::Kind::Map:
        if (preview.rolesThere.contains(fate.to))
            preview.findings.push_back({Weight::Warning,
                Words::tr("What belonged to the role %1, and its rights, go to the role %2.")
                    .arg(name, safeText(fate.to))});
        else
            preview.findings.push_back({Weight::Stop,
                Words::tr("There is no role %2 here that could stand for the role %1.")
                    .arg(name, safeText(fate.to))});
        return;
    case RoleFate::Kind::Skip:
        preview.findings.push_back({Weight::Warning,
            Words::tr("The role %1 is left out: what belonged to it becomes yours, its rights are "
                      "dropped.")
                .arg(name)});
        return;
    case RoleFate::Kind::Ask:
        break;
    }
}

void judgeRoles(const RestorePlan &plan, Preview &preview)
{
    if (preview.missingRoles.isEmpty())
        return;
    if (!plan.owners) {
        preview.findings.push_back({Weight::Warning,
            Words::tr("Owners and rights are left out; these roles do not exist here: %1.")
                .arg(safeText(preview.missingRoles.join(u", "_s)))});
        return;
    }
    QStringList undecided;
    for (const QString &role : preview.missingRoles) {
        const auto it = plan.roles.find(role);
        RoleFate fate = it == plan.roles.end() ? RoleFate() : it->second;
        if (fate.kind == RoleFate::Kind::Ask && plan.createRoles)
            fate.kind = RoleFate::Kind::Create;
        preview.fates.insert({role, fate});
        judgeFate(role, fate, preview);
        if (fate.kind == RoleFate::Kind::Ask)
            undecided.append(role);
    }
    if (!undecided.isEmpty())
        preview.findings.push_back({Weight::Stop,
            Words::tr("These roles do not exist here: %1. Create them, map them to others, or leave "
                      "them out.")
                .arg(safeText(undecided.join(u", "_s)))});
}

Result<QStringList> missing(db::Sql &sql, const QString &statement, const QStringList &wanted)
{
    auto names = sql.fetch<QString>(statement, db::bind(wanted));
    if (!names)
        return names.error();
    return QStringList(names.value().begin(), names.value().end());
}

Result<ServerSide> look(
    db::Sql &sql, const Found &backup, const RestorePlan &plan, Preview &preview)
{
    ServerSide side;
    side.versionNum = sql.server().versionNum;
    side.superuser = sql.server().superuser;
    auto may = sql.fetchOne<bool>(
        u"SELECT rolcreatedb OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"_s);
    if (!may)
        return may.error();
    side.mayCreate = may.value();
    auto owns = sql.fetchOptional<bool>(
        u"SELECT pg_catalog.pg_has_role(datdba, 'USAGE') FROM pg_catalog.pg_database "
        "WHERE datname = $1"_s,
        db::bind(plan.target));
    if (!owns)
        return owns.error();
    preview.replaces = owns.value().has_value();
    side.owns = owns.value().value_or(true);
    auto roles = missing(sql,
        u"SELECT w FROM unnest($1::text[]) w WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles r "
        "WHERE r.rolname = w)"_s,
        backup.manifest->roles);
    auto extensions = missing(sql,
        u"SELECT w FROM unnest($1::text[]) w WHERE NOT EXISTS (SELECT 1 FROM "
        "pg_catalog.pg_available_extensions e WHERE e.name = w)"_s,
        backup.manifest->extensions);
    auto there = visitors(sql, plan.target);
    auto all = missing(sql,
        u"SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' AND $1::text[] IS "
        "NOT NULL ORDER BY 1"_s,
        {});
    if (!roles || !extensions || !all || !there)
        return !roles      ? roles.error()
            : !extensions ? extensions.error()
            : !all        ? all.error()
                          : there.error();
    preview.rolesThere = all.value();
    preview.missingRoles = roles.value();
    preview.missingExtensions = extensions.value();
    preview.visitors = std::move(there).value();
    if (side.superuser && plan.server.info.isLocal()) {
        auto folder =
            sql.fetchOne<QString>(u"SELECT pg_catalog.current_setting('data_directory')"_s);
        side.dataFolder = folder ? folder.value() : QString();
    }
    return side;
}

void judgeRights(const ServerSide &side, const RestorePlan &plan, Preview &preview)
{
    if (!side.mayCreate)
        preview.findings.push_back({Weight::Stop,
            Words::tr(
                "This role may not create databases (CREATEDB), so nothing can be restored.")});
    if (!side.owns)
        preview.findings.push_back({Weight::Stop,
            Words::tr("This role does not own %1, so it cannot rename it.")
                .arg(safeText(plan.target))});
    if (!preview.missingExtensions.isEmpty())
        preview.findings.push_back({Weight::Stop,
            Words::tr("These extensions are not installed on the server: %1.")
                .arg(safeText(preview.missingExtensions.join(u", "_s)))});
}

void judgeRoom(const Manifest &manifest, const QString &dataFolder, Preview &preview)
{
    const QString needed =
        QLocale().formattedDataSize(manifest.databaseBytes, 1, QLocale::DataSizeSIFormat);
    const Room room = dataFolder.isEmpty() ? Room() : roomIn(dataFolder);
    if (room.total <= 0) {
        preview.findings.push_back({Weight::Warning,
            Words::tr(
                "The free space of the server is not known from here; the restored database needs "
                "about %1.")
                .arg(needed)});
        return;
    }
    const bool enough = room.free > manifest.databaseBytes + manifest.databaseBytes / 5;
    preview.findings.push_back({enough ? Weight::Good : Weight::Stop,
        Words::tr("The restored database needs about %1; %2 are free on the server.")
            .arg(needed, QLocale().formattedDataSize(room.free, 1, QLocale::DataSizeSIFormat))});
}

} // namespace

bool Preview::possible() const
{
    return std::none_of(findings.begin(), findings.end(),
        [](const Finding &one) { return one.weight == Weight::Stop; });
}

Result<Preview> preview(const Found &backup, const RestorePlan &plan, const CancelToken &token,
    const ReportProgress &report)
{
    if (auto archive = checkArchive(backup); !archive)
        return archive.error();
    Preview all;
    auto damage = fileFindings(backup, token, report);
    if (!damage)
        return damage.error();
    for (const QString &text : damage.value())
        all.findings.push_back({Weight::Stop, text});
    if (!backup.manifest)
        return all;
    if (damage.value().isEmpty())
        all.findings.push_back(
            {Weight::Good, Words::tr("Every file has the checksum of the manifest.")});
    if (backup.manifest->encrypted && !backup.key)
        all.findings.push_back({Weight::Stop,
            Words::tr("This backup is encrypted. Give its passphrase or its recovery key.")});
    if (plan.target.isEmpty() || plan.target.toUtf8().size() > 63 || plan.target == "postgres"_L1
        || plan.target.startsWith("template"_L1))
        all.findings.push_back({Weight::Stop,
            Words::tr("\"%1\" cannot be the name of the restored database.")
                .arg(safeText(plan.target))});
    db::SessionOptions options = plan.server;
    options.readOnly = true;
    db::Session session(options);
    auto side = ask(
        session, [&](db::Sql &sql) { return look(sql, backup, plan, all); }, token);
    if (!side)
        return side.error();
    judgeVersions(*backup.manifest, side.value().versionNum, all);
    judgeProof(backup, all);
    judgeRoles(plan, all);
    judgeRights(side.value(), plan, all);
    judgeRoom(*backup.manifest, side.value().dataFolder, all);
    if (auto tools = toolsFor(*backup.manifest, token); !tools)
        all.findings.push_back({Weight::Stop, tools.error().text});
    return all;
}

QString whyNoBackup(const QString &path)
{
    QFile file(QFileInfo(path).isDir() ? path + u"/toc.dat"_s : path);
    if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray head = file.read(64 * 1024);
    if (head.startsWith("PGDMP"))
        return Words::tr(
            "This is an archive of pg_dump without a manifest, so nothing says what it must "
            "hold and a restored copy could not be proven. Use pg_restore for it.");
    if (head.mid(257, 5) == "ustar")
        return Words::tr(
            "This is a tar archive; a damaged one cannot be told from a whole one, so it is "
            "not restored.");
    if (head.contains("PostgreSQL database dump") || head.contains("CREATE TABLE")
        || head.contains("COPY "))
        return Words::tr(
            "This is plain SQL: a program that would run with all your rights, commands of "
            "psql included. Gatehouse does not run it. Make a backup in the custom format "
            "instead.");
    return {};
}

} // namespace gatehouse::backup
