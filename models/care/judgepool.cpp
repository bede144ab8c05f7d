// What pools mean, and what an act on them would do: pure.
#include "care/pool.h"
#include "care/words.h"
#include "db/identifier.h"

#include <algorithm>

namespace gatehouse::care {

namespace {

using Level = PoolVerdict::Level;

constexpr double kLongWait = 5; // seconds

bool concerns(const Pool &pool, const QString &database)
{
    return database.isEmpty() || pool.database == database;
}

} // namespace

PoolVerdict judgePool(const Pool &pool)
{
    PoolVerdict verdict;
    const qint64 servers = pool.serversActive + pool.serversIdle + pool.serversOther;
    verdict.word = Words::tr("fine");
    if (pool.paused) {
        verdict.level = Level::Warn;
        verdict.word = Words::tr("paused");
        verdict.reasons << Words::tr("Somebody paused it: clients wait until it is resumed.");
    } else if (pool.disabled) {
        verdict.level = Level::Warn;
        verdict.word = Words::tr("disabled");
        verdict.reasons << Words::tr("It takes no new clients.");
    } else if (pool.clientsWaiting > 0) {
        verdict.level = pool.longestWait >= kLongWait ? Level::Bad : Level::Warn;
        verdict.word = Words::tr("clients wait");
        verdict.reasons << Words::tr("%n client(s) (waits|wait) for a server connection, the "
                                     "first for %1 s. Raise the pool's size, or find the long "
                                     "transactions that hold its connections.",
            nullptr, int(pool.clientsWaiting))
                               .arg(pool.longestWait, 0, 'f', 1);
    } else if (pool.size > 0 && pool.serversActive >= pool.size) {
        verdict.level = Level::Notice;
        verdict.word = Words::tr("full");
        verdict.reasons << Words::tr("All of its connections are in use; the next client waits.");
    }
    verdict.reasons << Words::tr(
        "%1 of at most %2 server connections are open, %3 in use; mode %4.")
                           .arg(servers)
                           .arg(pool.size)
                           .arg(pool.serversActive)
                           .arg(pool.mode);
    return verdict;
}

QString statementOf(PoolAct act, const QString &database)
{
    const QString verb = act == PoolAct::Pause ? u"PAUSE"_s
        : act == PoolAct::Resume               ? u"RESUME"_s
                                               : u"RELOAD"_s;
    if (database.isEmpty() || act == PoolAct::Reload)
        return verb;
    return verb + u' ' + db::Identifier(database).quoted();
}

QStringList poolPreview(const PoolView &view, PoolAct act, const QString &database)
{
    qint64 active = 0, waiting = 0, running = 0;
    for (const Pool &pool : view.pools) {
        if (!concerns(pool, database))
            continue;
        active += pool.clientsActive;
        waiting += pool.clientsWaiting;
        running += pool.serversActive;
    }
    const QString which = database.isEmpty() ? Words::tr("every database") : database;
    switch (act) {
    case PoolAct::Pause:
        return {Words::tr("%1: new work waits until it is resumed. %2 clients are connected, %3 "
                          "wait already.")
                    .arg(which)
                    .arg(active)
                    .arg(waiting),
            Words::tr("PgBouncer first lets %n server connection(s) finish what (it runs|they "
                      "run).",
                nullptr, int(running)),
            Words::tr("Gatehouse's own connection through this pool waits too.")};
    case PoolAct::Resume:
        return {Words::tr("%1: %2 waiting clients go on.").arg(which).arg(waiting)};
    case PoolAct::Reload:
        return {Words::tr("PgBouncer reads its configuration file and its list of users again. "
                          "Clients stay connected."),
            Words::tr("Settings that only hold from the start on (listen_addr, listen_port and the "
                      "like) stay as they are until it is restarted.")};
    }
    return {};
}

QString whyNoPoolAct(const PoolView &view, PoolAct act, const QString &database)
{
    if (!view.admin)
        return Words::tr("This user may only look: PgBouncer names it in stats_users. An entry in "
                         "admin_users allows it.");
    if (act == PoolAct::Reload || database.isEmpty())
        return {};
    const PoolTable *databases = view.table(u"databases"_s);
    for (size_t i = 0; databases && i < databases->rows.size(); ++i) {
        if (databases->cell(i, u"name"_s) != database)
            continue;
        const bool paused = databases->number(i, u"paused"_s) != 0;
        if (act == PoolAct::Pause && paused)
            return Words::tr("%1 is paused already.").arg(database);
        if (act == PoolAct::Resume && !paused)
            return Words::tr("%1 is not paused.").arg(database);
        return {};
    }
    // A database of "*" that nobody uses is not listed, and may have been paused; PAUSE takes any name.
    return act == PoolAct::Resume ? QString()
                                  : Words::tr("PgBouncer knows no database %1.").arg(database);
}

} // namespace gatehouse::care
