#include "health/judgement.h"

#include "base/redact.h"
#include "base/safetext.h"
#include "health/words.h"

#include <QJsonDocument>
#include <QJsonValue>

namespace gatehouse::health {

namespace {

struct StateRow
{
    State state;
    const char *id, *name;
};
constexpr StateRow kStates[] = {
    {State::Up, "up", QT_TRANSLATE_NOOP("gatehouse::health::Words", "up")},
    {State::Degraded, "degraded", QT_TRANSLATE_NOOP("gatehouse::health::Words", "degraded")},
    {State::Down, "down", QT_TRANSLATE_NOOP("gatehouse::health::Words", "down")},
    {State::Unknown, "unknown", QT_TRANSLATE_NOOP("gatehouse::health::Words", "unknown")},
    {State::WrongModel, "wrong-model",
        QT_TRANSLATE_NOOP("gatehouse::health::Words", "wrong model")},
};

QString seconds(int ms) { return QString::number(double(ms) / 1000, 'g', 3); }

bool isHtml(const Answer &answer)
{
    const QByteArray start = answer.body.left(64).trimmed().toLower();
    return answer.type.toLower().startsWith("text/html") || start.startsWith("<!doctype")
        || start.startsWith("<html");
}

Judgement judgeRefusal(const Answer &answer, const QString &product)
{
    const QString words = errorWords(answer);
    const QString said = words.isEmpty() ? QString() : u" ("_s + words + u')';
    switch (answer.status) {
    case 401:
        return bad(State::Unknown, "not-allowed",
            Words::tr("The server answers, and wants a key that it was not given or does not take "
                      "(401)%1; enter the right key to see more.")
                .arg(said));
    case 403:
        return bad(State::Unknown, "not-allowed",
            Words::tr("The server answers, and does not allow this question (403)%1; allow it for "
                      "this machine or this key to see more.")
                .arg(said));
    case 404:
        return bad(State::Down, "wrong-server",
            Words::tr("A server answers here, and it does not seem to be %1: the page is not found "
                      "(404); check the address.")
                .arg(product));
    case 429: {
        Judgement judgement = bad(State::Degraded, "rate-limited",
            Words::tr("The server answers that it was asked too often (429)%1; it is asked again "
                      "later.")
                .arg(said));
        judgement.retryAfterSeconds = answer.retryAfterSeconds;
        return judgement;
    }
    case 503: {
        Judgement judgement = bad(State::Degraded, "busy",
            Words::tr("The server answers that it cannot serve now (503)%1; new requests are "
                      "refused until its queue is shorter.")
                .arg(said));
        judgement.retryAfterSeconds = answer.retryAfterSeconds;
        return judgement;
    }
    default:
        return bad(State::Down, answer.status >= 500 ? "server-error" : "refused-question",
            Words::tr("The server answers with the error %1%2; look into its log.")
                .arg(answer.status)
                .arg(said));
    }
}

} // namespace

const Answer *answerTo(const Answers &answers, const QString &id)
{
    for (const Answer &answer : answers)
        if (answer.id == id)
            return &answer;
    return nullptr;
}

QString stateId(State state)
{
    for (const StateRow &row : kStates)
        if (row.state == state)
            return QLatin1StringView(row.id);
    return {};
}

QString stateName(State state)
{
    for (const StateRow &row : kStates)
        if (row.state == state)
            return Words::tr(row.name);
    return {};
}

std::optional<State> stateFromId(const QString &id)
{
    for (const StateRow &row : kStates)
        if (id == QLatin1StringView(row.id))
            return row.state;
    return std::nullopt;
}

Judgement up(const QString &reason)
{
    Judgement judgement;
    judgement.state = State::Up;
    judgement.reason = reason;
    return judgement;
}

Judgement bad(State state, const char *cause, const QString &reason)
{
    Judgement judgement;
    judgement.state = state;
    judgement.cause = QLatin1StringView(cause);
    judgement.reason = reason;
    return judgement;
}

QString quoted(const QString &outside)
{
    // Cut first: redaction of a megabyte would take longer than the probe.
    return safeText(redact(outside.left(2000)).simplified(), 160);
}
QString quoted(const QByteArray &outside) { return quoted(QString::fromUtf8(outside.left(4000))); }

QString durationText(double ms)
{
    if (ms < 0)
        return u"—"_s;
    if (ms < 10)
        return Words::tr("%1 ms").arg(ms, 0, 'f', 1);
    if (ms < 1000)
        return Words::tr("%1 ms").arg(ms, 0, 'f', 0);
    return Words::tr("%1 s").arg(ms / 1000, 0, 'f', 1);
}

std::optional<Judgement> judgeTransport(const Endpoint &endpoint, const Answer &answer)
{
    const QString host = quoted(endpoint.base().host());
    const QString said =
        answer.words.isEmpty() ? QString() : u" ("_s + quoted(answer.words) + u')';
    switch (answer.outcome) {
    case Outcome::Complete:
        break;
    case Outcome::NoName:
        return bad(State::Down, "no-name",
            Words::tr("The name %1 is not known; check its spelling and the name server.")
                .arg(host));
    case Outcome::Forbidden:
        return bad(State::Unknown, "forbidden-address",
            Words::tr("%1 is an address that is never asked (link-local or multicast); enter the "
                      "address of the service itself.")
                .arg(host));
    case Outcome::Refused:
        return bad(State::Down, "refused",
            Words::tr("The connection is refused: nothing listens on port %1; start the service "
                      "or check the port.")
                .arg(endpoint.base().port(defaultPort(endpoint.kind, endpoint.base().scheme()))));
    case Outcome::Unreachable:
        return bad(State::Down, "unreachable",
            Words::tr("There is no way to %1%2; check the network between here and there.")
                .arg(host, said));
    case Outcome::ConnectTimeout:
        return bad(State::Down, "connect-timeout",
            Words::tr("No connection after %1 s: the machine is off, or a firewall drops the "
                      "packets.")
                .arg(seconds(endpoint.timeouts.connectMs)));
    case Outcome::TlsFailed:
        return bad(State::Down, "tls",
            Words::tr("The encrypted connection failed%1; check the certificate and its name.")
                .arg(said));
    case Outcome::Silent:
        return bad(State::Down, "silent",
            Words::tr("The port accepts connections, and no answer comes within %1 s: the process "
                      "hangs or is overloaded.")
                .arg(seconds(endpoint.timeouts.firstByteMs)));
    case Outcome::Stalled:
        return bad(State::Down, "stalled",
            Words::tr("The server began to answer and did not end within %1 s.")
                .arg(seconds(endpoint.timeouts.wholeMs)));
    case Outcome::HungUp:
        return bad(State::Down, "hung-up",
            Words::tr("The port accepts connections and hangs up without an answer: another "
                      "protocol is spoken there (https, perhaps), or the process has crashed; check "
                      "the address and its log."));
    case Outcome::Cut:
        return bad(State::Down, "half-answer",
            Words::tr("The connection ended in the middle of the answer: the process was stopped "
                      "or crashed, look into its log."));
    case Outcome::TooLarge:
        return bad(State::Down, "endless-answer",
            Words::tr("The answer did not end after %1, which no service of this kind sends; "
                      "check the address.")
                .arg(Words::tr("1 MiB")));
    case Outcome::NotSpoken:
        return bad(State::Down, "wrong-server",
            Words::tr("Something else answers here: its answer%1 is not in the protocol that was "
                      "expected; check the port.")
                .arg(said));
    case Outcome::LoginRefused:
        return bad(State::Down, "login-refused",
            Words::tr("The server answers and refuses the login%1.").arg(said));
    case Outcome::Cancelled:
        return bad(State::Unknown, "cancelled", Words::tr("The question was cancelled."));
    }
    if (answer.status >= 300 && answer.status < 400)
        return bad(State::Down, "redirect",
            Words::tr("The server sends the question on to %1, and redirects are not followed; "
                      "enter the address of the service itself.")
                .arg(answer.target.isEmpty() ? Words::tr("another address")
                                             : quoted(answer.target)));
    return std::nullopt;
}

std::optional<Judgement> judgeHttp(
    const Endpoint &endpoint, const Answer &answer, const QString &product)
{
    if (auto judgement = judgeTransport(endpoint, answer))
        return judgement;
    if (answer.status < 200 || answer.status >= 300) {
        // The page of a proxy about a dead service behind it is still a 502.
        return judgeRefusal(answer, product);
    }
    if (isHtml(answer))
        return bad(State::Down, "wrong-server",
            Words::tr("A web page answers here, and not %1; check the address and the port.")
                .arg(product));
    return std::nullopt;
}

std::optional<QJsonObject> jsonObject(const Answer &answer)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(answer.body, &error);
    if (error.error != QJsonParseError::NoError || !document.isObject())
        return std::nullopt;
    return document.object();
}

Judgement badJson(const Answer &answer, const QString &product)
{
    if (answer.body.trimmed().isEmpty())
        return bad(State::Down, "bad-answer",
            Words::tr("The answer is empty, which %1 never sends; check the address.")
                .arg(product));
    return bad(State::Down, "bad-answer",
        Words::tr("The answer is not what %1 sends; it begins with \"%2\". Check the address.")
            .arg(product, safeText(quoted(answer.body), 40)));
}

QString errorWords(const Answer &answer)
{
    const auto object = jsonObject(answer);
    if (!object)
        return {};
    for (const QLatin1StringView name : {"error"_L1, "detail"_L1, "message"_L1}) {
        const QJsonValue value = object->value(name);
        if (value.isString())
            return quoted(value.toString());
        if (value.isObject() && value[u"message"].isString())
            return quoted(value[u"message"].toString());
    }
    return {};
}

Judgement judgePort(const Endpoint &endpoint, const Answer &answer)
{
    if (auto judgement = judgeTransport(endpoint, answer))
        return *judgement;
    return up(Words::tr("The port accepts connections; nothing more was asked."));
}

} // namespace gatehouse::health
