// Facts 2.7: ready, its version, and how many of its targets are up. Values are strings.
#include "health/probe.h"
#include "health/words.h"

#include <QJsonArray>

namespace gatehouse::health {
namespace {

QString product() { return u"Prometheus"_s; }

std::optional<Ask> next(const Endpoint &endpoint, Depth depth, const Answers &answers)
{
    std::vector<Ask> asks{get(endpoint, u"ready"_s, u"/-/ready"),
        get(endpoint, u"build"_s, u"/api/v1/status/buildinfo")};
    if (depth >= Depth::Models)
        asks.push_back(get(endpoint, u"targets"_s, u"/api/v1/query?query=up"));
    return nextOf(answers, std::move(asks));
}

QString targetsText(const Answer &answer)
{
    const auto object = jsonObject(answer);
    if (!object || object->value("status"_L1).toString() != "success"_L1)
        return {};
    int all = 0, alive = 0;
    QString missing;
    for (const QJsonValue series : (*object)["data"_L1][u"result"].toArray()) {
        ++all;
        if (series[u"value"][1].toString().toDouble() > 0)
            ++alive;
        else if (missing.isEmpty())
            missing = quoted(series[u"metric"][u"job"].toString());
    }
    if (all == 0)
        return Words::tr("it watches nothing yet");
    if (alive == all)
        return Words::tr("all %n target(s) (is|are) up", nullptr, all);
    return Words::tr("%1 of %2 targets are up, one that is not: %3").arg(alive).arg(all).arg(missing);
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &ready = answers.front();
    if (ready.outcome == Outcome::Complete && ready.status == 503)
        return bad(State::Degraded, "starting",
            Words::tr("Prometheus is up and not ready yet (503): it still reads its log of "
                      "writes."));
    if (auto judgement = judgeHttp(endpoint, ready, product()))
        return *judgement;
    const Answer *build = answerTo(answers, u"build"_s);
    if (!build)
        return up(Words::tr("Prometheus is ready."));
    if (auto judgement = judgeHttp(endpoint, *build, product()))
        return *judgement;
    const auto object = jsonObject(*build);
    if (!object || object->value("status"_L1).toString() != "success"_L1)
        return badJson(*build, product());
    const QString version = quoted((*object)["data"_L1][u"version"].toString());
    const Answer *targets = answerTo(answers, u"targets"_s);
    const QString figures = targets && targets->ok() ? targetsText(*targets) : QString();
    Judgement judgement = up(figures.isEmpty()
            ? Words::tr("Prometheus %1 is ready.").arg(version)
            : Words::tr("Prometheus %1 is ready; %2.").arg(version, figures));
    judgement.version = version;
    return judgement;
}

} // namespace

ProbeSpec prometheusProbe()
{
    return {"prometheus", "Prometheus", Wire::Http, 9090, next, judge};
}

} // namespace gatehouse::health
