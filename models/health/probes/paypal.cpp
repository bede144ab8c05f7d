// Facts 2.6: a token for client id and secret; a POST that creates nothing. Tokens are good for
// hours and asking often is punished, so it is asked four times an hour at most.
#include "health/payment.h"
#include "health/probe.h"
#include "health/words.h"

namespace gatehouse::health {
namespace {

QString product() { return u"PayPal"_s; }

Mode modeOf(const Endpoint &endpoint)
{
    return isHost(endpoint, "api-m.paypal.com"_L1) || isHost(endpoint, "api.paypal.com"_L1)
        ? Mode::Live
        : Mode::Test;
}

std::optional<Ask> next(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (endpoint.user.isEmpty() || judgePaymentKey(endpoint, product(), modeOf(endpoint)))
        return std::nullopt;
    Ask ask = get(endpoint, u"token"_s, u"/v1/oauth2/token");
    ask.method = "POST";
    ask.headers = {{"Accept", "application/json"},
        {"Content-Type", "application/x-www-form-urlencoded"},
        {"Authorization",
            "Basic " + (endpoint.user.toUtf8() + ':' + endpoint.secret->view()).toBase64()}};
    ask.body = "grant_type=client_credentials";
    return nextOf(answers, {std::move(ask)});
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (auto judgement = judgePaymentKey(endpoint, product(), modeOf(endpoint)))
        return *judgement;
    if (endpoint.user.isEmpty())
        return bad(State::Unknown, "no-key",
            Words::tr("PayPal's client id is not configured, so nothing was asked."));
    if (answers.empty())
        return {};
    const Answer &answer = answers.front();
    if (auto judgement = judgePayment(endpoint, answer, product()))
        return *judgement;
    const auto object = jsonObject(answer);
    if (!object || !object->value("access_token"_L1).isString())
        return badJson(answer, product());
    return up(modeOf(endpoint) == Mode::Live
            ? Words::tr("PayPal answers, client id and secret of the live account work.")
            : Words::tr("PayPal answers, client id and secret of the sandbox work."));
}

} // namespace

ProbeSpec paypalProbe()
{
    return {"paypal", "PayPal", Wire::Http, 443, next, judge, false, 900};
}

} // namespace gatehouse::health
