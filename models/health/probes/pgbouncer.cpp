// PgBouncer's console (facts 2.8). The measurement answers with {"version": "1.18.0", "pools":
// [{"database", "user", "cl_active", "cl_waiting", "sv_active", "sv_idle", "maxwait"}]}, bound by
// name; the console's own pool is left out here.
#include "health/probe.h"
#include "health/words.h"

#include <QJsonArray>

namespace gatehouse::health {
namespace {

constexpr int kLongWaitSeconds = 5;

struct Load
{
    int active = 0, waiting = 0, longest = 0, pools = 0;
    QString worst;
};

Load loadOf(const QJsonArray &pools)
{
    Load load;
    for (const QJsonValue pool : pools) {
        if (pool[u"database"].toString() == "pgbouncer"_L1)
            continue;
        ++load.pools;
        load.active += pool[u"cl_active"].toInt();
        load.waiting += pool[u"cl_waiting"].toInt();
        const int longest = pool[u"maxwait"].toInt();
        if (pool[u"cl_waiting"].toInt() > 0 && longest >= load.longest) {
            load.longest = longest;
            load.worst = quoted(pool[u"database"].toString());
        }
    }
    return load;
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &answer = answers.front();
    if (answer.outcome == Outcome::LoginRefused)
        return bad(State::Unknown, "not-allowed",
            Words::tr("PgBouncer answers and does not let this user into its console (%1); name "
                      "the user in stats_users.")
                .arg(quoted(answer.words)));
    if (auto judgement = judgeTransport(endpoint, answer))
        return *judgement;
    const auto facts = jsonObject(answer);
    if (!facts || !facts->contains("pools"_L1))
        return bad(State::Down, "wrong-server",
            Words::tr("A PostgreSQL server answers here, and not PgBouncer's console; check the "
                      "port, and name the database pgbouncer."));
    const QString version = quoted(facts->value("version"_L1).toString());
    const Load load = loadOf(facts->value("pools"_L1).toArray());
    Judgement judgement = load.longest >= kLongWaitSeconds
        ? bad(State::Degraded, "clients-wait",
                Words::tr("%n client(s) of PgBouncer (waits|wait) for a server connection, in pool %1 for %2 s "
                        "already; raise its size or find the long transactions.",
                  nullptr, load.waiting)
                  .arg(load.worst)
                  .arg(load.longest))
        : up(Words::tr("PgBouncer %1: %2 active and %3 waiting clients in %4 pools.")
                 .arg(version)
                 .arg(load.active)
                 .arg(load.waiting)
                 .arg(load.pools));
    judgement.version = version;
    return judgement;
}

} // namespace

ProbeSpec pgbouncerProbe()
{
    return {"pgbouncer", "PgBouncer", Wire::Postgres, 6432, nullptr, judge};
}

} // namespace gatehouse::health
