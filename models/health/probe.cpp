#include "health/probe.h"

#include "health/words.h"

#include <QJsonDocument>

#include <algorithm>

namespace gatehouse::health {

const ProbeSpec *probeSpec(const QString &kind)
{
    for (const ProbeSpec &spec : allProbes())
        if (kind == QLatin1StringView(spec.id))
            return &spec;
    return nullptr;
}

int defaultPort(const QString &kind, const QString &scheme)
{
    const ProbeSpec *spec = probeSpec(kind);
    if (spec && spec->wire != Wire::Http)
        return spec->defaultPort;
    return scheme == "https"_L1 ? 443 : 80;
}

Judgement judgeAnswers(const Endpoint &endpoint, Depth depth, const Answers &answers)
{
    const ProbeSpec *spec = probeSpec(endpoint.kind);
    if (!spec)
        return bad(State::Unknown, "unknown-kind",
            Words::tr("This version of Gatehouse does not know endpoints of the kind \"%1\".")
                .arg(quoted(endpoint.kind)));
    Judgement judgement = depth == Depth::Port && !answers.empty()
        ? judgePort(endpoint, answers.front())
        : spec->judge(endpoint, depth, answers);
    const auto answered = std::find_if(answers.begin(), answers.end(),
        [](const Answer &answer) { return answer.outcome == Outcome::Complete; });
    if (answered != answers.end())
        judgement.latencyMs = depth == Depth::Port ? answered->connectMs : answered->wholeMs;
    for (const Answer &answer : answers)
        if (answer.status == 429 || answer.status == 503)
            judgement.retryAfterSeconds =
                std::max(judgement.retryAfterSeconds, answer.retryAfterSeconds);
    return judgement;
}

QString joined(const QString &base, QStringView path)
{
    QString url = base;
    while (url.endsWith(u'/'))
        url.chop(1);
    return path.isEmpty() || path.startsWith(u'/') ? url + path.toString() : url + u'/' + path.toString();
}

Ask get(const Endpoint &endpoint, const QString &id, QStringView path)
{
    Ask ask{id};
    ask.url = joined(endpoint.url, path);
    ask.headers = {{"Accept", "application/json"}};
    if (endpoint.secret)
        ask.headers.emplace_back("Authorization", "Bearer " + endpoint.secret->view());
    return ask;
}

Ask postJson(const Endpoint &endpoint, const QString &id, QStringView path, const QJsonObject &body)
{
    Ask ask = get(endpoint, id, path);
    ask.method = "POST";
    ask.headers.emplace_back("Content-Type", "application/json");
    ask.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    return ask;
}

std::optional<Ask> nextOf(const Answers &answers, std::vector<Ask> asks)
{
    if (!answers.empty() && !answers.back().ok())
        return std::nullopt;
    if (answers.size() >= asks.size())
        return std::nullopt;
    return std::move(asks[answers.size()]);
}

} // namespace gatehouse::health
