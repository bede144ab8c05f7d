#include "backup/restore.h"

#include "backup/create.h"
#include "backup/words.h"
#include "base/clock.h"
#include "base/failpoint.h"
#include "base/safetext.h"
#include "db/transaction.h"
#include "trail/trail.h"

#include <QRandomGenerator>

#include <algorithm>

#include <unistd.h>

namespace gatehouse::backup {
namespace {

void say(const ReportProgress &report, const QString &phase)
{
    if (report)
        report({0, {}, phase, {}});
}

// Another database of the same server, since a database in use cannot be renamed.
db::SessionOptions elsewhere(db::SessionOptions options, const QString &target)
{
    options.kind = db::SessionKind::Job;
    options.readOnly = false;
    options.info.database = target == "postgres"_L1 ? u"template1"_s : u"postgres"_s;
    return options;
}

Swap begin(const Found &backup, const RestorePlan &plan, const QString &server, bool replaces)
{
    Swap swap;
    swap.id = QString::number(QRandomGenerator::system()->generate(), 16).rightJustified(8, u'0');
    swap.server = server;
    swap.live = plan.target;
    swap.fresh = besideName(plan.target, u"_new_"_s + swap.id);
    swap.at = Clock::system().now();
    if (replaces)
        swap.before =
            besideName(plan.target, u"_before_"_s + swap.at.toString(u"yyyyMMdd'T'HHmmss"_s));
    swap.backup = backup.path;
    swap.pid = ::getpid();
    return swap;
}

// A database that there was none of gets the owner of the backed up one; one that is replaced keeps
// its own. Who may not hand it over keeps it.
Result<> giveTo(db::Sql &sql, const QString &database, const QString &owner)
{
    auto may = sql.fetchOptional<bool>(u"SELECT pg_catalog.pg_has_role(oid, 'MEMBER') FROM "
                                       "pg_catalog.pg_roles WHERE rolname = $1"_s,
        db::bind(owner));
    if (!may)
        return may.error();
    if (!may.value().value_or(false))
        return Done{};
    auto given = sql.execute(db::Statement(
        u"ALTER DATABASE %1 OWNER TO %2"_s, {db::Identifier(database), db::Identifier(owner)}));
    return given ? Result<>(Done{}) : Result<>(given.error());
}

// The copy, filled and compared. The live database is not touched.
Result<qint64> build(const Found &backup, const RestorePlan &plan, const Preview &seen,
    const Swap &swap, db::Session &maintenance, const CancelToken &token,
    const ReportProgress &report)
{
    auto made = ask(
        maintenance,
        [&](db::Sql &sql) -> Result<> {
            if (auto roles = makeRoles(sql, seen.fates); !roles)
                return roles;
            if (auto created = createDatabase(sql, swap.fresh, *backup.manifest); !created)
                return created;
            return seen.replaces || !plan.owners ? Result<>(Done{})
                                                 : giveTo(sql, swap.fresh, backup.manifest->owner);
        },
        token);
    if (!made)
        return made.error();
    if (auto fine = failPoint("restore.created"); !fine)
        return fine.error();
    db::SessionOptions inside = elsewhere(plan.server, plan.target);
    inside.info.database = swap.fresh;
    auto loaded = load(
        backup, {inside.info, inside.password, plan.jobs, plan.owners, inside.role}, token, report);
    if (!loaded)
        return loaded.error();
    if (auto fine = failPoint("restore.loaded"); !fine)
        return fine.error();
    db::Session session(inside);
    auto findings = ask(
        session,
        [&](db::Sql &sql) -> Result<QStringList> {
            if (auto settled = settleRoles(sql, seen.fates); !settled)
                return settled.error();
            auto analyzed = sql.execute(u"ANALYZE"_s);
            if (!analyzed)
                return analyzed.error();
            return compare(sql, backup, report);
        },
        token);
    if (!findings)
        return findings.error();
    if (!findings.value().isEmpty())
        return refused(
            Words::tr(
                "The restored copy differs from the backed up database, so the names were not "
                "changed and everything is as it was."),
            findings.value().join(u'\n'));
    if (auto fine = failPoint("restore.compared"); !fine)
        return fine.error();
    return loaded;
}

Result<QString> safetyBackup(
    const RestorePlan &plan, const CancelToken &token, const ReportProgress &report)
{
    db::SessionOptions options = plan.server;
    options.kind = db::SessionKind::Job;
    options.readOnly = true;
    options.info.database = plan.target;
    CreatePlan create;
    create.folder = plan.folder;
    create.info = options.info;
    create.password = options.password;
    create.role = options.role;
    create.recovery = plan.recovery;
    db::Session session(options);
    auto made = ask(
        session, [&](db::Sql &sql) { return backup::create(sql, create, report); }, token);
    if (!made)
        return made.error();
    return made.value().path;
}

// In the trail of the database that is live now, where it has one.
void record(const RestorePlan &plan, const Swap &swap, const QString &action)
{
    db::SessionOptions inside = elsewhere(plan.server, plan.target);
    inside.info.database = swap.live;
    db::Session session(inside);
    const auto done = ask(
        session,
        [&](db::Sql &sql) -> Result<> {
            auto status = trail::status(sql);
            if (!status || status.value().state != trail::State::Ready)
                return Done{};
            auto transaction = db::Transaction::begin(sql);
            if (!transaction)
                return transaction.error();
            const trail::Actor actor =
                trail::thisProcess(u"gatehouse " GATEHOUSE_VERSION ""_s, plan.server.info.label());
            auto number = trail::append(sql, actor,
                {action, u"database"_s, swap.live, swap.live, u"DDL"_s, 1,
                    {{u"kept as"_s, swap.before}}, {{u"backup"_s, swap.backup}}});
            if (!number)
                return number.error();
            return std::move(transaction).value().commit();
        },
        CancelToken());
    if (!done)
        qWarning("%s", qUtf8Printable(done.error().text));
}

void dropCopy(db::Session &maintenance, const Swap &swap)
{
    const auto dropped = ask(
        maintenance,
        [&swap](db::Sql &sql) -> Result<> {
            if (auto gone = sql.execute(db::Statement(
                    u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s, {db::Identifier(swap.fresh)}));
                !gone)
                return gone.error();
            return dropStandIns(sql, swap.standIns);
        },
        CancelToken()); // also after a cancel
    if (dropped)
        forgetSwap(swap);
}

Result<qint64> change(Swap &swap, db::Session &maintenance)
{
    db::Session other(maintenance.options());
    swap.state = Swap::State::Swapping;
    if (auto kept = writeSwap(swap); !kept)
        return kept.error();
    if (auto fine = failPoint("restore.swapping"); !fine)
        return fine.error();
    const qint64 began = Clock::system().monotonicMs();
    auto done = ask(
        maintenance,
        [&swap, &other](db::Sql &sql) -> Result<> {
            if (!swap.before.isEmpty()) {
                if (auto copied = copyProperties(sql, swap.live, swap.fresh); !copied)
                    return copied;
            }
            return swapNames(sql, other, swap.live, swap.before, swap.fresh);
        },
        CancelToken()); // a second at most, and better whole
    if (!done)
        return done.error();
    const qint64 took = Clock::system().monotonicMs() - began;
    if (auto fine = failPoint("restore.swapped"); !fine)
        return fine.error();
    swap.state = Swap::State::Done;
    if (auto kept = writeSwap(swap); !kept)
        return kept.error();
    return took;
}

} // namespace

Result<Restored> restore(const Found &backup, const RestorePlan &plan, const CancelToken &token,
    const ReportProgress &report)
{
    if (auto archive = checkArchive(backup); !archive)
        return archive.error();
    db::Session maintenance(elsewhere(plan.server, plan.target));
    // Repaired first: what an interrupted restore left, roles included, is not there for this one.
    auto server = ask(
        maintenance,
        [&](db::Sql &sql) -> Result<QString> {
            auto identity = serverIdentity(sql, plan.server.info.label());
            if (!identity)
                return identity;
            if (auto repaired = repairSwaps(sql, identity.value()); !repaired)
                return repaired.error();
            return identity;
        },
        token);
    if (!server)
        return server.error();
    auto seen = preview(backup, plan, token, report);
    if (!seen)
        return seen.error();
    for (const Finding &finding : seen.value().findings) {
        if (finding.weight == Finding::Weight::Stop)
            return refused(finding.text);
    }
    Restored restored{begin(backup, plan, server.value(), seen.value().replaces), 0, 0};
    restored.swap.standIns = standIns(seen.value().fates);
    const AtWork atWork(restored.swap.id);
    if (auto kept = writeSwap(restored.swap); !kept)
        return kept.error();
    const auto giveUp = [&](const Error &error) {
        dropCopy(maintenance, restored.swap);
        return error;
    };
    auto built = build(backup, plan, seen.value(), restored.swap, maintenance, token, report);
    if (!built)
        return giveUp(built.error());
    restored.restoreMs = built.value();
    if (seen.value().replaces && plan.safety) {
        say(report, Words::tr("Backing up what is there now"));
        auto safety = safetyBackup(plan, token, report);
        if (!safety)
            return giveUp(safety.error());
        restored.swap.safety = safety.value();
    }
    if (token.isCancelled())
        return giveUp(cancelled());
    say(report, Words::tr("Changing the names"));
    auto took = change(restored.swap, maintenance);
    if (!took) {
        // Which of the two is live is asked, not guessed.
        auto repaired = ask(
            maintenance,
            [&](db::Sql &sql) -> Result<bool> { return databaseExists(sql, restored.swap.fresh); },
            CancelToken());
        return repaired && repaired.value() ? giveUp(took.error()) : took.error();
    }
    restored.swapMs = took.value();
    record(plan, restored.swap, u"database.restore"_s);
    return restored;
}

Result<Restores> restores(const db::SessionOptions &server, const CancelToken &token)
{
    db::Session maintenance(elsewhere(server, {}));
    return ask(
        maintenance,
        [&](db::Sql &sql) -> Result<Restores> {
            auto identity = serverIdentity(sql, server.info.label());
            if (!identity)
                return identity.error();
            auto repaired = repairSwaps(sql, identity.value());
            if (!repaired)
                return repaired.error();
            Restores all{readSwaps(), repaired.value()};
            std::erase_if(
                all.swaps, [&](const Swap &swap) { return swap.server != identity.value(); });
            return all;
        },
        token);
}

Result<Swap> undo(const db::SessionOptions &server, const QString &live, const CancelToken &token)
{
    auto all = restores(server, token);
    if (!all)
        return all.error();
    for (Swap swap : all.value().swaps) {
        if (!swap.canUndo() || (!live.isEmpty() && swap.live != live))
            continue;
        db::Session maintenance(elsewhere(server, swap.live)), other(maintenance.options());
        auto done = ask(
            maintenance, [&](db::Sql &sql) { return undoSwap(sql, other, swap); }, CancelToken());
        if (!done)
            return done.error();
        RestorePlan plan;
        plan.server = server;
        plan.target = swap.live;
        record(plan, swap, u"database.undo-restore"_s);
        return swap;
    }
    return invalid(Words::tr("There is no restore on this server that could be taken back."));
}

bool isOverdue(const Swap &swap, const QDateTime &now)
{
    const bool done = swap.state == Swap::State::Done || swap.state == Swap::State::Undone;
    const QString aside = swap.state == Swap::State::Undone ? swap.fresh : swap.before;
    return done && !aside.isEmpty() && swap.at.addSecs(3600LL * kAsideHours) < now;
}

Result<QStringList> dropAside(const db::SessionOptions &server, int hours, const CancelToken &token)
{
    auto all = restores(server, token);
    if (!all)
        return all.error();
    QStringList dropped;
    const QDateTime limit = Clock::system().now().addSecs(-3600LL * hours);
    for (const Swap &swap : all.value().swaps) {
        const QString aside = swap.state == Swap::State::Undone ? swap.fresh : swap.before;
        if (swap.at > limit || isAtWork(swap)
            || (swap.state != Swap::State::Done && swap.state != Swap::State::Undone))
            continue;
        db::Session maintenance(elsewhere(server, swap.live));
        auto done = aside.isEmpty()
            ? Result<qint64>(qint64(0))
            : ask(
                maintenance,
                [&aside](db::Sql &sql) {
                    return sql.execute(
                        db::Statement(u"DROP DATABASE IF EXISTS %1"_s, {db::Identifier(aside)}));
                },
                token);
        if (!done)
            return done.error();
        forgetSwap(swap);
        if (!aside.isEmpty()) {
            dropped.append(aside);
            RestorePlan plan;
            plan.server = server;
            plan.target = swap.live;
            Swap gone = swap;
            gone.before = aside;
            record(plan, gone, u"database.drop-old"_s);
        }
    }
    return dropped;
}

} // namespace gatehouse::backup
