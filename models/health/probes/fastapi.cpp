// Facts 2.4: the top-level status of these pages is often a constant, so members are judged.
#include "health/members.h"
#include "health/probe.h"
#include "health/words.h"

namespace gatehouse::health {
namespace {

std::optional<Ask> next(const Endpoint &endpoint, Depth, const Answers &answers)
{
    return nextOf(answers,
        {get(endpoint, u"health"_s, endpoint.path.isEmpty() ? u"/health"_s : endpoint.path)});
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    return judgeMembers(
        endpoint, answers.front(), Words::tr("the health page of a FastAPI service"));
}

} // namespace

ProbeSpec fastapiProbe() { return {"fastapi", "FastAPI", Wire::Http, 8000, next, judge}; }

} // namespace gatehouse::health
