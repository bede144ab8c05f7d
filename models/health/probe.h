// The kinds of endpoints (H1): what each is asked, and what its answers mean.
#pragma once

#include "health/judgement.h"

namespace gatehouse::health {

enum class Wire { Http, Redis, Postgres };

// One kind: a measurement, described as questions, and a pure judge.
struct ProbeSpec
{
    const char *id;    // "ollama"
    const char *title; // a name, not translated: "Ollama"
    Wire wire = Wire::Http;
    int defaultPort = 0;
    // The next question after the answers so far; nothing: that was all. Only for HTTP.
    std::optional<Ask> (*next)(const Endpoint &, Depth, const Answers &) = nullptr;
    Judgement (*judge)(const Endpoint &, Depth, const Answers &) = nullptr;
    bool hasModels = false; // a model server: may serve agents, may take a completion
    int shortestSeconds = 1; // a watch asks no more often: what the service asks of its clients
};

const std::vector<ProbeSpec> &allProbes(); // probes/all.cpp
const ProbeSpec *probeSpec(const QString &kind); // null when there is none

// The judge of its kind, with what comes of the measurement itself: latency, and a retry time that was asked for.
Judgement judgeAnswers(const Endpoint &endpoint, Depth depth, const Answers &answers);

// "http://host/base" + "/api/tags", whatever slashes there are.
QString joined(const QString &base, QStringView path);
Ask get(const Endpoint &endpoint, const QString &id, QStringView path);
Ask postJson(const Endpoint &endpoint, const QString &id, QStringView path, const QJsonObject &body);

// Questions that follow each other: the first that was not asked yet. Each is asked only when all
// before it were answered with 2xx, so that a dead server is not asked three times.
std::optional<Ask> nextOf(const Answers &answers, std::vector<Ask> asks);

} // namespace gatehouse::health
