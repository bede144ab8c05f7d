// Any server with the OpenAI shape: /v1/models, and on request one token of a chat.
#include "health/models.h"
#include "health/probe.h"
#include "health/words.h"

#include <QJsonArray>

namespace gatehouse::health {
namespace {

QString product() { return Words::tr("an OpenAI-compatible server"); }

// The base address is written with or without its /v1.
QString under(const Endpoint &endpoint, const QString &path)
{
    return endpoint.base().path().contains("/v1"_L1) ? path : u"/v1"_s + path;
}

std::optional<Ask> next(const Endpoint &endpoint, Depth depth, const Answers &answers)
{
    std::vector<Ask> asks{get(endpoint, u"models"_s, under(endpoint, u"/models"_s))};
    if (depth == Depth::Completion && !endpoint.expectedModel.isEmpty()) {
        const QJsonObject message{{u"role"_s, u"user"_s}, {u"content"_s, u"Say yes."_s}};
        asks.push_back(
            postJson(endpoint, u"completion"_s, under(endpoint, u"/chat/completions"_s),
                {{u"model"_s, endpoint.expectedModel}, {u"messages"_s, QJsonArray{message}},
                    {u"max_tokens"_s, 1}}));
        asks.back().firstByteMs = asks.back().wholeMs = 120'000;
    }
    return nextOf(answers, std::move(asks));
}

Judgement judge(const Endpoint &endpoint, Depth depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &models = answers.front();
    if (auto judgement = judgeHttp(endpoint, models, product()))
        return *judgement;
    const auto served = openAiModels(models);
    if (!served)
        return badJson(models, product());
    if (depth == Depth::Version)
        return up(Words::tr("The server answers."));
    Judgement judgement = judgeModels(endpoint, Words::tr("The server"), *served, std::nullopt);
    const Answer *completion = answerTo(answers, u"completion"_s);
    if (completion && judgement.state == State::Up) {
        if (auto trouble = judgeHttp(endpoint, *completion, product()))
            return *trouble;
        judgement.reason =
            Words::tr("The model answered after %1.").arg(durationText(completion->wholeMs));
    }
    return judgement;
}

} // namespace

ProbeSpec openaiProbe()
{
    return {"openai", "OpenAI-compatible", Wire::Http, 8000, next, judge, true};
}

} // namespace gatehouse::health
