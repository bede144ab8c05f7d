// Facts 2.2: /health is 503 "Loading model" until the one model is there.
#include "health/models.h"
#include "health/probe.h"
#include "health/words.h"

#include <QJsonValue>

namespace gatehouse::health {
namespace {

QString product() { return u"llama.cpp"_s; }

std::optional<Ask> next(const Endpoint &endpoint, Depth depth, const Answers &answers)
{
    std::vector<Ask> asks{get(endpoint, u"health"_s, u"/health")};
    if (depth >= Depth::Models)
        asks.push_back(get(endpoint, u"models"_s, u"/v1/models"));
    if (depth == Depth::Completion) {
        asks.push_back(postJson(endpoint, u"completion"_s, u"/completion",
            {{u"prompt"_s, u"Say yes."_s}, {u"n_predict"_s, 1}}));
        asks.back().firstByteMs = asks.back().wholeMs = 120'000;
    }
    return nextOf(answers, std::move(asks));
}

Judgement judge(const Endpoint &endpoint, Depth depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &health = answers.front();
    if (health.outcome == Outcome::Complete && health.status == 503) {
        if (errorWords(health).contains("loading"_L1, Qt::CaseInsensitive))
            return bad(State::Degraded, "loading",
                Words::tr("The server is up and still loads its model; it answers requests when "
                          "that is done."));
    }
    if (auto judgement = judgeHttp(endpoint, health, product()))
        return *judgement;
    const auto object = jsonObject(health);
    if (!object || object->value("status"_L1).toString() != "ok"_L1)
        return badJson(health, product());
    const Answer *models = answerTo(answers, u"models"_s);
    if (depth == Depth::Version || !models)
        return up(Words::tr("llama.cpp answers, its model is loaded."));
    if (auto judgement = judgeHttp(endpoint, *models, product()))
        return *judgement;
    const auto served = openAiModels(*models);
    if (!served)
        return badJson(*models, product());
    Judgement judgement = judgeModels(endpoint, product(), *served, served);
    const Answer *completion = answerTo(answers, u"completion"_s);
    if (completion && judgement.state == State::Up) {
        auto trouble = judgeHttp(endpoint, *completion, product());
        if (trouble)
            return *trouble;
        judgement.reason =
            Words::tr("The model answered after %1.").arg(durationText(completion->wholeMs));
    }
    return judgement;
}

} // namespace

ProbeSpec llamacppProbe()
{
    return {"llamacpp", "llama.cpp", Wire::Http, 8080, next, judge, true};
}

} // namespace gatehouse::health
