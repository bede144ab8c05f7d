#include "backup/create.h"

#include "backup/dumprun.h"
#include "backup/scope.h"
#include "backup/words.h"
#include "base/clock.h"
#include "base/failpoint.h"
#include "base/safetext.h"
#include "base/sha256.h"
#include "db/transaction.h"
#include "proof/tablesum.h"

#include <QFile>
#include <QRandomGenerator>

#include <atomic>
#include <future>

#include <fcntl.h>
#include <unistd.h>

namespace gatehouse::backup {
namespace {

// One backup under way; everything of it in one place, so that the steps stay short.
struct Making
{
    const CreatePlan &plan;
    const ReportProgress &report;
    Choice tools;
    Survey found;
    Chosen chosen;
    Manifest manifest;
    std::unique_ptr<PartFolder> folder;
    CancelToken both; // of the statement and of pg_dump
    std::vector<Item> items;
    SharedDataKey key{}; // of an encrypted one

    void say(const QString &phase, qint64 done = 0, std::optional<qint64> total = {},
        const QString &note = {}) const
    {
        if (report)
            report({done, total, phase, note});
    }
};

Result<> prepare(db::Sql &sql, Making &making)
{
    const int major = sql.server().versionNum / 10000;
    if (sql.server().pooled)
        return refused(
            Words::tr("This connection goes through a pooler, which cannot keep a snapshot "
                      "open. Connect to the server itself for backups."));
    auto tools = chooseTools(findTools(sql.token()), major);
    if (!tools)
        return tools.error();
    making.tools = std::move(tools).value();
    if (making.plan.jobs > 1 && making.plan.format != Format::Directory)
        return invalid(Words::tr("Several jobs need the directory format."));
    if (making.plan.recovery && making.plan.format == Format::Directory)
        return invalid(Words::tr("An encrypted backup has the custom format: pg_dump writes the "
                                 "files of the directory format by itself, in the clear."));
    if (auto fits = compressArgument(making.plan.compression, making.tools.tools.version); !fits)
        return fits.error();
    // A server notices soon when we are gone, also in the middle of a long statement.
    if (major >= 14) {
        if (auto set = sql.execute(
                u"SELECT set_config('client_connection_check_interval', '1000', false)"_s);
            !set)
            return set.error();
    }
    return Done{};
}

Result<> surveyIt(db::Sql &sql, Making &making)
{
    making.say(Words::tr("Looking at the database"));
    auto chosen = survey(sql);
    if (!chosen)
        return chosen.error();
    making.found = std::move(chosen).value();
    auto tables = chooseTables(sql, making.plan, making.found);
    if (!tables)
        return tables.error();
    making.chosen = std::move(tables).value();
    if (auto begun = proof::beginSums(sql); !begun) // after the names: it empties the search path
        return begun;
    if (auto fine = checkReadable(making.found, making.chosen.scope); !fine)
        return fine;
    if (auto fine = checkRoom(making.plan, making.chosen.scope); !fine)
        return fine;
    if (auto fine = checkHugeRows(sql, making.found, making.chosen.scope); !fine)
        return fine;
    return Done{};
}

void describe(const db::ServerFacts &server, Making &making)
{
    Manifest &m = making.manifest;
    const Survey &found = making.found;
    const CreatePlan &plan = making.plan;
    m.id = QString::number(QRandomGenerator::system()->generate(), 16).rightJustified(8, u'0');
    m.created = found.now;
    m.connection = plan.info.label();
    m.database = found.database;
    m.owner = found.owner;
    m.encoding = found.encoding;
    m.collate = found.collate;
    m.ctype = found.ctype;
    m.locale = found.locale;
    m.server = server.version;
    m.serverNum = server.versionNum;
    m.systemIdentifier = found.systemIdentifier;
    m.tools = making.tools.tools.version.text;
    m.format = plan.format == Format::Directory ? u"directory"_s : u"custom"_s;
    m.compression = plan.compression;
    m.jobs = plan.jobs;
    m.lsn = found.lsn;
    m.extensions = found.extensions;
    m.roles = found.roles;
    m.schemas = plan.schemas;
    m.includes = plan.includes;
    m.excludes = plan.excludes;
    m.excludeData = plan.excludeData;
    m.databaseBytes = found.bytes;
    m.globals = plan.globals;
    if (m.isWhole())
        m.sequences = found.sequences;
}

// On the session's own connection, while pg_dump works.
Result<> checkContents(db::Sql &sql, Making &making)
{
    const qint64 began = Clock::system().monotonicMs();
    auto items = schemaItems(sql);
    if (!items)
        return items.error();
    making.items = std::move(items).value();
    std::vector<TableEntry> &tables = making.chosen.scope.tables;
    for (TableEntry &table : tables) {
        if (!table.data)
            continue;
        auto sum = proof::tableSum(sql, {table.schema, table.name}, table.columns);
        if (!sum)
            return sum.error();
        table.rows = sum.value().rows;
        table.sum = sum.value().sum;
    }
    if (making.manifest.isWhole()) { // pg_dump leaves large objects out of chosen tables
        auto large = largeObjects(sql);
        if (!large)
            return large.error();
        making.manifest.largeObjects = large.value();
        auto views = materializedViews(sql);
        if (!views)
            return views.error();
        making.manifest.views = std::move(views).value();
    }
    making.manifest.checkMs = Clock::system().monotonicMs() - began;
    return failPoint("backup.after_sums");
}

// pg_dump in a thread of its own beside the checksums; whoever fails first ends the other.
Result<> dumpAndCheck(db::Sql &sql, Making &making)
{
    const Scope &scope = making.chosen.scope;
    const qint64 total = scope.total();
    std::atomic<qint64> doneBytes = 0;
    std::atomic<int> doneTables = 0;
    DumpRun run{making.plan, making.tools.tools, making.manifest.snapshot, making.manifest.id,
        making.chosen.arguments, making.key, {}};
    run.onTable = [&](const QString &table) {
        const size_t index = size_t(doneTables++);
        making.say(Words::tr("Copying"), doneBytes, total, safeText(table));
        if (index < scope.bytes.size())
            doneBytes += scope.bytes[index];
    };
    const qint64 began = Clock::system().monotonicMs();
    auto dump = std::async(std::launch::async, [&]() -> Result<> {
        auto done = runDump(run, *making.folder, making.both);
        if (!done)
            making.both.cancel();
        making.manifest.dumpMs = Clock::system().monotonicMs() - began;
        return done;
    });
    auto checked = checkContents(sql, making);
    if (!checked)
        making.both.cancel();
    while (dump.wait_for(std::chrono::milliseconds(0)) != std::future_status::ready) {
        dump.wait_for(std::chrono::seconds(2));
        if (auto alive = sql.execute(u"SELECT 1"_s); !alive && checked) {
            checked = alive.error(); // a lost server, or a cancel
            making.both.cancel();
        }
    }
    auto dumped = dump.get();
    // What ends our transaction takes the snapshot from pg_dump, too, so ours is the reason.
    const auto isCancel = [](const Result<> &one) {
        return one.error().kind == Error::Kind::Cancelled;
    };
    if (!checked && (dumped || isCancel(dumped) || !isCancel(checked)))
        return checked;
    return dumped;
}

Error diskFull()
{
    return ioError(Words::tr("The disk is full, so there is no new backup; older ones are "
                             "untouched. Free some space and try again."));
}

Result<> writeFile(const Making &making, const char *name, const QByteArray &bytes)
{
    auto file = making.folder->createFile(QLatin1StringView(name));
    if (!file)
        return file.error();
    for (qsizetype at = 0; at < bytes.size();) {
        const ssize_t n =
            ::write(file.value().get(), bytes.constData() + at, size_t(bytes.size() - at));
        if (n <= 0)
            return diskFull();
        at += n;
    }
    return Done{};
}

Result<> writeParts(Making &making)
{
    const QByteArray lines = toJsonLines(making.items);
    making.manifest.schemaPrint = sha256(lines).toHex();
    if (!making.key)
        return writeFile(making, kSchema, lines);
    auto file = making.folder->createFile(QLatin1StringView(kSchema));
    if (!file)
        return file.error();
    Sealer sealer(
        {making.key, making.manifest.id, QString::fromLatin1(kSchema)}, file.value().get());
    if (auto written = sealer.write(lines); !written)
        return written;
    return sealer.finish();
}

// pg_dump does not notice when its very last write fails.
bool isDiskFull(const Making &making)
{
    constexpr qint64 kRoom = 64 * 1024;
    const QByteArray some(kRoom, 'x');
    const QString dump = dumpPath(making.folder->partPath(), making.manifest);
    const int fd = ::open(
        QFile::encodeName(dump).constData(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) // a folder
        return !writeFile(making, "room", some);
    const spawn::Fd file(fd);
    return ::write(fd, some.constData(), size_t(some.size())) != some.size();
}

Result<> readBack(db::Sql &sql, Making &making)
{
    making.say(Words::tr("Writing to the disk for good"));
    if (auto synced = making.folder->sync(); !synced)
        return synced;
    if (auto fine = failPoint("backup.before_read"); !fine)
        return fine;
    making.say(Words::tr("Reading back"));
    const QString part = making.folder->partPath();
    Archive archive{dumpPath(part, making.manifest)};
    if (making.key)
        archive.sealed = Binding{making.key, making.manifest.id, QString::fromLatin1(kDump)};
    if (auto read = readArchive(making.tools.tools, archive, sql.token()); !read)
        return read.error().kind == Error::Kind::Io && isDiskFull(making) ? diskFull() : read;
    auto files = plainFilesIn(part);
    if (!files)
        return files.error();
    for (const QString &name : files.value()) {
        auto entry = hashFile(part, name, sql.token());
        if (!entry)
            return entry.error();
        making.manifest.files.push_back(std::move(entry).value());
    }
    return Done{};
}

Result<> nameIt(Making &making, qint64 began)
{
    making.manifest.tables = making.chosen.scope.tables;
    const Check check{Clock::system().now(), Level::Read, true,
        Clock::system().monotonicMs() - began, -1,
        Words::tr("Read back in full when it was made.")};
    if (making.key)
        sign(making.manifest, *making.key);
    for (const auto &[name, bytes] :
        {std::pair(kManifest, toJson(making.manifest)), std::pair(kHistory, toJson(check))}) {
        if (auto written = writeFile(making, name, bytes); !written)
            return written;
    }
    if (auto fine = failPoint("backup.before_name"); !fine)
        return fine;
    if (auto synced = making.folder->sync(); !synced)
        return synced;
    return making.folder->finish();
}

Result<> dumpInSnapshot(db::Sql &sql, Making &making)
{
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    if (auto fine = surveyIt(sql, making); !fine)
        return fine;
    auto snapshot = sql.fetchOne<QString>(u"SELECT pg_catalog.pg_export_snapshot()"_s);
    if (!snapshot)
        return snapshot.error();
    describe(sql.server(), making);
    making.manifest.snapshot = snapshot.value();
    PartFolder::removeAbandoned(making.plan.folder);
    auto folder = PartFolder::create(making.plan.folder + u'/'
        + backupName(making.found.database, making.found.now, making.manifest.id));
    if (!folder)
        return folder.error();
    making.folder = std::move(folder).value();
    if (auto done = dumpAndCheck(sql, making); !done)
        return done;
    return std::move(transaction).value().commit();
}

} // namespace

Result<Created> create(db::Sql &sql, const CreatePlan &plan, const ReportProgress &report)
{
    const qint64 began = Clock::system().monotonicMs();
    Making making{plan, report, {}, {}, {}, {}, {}, {}, {}};
    if (plan.recovery) {
        auto locked =
            makeLock(plan.passphrase ? plan.passphrase->clone() : Secret(), *plan.recovery);
        if (!locked)
            return locked.error();
        making.key = locked.value().key;
        making.manifest.encrypted = true;
        making.manifest.lock = locked.value().lock;
    }
    const auto hook = sql.token().onCancel([both = making.both] { both.cancel(); });
    if (auto ready = prepare(sql, making); !ready)
        return ready.error();
    if (auto done = dumpInSnapshot(sql, making); !done)
        return done.error();
    if (plan.globals) {
        const DumpRun run{plan, making.tools.tools, {}, making.manifest.id, {}, making.key, {}};
        if (auto done = dumpGlobals(run, *making.folder, sql.token()); !done)
            return done.error();
    }
    if (auto done = writeParts(making); !done)
        return done.error();
    if (auto done = readBack(sql, making); !done)
        return done.error();
    if (auto done = nameIt(making, began); !done)
        return done.error();
    return Created{making.folder->path(), std::move(making.manifest), std::move(making.tools)};
}

} // namespace gatehouse::backup
