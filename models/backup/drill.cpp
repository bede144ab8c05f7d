#include "backup/drill.h"

#include "backup/words.h"
#include "base/clock.h"
#include "base/failpoint.h"
#include "base/process.h"
#include "db/cluster.h"

#include <QDir>
#include <QTemporaryDir>

#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::backup {
namespace {

constexpr auto kPrefix = "gatehouse-drill-"_L1;
constexpr auto kDatabase = "gatehouse_drill_"_L1;
constexpr qint64 kRoom = 300'000'000; // an empty cluster with its write-ahead log

// A folder for a cluster; as root the server's user must be able to pass through.
class ScratchDir
{
public:
    ScratchDir()
        : m_dir(QDir::tempPath() + u'/' + kPrefix + QString::number(::getpid()) + u"-XXXXXX"_s)
    {
        if (isRoot())
            ::chmod(QFile::encodeName(m_dir.path()).constData(), 0711);
    }
    QString path() const { return m_dir.path() + u"/cluster"_s; }
    static void removeAbandoned()
    {
        const QDir temp(QDir::tempPath());
        for (const QString &name :
            temp.entryList({kPrefix + u'*'}, QDir::Dirs | QDir::NoSymLinks)) {
            const qint64 pid = name.mid(kPrefix.size()).section(u'-', 0, 0).toLongLong();
            if (isAlive(pid))
                continue;
            const QString path = temp.filePath(name);
            if (db::Cluster::stopIn(path + u"/cluster"_s))
                QDir(path).removeRecursively();
        }
    }

private:
    QTemporaryDir m_dir;
};

// The lowest server on this machine that is not older than the backup's.
Result<QString> serverFolder(const Manifest &manifest, const CancelToken &token)
{
    const int wanted = manifest.serverNum / 10000;
    const Tools *best = nullptr;
    const std::vector<Tools> found = findTools(token);
    for (const Tools &tools : found) {
        if (tools.version.major >= wanted && db::isServerFolder(tools.dir)
            && (!best || tools.version.major < best->version.major))
            best = &tools;
    }
    if (best)
        return best->dir;
    return refused(
        Words::tr("No PostgreSQL %1 server is installed on this machine to restore into. "
                  "Install the package postgresql-%1, or hold the drill on a server.")
            .arg(wanted));
}

// The restored copy compared with the manifest; what pg_restore said is a finding.
Result<> restoreAndCompare(const Found &backup, const db::SessionOptions &scratch, int jobs,
    Proof &proof, const CancelToken &token, const ReportProgress &report)
{
    auto loaded = load(backup, {scratch.info, scratch.password, jobs, true, {}}, token, report);
    if (!loaded) {
        if (loaded.error().kind == Error::Kind::Cancelled)
            return loaded.error();
        proof.findings.append(loaded.error().text + u' ' + loaded.error().detail);
        return Done{};
    }
    proof.restoreMs = loaded.value();
    if (auto fine = failPoint("drill.after_restore"); !fine)
        return fine;
    db::Session session(scratch);
    auto findings = ask(
        session, [&](db::Sql &sql) { return compare(sql, backup, report, &proof.remarks); },
        token);
    if (!findings)
        return findings.error();
    proof.findings += findings.value();
    return Done{};
}

Result<> createRoles(db::Sql &sql, const Manifest &manifest)
{
    for (const QString &role : manifest.roles) {
        if (role.startsWith("pg_"_L1) || role == sql.server().user)
            continue;
        auto made = sql.execute(db::Statement(u"CREATE ROLE %1"_s, {db::Identifier(role)}));
        if (!made)
            return made.error();
    }
    return Done{};
}

Result<> onPrivateCluster(const Found &backup, int jobs, Proof &proof, const CancelToken &token,
    const ReportProgress &report)
{
    ScratchDir::removeAbandoned();
    if (report)
        report({0, {}, Words::tr("Starting a private PostgreSQL"), {}});
    const qint64 needed = backup.manifest->databaseBytes * 3 / 2 + kRoom;
    if (const Room room = roomIn(QDir::tempPath()); room.total > 0 && room.free < needed)
        return refused(
            Words::tr("A drill of this backup needs %1 MB in %2, where %3 MB are free. Set "
                      "TMPDIR to a larger disk, or hold the drill on a server.")
                .arg(needed / 1'000'000)
                .arg(QDir::tempPath())
                .arg(room.free / 1'000'000));
    auto binaries = serverFolder(*backup.manifest, token);
    if (!binaries)
        return binaries.error();
    ScratchDir dir;
    db::ClusterOptions options;
    options.dir = dir.path();
    options.binDir = binaries.value();
    options.settings = {{u"max_wal_size"_s, u"4GB"_s}, {u"autovacuum"_s, u"off"_s}};
    auto cluster = db::Cluster::start(options, token);
    if (!cluster)
        return cluster.error();
    const QString name =
        backup.manifest->database == "postgres"_L1 ? u"restored"_s : backup.manifest->database;
    {
        db::Session maintenance(
            db::SessionOptions{cluster.value()->info(), nullptr, db::SessionKind::Job, false});
        auto ready = ask(
            maintenance,
            [&](db::Sql &sql) -> Result<> {
                if (auto roles = createRoles(sql, *backup.manifest); !roles)
                    return roles;
                return createDatabase(sql, name, *backup.manifest,
                    backup.manifest->encoding == "UTF8"_L1 ? u"C.UTF-8"_s : u"C"_s);
            },
            token);
        if (!ready)
            return ready.error();
    }
    return restoreAndCompare(backup,
        db::SessionOptions{cluster.value()->info(name), nullptr, db::SessionKind::Job, true}, jobs,
        proof, token, report);
}

// What killed drills left; one that is under way has sessions and is refused by the server.
void dropAbandoned(db::Sql &sql)
{
    const auto names = sql.fetch<QString>(
        u"SELECT d.datname FROM pg_catalog.pg_database d WHERE d.datname ~ "
        u"'^gatehouse_drill_[0-9a-f]{8}$' "
        "AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)"_s);
    if (!names)
        return;
    for (const QString &name : names.value())
        (void)bool(
            sql.execute(db::Statement(u"DROP DATABASE IF EXISTS %1"_s, {db::Identifier(name)})));
}

Result<> onServer(const Found &backup, const DrillPlan &plan, Proof &proof,
    const CancelToken &token, const ReportProgress &report)
{
    db::SessionOptions scratch = *plan.server;
    scratch.kind = db::SessionKind::Job;
    scratch.readOnly = false;
    db::Session maintenance(scratch);
    const QString name = kDatabase + backup.manifest->id;
    auto made = ask(
        maintenance,
        [&](db::Sql &sql) -> Result<> {
            dropAbandoned(sql);
            return createDatabase(sql, name, *backup.manifest);
        },
        token);
    if (!made)
        return made.error();
    scratch.info.database = name;
    scratch.readOnly = true;
    auto done = restoreAndCompare(backup, scratch, plan.jobs, proof, token, report);
    // Also after a cancel, so without its token.
    auto dropped = ask(
        maintenance,
        [&name](db::Sql &sql) {
            return sql.execute(db::Statement(
                u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s, {db::Identifier(name)}));
        },
        CancelToken());
    if (done && !dropped)
        return dropped.error();
    return done;
}

} // namespace

Result<Proof> drill(const Found &backup, const DrillPlan &plan, const CancelToken &token,
    const ReportProgress &report)
{
    if (auto archive = checkArchive(backup); !archive)
        return archive.error();
    const qint64 began = Clock::system().monotonicMs();
    Proof proof;
    proof.level = Level::Drill;
    auto findings = fileFindings(backup, token, report);
    if (!findings)
        return findings.error();
    proof.findings = std::move(findings).value();
    if (proof.findings.isEmpty()) {
        proof.bytes = backup.manifest->bytes();
        auto held = plan.server ? onServer(backup, plan, proof, token, report)
                                : onPrivateCluster(backup, plan.jobs, proof, token, report);
        if (!held)
            return held.error();
    }
    proof.good = proof.findings.isEmpty();
    proof.ms = Clock::system().monotonicMs() - began;
    if (auto kept = remember(backup, proof); !kept && proof.good)
        return kept.error();
    return proof;
}

} // namespace gatehouse::backup
