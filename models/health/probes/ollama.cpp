// Facts 2.1. A short generate is never asked: closing the connection while a model loads stops the
// loading. Depth::Completion, on request only, waits as long as the server itself does.
#include "health/models.h"
#include "health/probe.h"
#include "health/words.h"

namespace gatehouse::health {
namespace {

constexpr int kLoadMs = 330'000;       // OLLAMA_LOAD_TIMEOUT is five minutes
constexpr double kSlowFirstMs = 10'000; // of a loaded model

QString product() { return u"Ollama"_s; }

std::optional<Ask> next(const Endpoint &endpoint, Depth depth, const Answers &answers)
{
    std::vector<Ask> asks{get(endpoint, u"version"_s, u"/api/version")};
    if (depth >= Depth::Models) {
        asks.push_back(get(endpoint, u"tags"_s, u"/api/tags"));
        asks.push_back(get(endpoint, u"ps"_s, u"/api/ps"));
    }
    const Answer *tags = answerTo(answers, u"tags"_s);
    if (depth == Depth::Completion && tags && !endpoint.expectedModel.isEmpty()) {
        const auto installed = ollamaModels(*tags);
        if (installed && findModel(*installed, endpoint.expectedModel)) {
            Ask ask = postJson(endpoint, u"completion"_s, u"/api/generate",
                {{u"model"_s, endpoint.expectedModel}, {u"prompt"_s, u"Say yes."_s},
                    {u"stream"_s, false}, {u"options"_s, QJsonObject{{u"num_predict"_s, 1}}}});
            ask.firstByteMs = ask.wholeMs = kLoadMs;
            asks.push_back(std::move(ask));
        }
    }
    return nextOf(answers, std::move(asks));
}

double milliseconds(const QJsonObject &object, QLatin1StringView nanoseconds)
{
    return object.value(nanoseconds).toDouble(0) / 1e6; // any of them may be missing
}

Judgement judgeCompletion(const Endpoint &endpoint, const Answer &answer, Judgement models)
{
    const QString model = quoted(endpoint.expectedModel);
    const auto with = [&models](Judgement judgement) {
        judgement.installed = models.installed;
        judgement.loaded = models.loaded;
        return judgement;
    };
    if (answer.outcome == Outcome::Silent)
        return with(bad(State::Degraded, "loading",
            Words::tr("The server lives, and %1 has not answered within %2 s: it is still being "
                      "loaded, or the queue is long.")
                .arg(model)
                .arg(kLoadMs / 1000)));
    if (auto judgement = judgeHttp(endpoint, answer, product()))
        return with(*judgement);
    const auto object = jsonObject(answer);
    if (!object)
        return with(badJson(answer, product()));
    if (object->contains("error"_L1))
        return with(bad(State::Degraded, "model-error",
            Words::tr("%1 does not answer: %2.").arg(model, errorWords(answer))));
    const double load = milliseconds(*object, "load_duration"_L1);
    const double whole = milliseconds(*object, "total_duration"_L1);
    const double rest = (whole > 0 ? whole : answer.wholeMs) - load;
    if (rest > kSlowFirstMs)
        return with(bad(State::Degraded, "slow",
            Words::tr("%1 took %2 for its first word, loading not counted.")
                .arg(model, durationText(rest))));
    return with(up(load > 1000
            ? Words::tr("%1 answered after %2, of which loading took %3.")
                  .arg(model, durationText(answer.wholeMs), durationText(load))
            : Words::tr("%1 answered after %2.").arg(model, durationText(answer.wholeMs))));
}

Judgement judgeLists(const Endpoint &endpoint, const Answers &answers)
{
    const Answer *tags = answerTo(answers, u"tags"_s);
    if (!tags)
        return up(Words::tr("Ollama answers."));
    if (auto judgement = judgeHttp(endpoint, *tags, product()))
        return *judgement;
    const auto installed = ollamaModels(*tags);
    if (!installed)
        return badJson(*tags, product());
    const Answer *ps = answerTo(answers, u"ps"_s);
    // Old versions have no /api/ps: then nobody can tell what is loaded.
    const auto loaded = ps && ps->ok() ? ollamaModels(*ps) : std::nullopt;
    Judgement judgement = judgeModels(endpoint, product(), *installed, loaded);
    if (const Answer *completion = answerTo(answers, u"completion"_s))
        return judgeCompletion(endpoint, *completion, judgement);
    return judgement;
}

Judgement judge(const Endpoint &endpoint, Depth depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &version = answers.front();
    if (auto judgement = judgeHttp(endpoint, version, product()))
        return *judgement;
    const auto object = jsonObject(version);
    if (!object || !object->value("version"_L1).isString())
        return badJson(version, product());
    const QString number = quoted(object->value("version"_L1).toString());
    Judgement judgement = depth == Depth::Version ? up(Words::tr("Ollama %1 answers.").arg(number))
                                                  : judgeLists(endpoint, answers);
    judgement.version = number;
    return judgement;
}

} // namespace

ProbeSpec ollamaProbe()
{
    return {"ollama", "Ollama", Wire::Http, 11434, next, judge, true};
}

} // namespace gatehouse::health
