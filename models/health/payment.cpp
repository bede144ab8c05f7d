#include "health/payment.h"

#include "health/words.h"

namespace gatehouse::health {

std::optional<Judgement> judgePaymentKey(
    const Endpoint &endpoint, const QString &provider, Mode mode)
{
    if (!endpoint.secret || endpoint.secret->isEmpty())
        return bad(State::Unknown, "no-key",
            Words::tr("No key of %1 is configured, so nothing was asked.").arg(provider));
    if (mode == Mode::Cannot)
        return bad(State::Unknown, "wrong-key",
            Words::tr("This key of %1 is a public one, which may not ask anything; enter the "
                      "secret key.")
                .arg(provider));
    if (mode == Mode::Live && !endpoint.liveKeys)
        return bad(State::Unknown, "live-key",
            Words::tr("The key of %1 is, or may be, one for real money, so nothing was asked; "
                      "allow live keys for this endpoint to have it checked (reading only).")
                .arg(provider));
    return std::nullopt;
}

std::optional<Judgement> judgePayment(
    const Endpoint &endpoint, const Answer &answer, const QString &provider)
{
    if (auto judgement = judgeTransport(endpoint, answer))
        return judgement;
    const QString words = errorWords(answer);
    const QString said = words.isEmpty() ? QString() : u" ("_s + words + u')';
    if (answer.status == 401)
        return bad(State::Down, "key-refused",
            Words::tr("%1 answers and does not know this key (401)%2; payments with it fail, enter "
                      "a valid one.")
                .arg(provider, said));
    if (answer.status == 403)
        return up(Words::tr("%1 answers and knows the key, which may not read this (403).")
                      .arg(provider));
    return judgeHttp(endpoint, answer, provider);
}

bool isHost(const Endpoint &endpoint, QLatin1StringView host)
{
    return endpoint.base().host().compare(host, Qt::CaseInsensitive) == 0;
}

} // namespace gatehouse::health
