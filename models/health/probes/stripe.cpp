// Facts 2.6: GET /v1/balance; the key's prefix tells test from live.
#include "health/payment.h"
#include "health/probe.h"
#include "health/words.h"

namespace gatehouse::health {
namespace {

QString product() { return u"Stripe"_s; }

Mode modeOf(const Endpoint &endpoint)
{
    const QByteArray key = endpoint.secret ? endpoint.secret->view() : QByteArray();
    if (key.startsWith("pk_"))
        return Mode::Cannot;
    return key.startsWith("sk_test_") || key.startsWith("rk_test_") ? Mode::Test : Mode::Live;
}

std::optional<Ask> next(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (judgePaymentKey(endpoint, product(), modeOf(endpoint)))
        return std::nullopt;
    Ask ask = get(endpoint, u"balance"_s, u"/v1/balance");
    ask.headers.emplace_back("Stripe-Version", "2024-06-20");
    return nextOf(answers, {std::move(ask)});
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (auto judgement = judgePaymentKey(endpoint, product(), modeOf(endpoint)))
        return *judgement;
    if (answers.empty())
        return {};
    const Answer &answer = answers.front();
    if (auto judgement = judgePayment(endpoint, answer, product()))
        return *judgement;
    const auto object = jsonObject(answer);
    if (!object || object->value("object"_L1).toString() != "balance"_L1)
        return badJson(answer, product());
    return up(object->value("livemode"_L1).toBool()
            ? Words::tr("Stripe answers, the live key works.")
            : Words::tr("Stripe answers, the test key works."));
}

} // namespace

ProbeSpec stripeProbe()
{
    return {"stripe", "Stripe", Wire::Http, 443, next, judge, false, 60};
}

} // namespace gatehouse::health
