// Facts 2.3: a healthy /health is 200 with an empty body; 503 means that the engine died.
#include "health/models.h"
#include "health/probe.h"
#include "health/words.h"

namespace gatehouse::health {
namespace {

QString product() { return u"vLLM"_s; }

std::optional<Ask> next(const Endpoint &endpoint, Depth depth, const Answers &answers)
{
    std::vector<Ask> asks{get(endpoint, u"health"_s, u"/health")};
    if (depth >= Depth::Models)
        asks.push_back(get(endpoint, u"models"_s, u"/v1/models"));
    if (depth == Depth::Completion && !endpoint.expectedModel.isEmpty()) {
        asks.push_back(postJson(endpoint, u"completion"_s, u"/v1/completions",
            {{u"model"_s, endpoint.expectedModel}, {u"prompt"_s, u"Say yes."_s},
                {u"max_tokens"_s, 1}}));
        asks.back().firstByteMs = asks.back().wholeMs = 120'000;
    }
    asks.push_back(get(endpoint, u"version"_s, u"/version")); // last: proxies often leave it out
    return nextOf(answers, std::move(asks));
}

Judgement judgeServed(const Endpoint &endpoint, const Answers &answers)
{
    const Answer *models = answerTo(answers, u"models"_s);
    if (!models)
        return up(Words::tr("vLLM answers."));
    if (auto judgement = judgeHttp(endpoint, *models, product()))
        return *judgement;
    const auto served = openAiModels(*models);
    if (!served)
        return badJson(*models, product());
    Judgement judgement = judgeModels(endpoint, product(), *served, served);
    const Answer *completion = answerTo(answers, u"completion"_s);
    if (completion && judgement.state == State::Up) {
        if (auto trouble = judgeHttp(endpoint, *completion, product()))
            return *trouble;
        judgement.reason =
            Words::tr("The model answered after %1.").arg(durationText(completion->wholeMs));
    }
    return judgement;
}

Judgement judge(const Endpoint &endpoint, Depth depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &health = answers.front();
    if (health.outcome == Outcome::Complete && health.status == 503)
        return bad(State::Down, "engine-dead",
            Words::tr("vLLM's own check says that its engine does not run (503); restart it and "
                      "look into its log."));
    if (auto judgement = judgeHttp(endpoint, health, product()))
        return *judgement;
    const Answer *version = answerTo(answers, u"version"_s);
    const auto object = version && version->ok() ? jsonObject(*version) : std::nullopt;
    const QString number =
        object ? quoted(object->value("version"_L1).toString()) : QString();
    Judgement judgement = depth == Depth::Version
        ? up(number.isEmpty() ? Words::tr("vLLM answers.")
                              : Words::tr("vLLM %1 answers.").arg(number))
        : judgeServed(endpoint, answers);
    judgement.version = number;
    return judgement;
}

} // namespace

ProbeSpec vllmProbe() { return {"vllm", "vLLM", Wire::Http, 8000, next, judge, true}; }

} // namespace gatehouse::health
