// Any page: that it answers, and not what it says.
#include "health/members.h"
#include "health/probe.h"
#include "health/words.h"

namespace gatehouse::health {
namespace {

std::optional<Ask> next(const Endpoint &endpoint, Depth, const Answers &answers)
{
    Ask ask = get(endpoint, u"page"_s, endpoint.path.isEmpty() ? u"/"_s : endpoint.path);
    ask.headers.front().second = "*/*";
    return nextOf(answers, {std::move(ask)});
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &page = answers.front();
    if (auto judgement = judgeTransport(endpoint, page))
        return *judgement;
    if (jsonObject(page) && (page.ok() || page.status == 503))
        return judgeMembers(endpoint, page, Words::tr("a health page"));
    if (page.ok())
        return up(Words::tr("The page answers (%1).").arg(page.status));
    return *judgeHttp(endpoint, page, Words::tr("the expected service"));
}

} // namespace

ProbeSpec httpProbe() { return {"http", "HTTP", Wire::Http, 80, next, judge}; }

} // namespace gatehouse::health
