// A login of its own each time: a connection that is kept does not notice that new ones are refused.
// The measurement answers with a JSON object: version, standby, used, reserved, max.
#include "health/probe.h"
#include "health/words.h"

namespace gatehouse::health {
namespace {

constexpr double kTight = 0.9;

Judgement judgeLogin(const Endpoint &endpoint, const Answer &answer)
{
    const QString words = quoted(answer.words);
    if (answer.sqlState == "53300"_L1)
        return bad(State::Degraded, "connections-full",
            Words::tr("PostgreSQL answers and has no connection left (%1); close some or raise "
                      "max_connections.")
                .arg(words));
    if (answer.sqlState == "57P03"_L1)
        return bad(State::Degraded, "starting",
            Words::tr("PostgreSQL is starting up or shutting down (%1).").arg(words));
    if (answer.sqlState.startsWith("28"_L1))
        return bad(State::Unknown, "not-allowed",
            Words::tr("PostgreSQL answers and refuses this login (%1); enter a user and password "
                      "that may log in.")
                .arg(words));
    return judgeTransport(endpoint, answer)
        .value_or(bad(State::Down, "server-error", Words::tr("PostgreSQL reports: %1").arg(words)));
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &answer = answers.front();
    if (answer.outcome == Outcome::LoginRefused)
        return judgeLogin(endpoint, answer);
    if (auto judgement = judgeTransport(endpoint, answer))
        return *judgement;
    const auto facts = jsonObject(answer);
    if (!facts)
        return badJson(answer, u"PostgreSQL"_s);
    const int used = facts->value("used"_L1).toInt(), most = facts->value("max"_L1).toInt();
    const QString version = quoted(facts->value("version"_L1).toString());
    const QString figures =
        facts->value("standby"_L1).toBool()
        ? Words::tr("PostgreSQL %1, standby, %2 of %3 connections.")
        : Words::tr("PostgreSQL %1, primary, %2 of %3 connections.");
    Judgement judgement = up(figures.arg(version).arg(used).arg(most));
    if (most > 0 && used >= kTight * most)
        judgement = bad(State::Degraded, "connections-tight",
            Words::tr("PostgreSQL %1 answers, and %2 of %3 connections are taken; find out who "
                      "holds them before the last is gone.")
                .arg(version)
                .arg(used)
                .arg(most));
    judgement.version = version;
    return judgement;
}

} // namespace

ProbeSpec postgresProbe()
{
    return {"postgres", "PostgreSQL", Wire::Postgres, 5432, nullptr, judge};
}

} // namespace gatehouse::health
