// What answers mean: a state and one sentence. Pure; any thread.
#pragma once

#include "health/answer.h"
#include "health/endpoint.h"

#include <QJsonObject>

namespace gatehouse::health {

enum class State { Up, Degraded, Down, Unknown, WrongModel };
QString stateId(State state);   // "wrong-model", for files and tables
QString stateName(State state); // translated: "wrong model"
std::optional<State> stateFromId(const QString &id);
inline bool isBad(State state) { return state != State::Up && state != State::Unknown; }

// A model that a server has, as it names it.
struct Model
{
    QString name;
    qint64 bytes = -1, gpuBytes = -1; // -1: not told
    bool operator==(const Model &) const = default;
};

struct Judgement
{
    State state = State::Unknown;
    QString cause;  // stable id: "refused", "model-absent"; empty when all is well
    QString reason; // one translated sentence; texts of the server in it are safe and redacted
    QString version{};
    std::optional<std::vector<Model>> installed{}, loaded{}; // none: the kind does not tell
    int retryAfterSeconds = 0;
    double latencyMs = -1; // of the first question; -1 without an answer
};

Judgement up(const QString &reason);
Judgement bad(State state, const char *cause, const QString &reason);

// Fit for a sentence: one line, at most 160 characters, redacted, hostile characters visible.
QString quoted(const QString &outside);
QString quoted(const QByteArray &outside);

// What every kind says alike: no answer, a wrong protocol, a redirect. Nothing when the answer is
// complete and no redirect.
std::optional<Judgement> judgeTransport(const Endpoint &endpoint, const Answer &answer);

// The same, and HTTP's refusals (401, 403, 404, 429, 5xx) and pages of HTML. Nothing when it is a
// 2xx that is no web page. `product` is what should be there: "Ollama".
std::optional<Judgement> judgeHttp(
    const Endpoint &endpoint, const Answer &answer, const QString &product);

// The object of a JSON answer; nothing when it is none.
std::optional<QJsonObject> jsonObject(const Answer &answer);
Judgement badJson(const Answer &answer, const QString &product);

// The words of {"error": "..."}, {"error": {"message"}}, {"detail"}, {"message"}.
QString errorWords(const Answer &answer);

// Depth::Port: only the connection was tried.
Judgement judgePort(const Endpoint &endpoint, const Answer &answer);

QString durationText(double ms); // "41 ms", "2.1 s"

} // namespace gatehouse::health
