// What the payment providers have in common (facts 2.6): they are asked read-only, seldom, and with
// a key of real money only when the user allowed it.
#pragma once

#include "health/judgement.h"

namespace gatehouse::health {

// Whether this key or host is for real money as far as it shows before asking.
enum class Mode { Test, Live, Cannot };

// Nothing when it may be asked; else the judgement without asking: no key, a live one that was not
// allowed, or one that cannot be used here.
std::optional<Judgement> judgePaymentKey(const Endpoint &endpoint, const QString &provider, Mode mode);

// 401 is a key that does not work, 403 one that works and lacks a right, 429 too often.
std::optional<Judgement> judgePayment(
    const Endpoint &endpoint, const Answer &answer, const QString &provider);

bool isHost(const Endpoint &endpoint, QLatin1StringView host);

} // namespace gatehouse::health
