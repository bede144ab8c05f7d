// Facts 2.6: GET /v1/users/me; a key does not show whether it is a test one, so the real host is
// asked only when live keys are allowed.
#include "health/payment.h"
#include "health/probe.h"
#include "health/words.h"

namespace gatehouse::health {
namespace {

QString product() { return u"Lemon Squeezy"_s; }

Mode modeOf(const Endpoint &endpoint)
{
    return isHost(endpoint, "api.lemonsqueezy.com"_L1) ? Mode::Live : Mode::Test;
}

std::optional<Ask> next(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (judgePaymentKey(endpoint, product(), modeOf(endpoint)))
        return std::nullopt;
    Ask ask = get(endpoint, u"me"_s, u"/v1/users/me");
    ask.headers.front().second = "application/vnd.api+json";
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
    if (!object || (*object)["data"_L1][u"type"].toString() != "users"_L1)
        return badJson(answer, product());
    const QJsonValue test = (*object)["meta"_L1][u"test_mode"];
    if (!test.isBool())
        return up(Words::tr("Lemon Squeezy answers, the key works."));
    return up(test.toBool() ? Words::tr("Lemon Squeezy answers, the test key works.")
                            : Words::tr("Lemon Squeezy answers, the live key works."));
}

} // namespace

ProbeSpec lemonsqueezyProbe()
{
    return {"lemon-squeezy", "Lemon Squeezy", Wire::Http, 443, next, judge, false, 60};
}

} // namespace gatehouse::health
