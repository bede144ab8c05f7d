// Facts 2.7: /api/health needs no login; newer versions tell strangers no version.
#include "health/probe.h"
#include "health/words.h"

namespace gatehouse::health {
namespace {

std::optional<Ask> next(const Endpoint &endpoint, Depth, const Answers &answers)
{
    return nextOf(answers, {get(endpoint, u"health"_s, u"/api/health")});
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &answer = answers.front();
    const auto object =
        answer.outcome == Outcome::Complete ? jsonObject(answer) : std::optional<QJsonObject>();
    const QString database = object ? object->value("database"_L1).toString() : QString();
    if (answer.status == 503 && !database.isEmpty())
        return bad(State::Degraded, "database-lost",
            Words::tr("Grafana answers, and its database does not (database = %1).")
                .arg(quoted(database)));
    if (auto judgement = judgeHttp(endpoint, answer, u"Grafana"_s))
        return *judgement;
    if (database.isEmpty())
        return badJson(answer, u"Grafana"_s);
    const QString version = quoted(object->value("version"_L1).toString());
    Judgement judgement = database == "ok"_L1
        ? up(version.isEmpty() ? Words::tr("Grafana and its database answer.")
                               : Words::tr("Grafana %1 and its database answer.").arg(version))
        : bad(State::Degraded, "database-lost",
              Words::tr("Grafana answers, and its database does not (database = %1).")
                  .arg(quoted(database)));
    judgement.version = version;
    return judgement;
}

} // namespace

ProbeSpec grafanaProbe() { return {"grafana", "Grafana", Wire::Http, 3000, next, judge}; }

} // namespace gatehouse::health
