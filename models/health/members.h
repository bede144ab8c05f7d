// Health pages of FastAPI, Rails and the like: what their nested members say, never the constant
// "status": "healthy" (facts 2.4). Pure.
#pragma once

#include "health/judgement.h"

namespace gatehouse::health {

enum class Verdict { Good, Bad, Unclear };

struct Member
{
    QString path; // "database.status"
    QString text; // its value, fit for a sentence
    Verdict verdict = Verdict::Unclear;
};

// true, "healthy", "ok"... are good; false, "unhealthy: ...", "error"... are bad; the rest is
// unclear.
Verdict verdictOf(const QJsonValue &value);

// The members that the description names; without any, those found inside by their names and
// shape. Constant ones are left out.
std::vector<Member> membersOf(const Endpoint &endpoint, const QJsonObject &object);

// A sentence about a connection pool that is used up, wherever the object has one; else empty.
QString exhaustedPool(const QJsonObject &object);

// One answer of such a page, with 503 and the like judged by its members too.
Judgement judgeMembers(const Endpoint &endpoint, const Answer &answer, const QString &product);

} // namespace gatehouse::health
