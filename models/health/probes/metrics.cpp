// Figures in Prometheus' text format 0.0.4 (facts 2.7): that they are there, and how many.
#include "health/probe.h"
#include "health/words.h"

#include <QRegularExpression>

namespace gatehouse::health {
namespace {

QString product() { return Words::tr("a page of Prometheus figures"); }

std::optional<Ask> next(const Endpoint &endpoint, Depth, const Answers &answers)
{
    Ask ask =
        get(endpoint, u"metrics"_s, endpoint.path.isEmpty() ? u"/metrics"_s : endpoint.path);
    ask.headers.front().second = "text/plain;version=0.0.4";
    return nextOf(answers, {std::move(ask)});
}

// Sample lines; -1 when a line is none. Names may hold ':' (vLLM).
int samplesIn(const QByteArray &text)
{
    static const QRegularExpression sample(
        uR"(^[A-Za-z_:][A-Za-z0-9_:]*(\{.*\})?\s+\S+(\s+-?\d+)?(\s*#.*)?$)"_s);
    int samples = 0;
    for (const QByteArray &line : text.split('\n')) {
        const QString trimmed = QString::fromUtf8(line).trimmed();
        if (trimmed.isEmpty() || trimmed.startsWith(u'#'))
            continue;
        if (!sample.match(trimmed).hasMatch())
            return -1;
        ++samples;
    }
    return samples;
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &page = answers.front();
    if (auto judgement = judgeHttp(endpoint, page, product()))
        return *judgement;
    const int samples = samplesIn(page.body);
    if (samples < 0 || page.body.trimmed().isEmpty())
        return badJson(page, product());
    return up(Words::tr("%n figure(s) (is|are) offered.", nullptr, samples));
}

} // namespace

ProbeSpec metricsProbe() { return {"metrics", "Figures", Wire::Http, 80, next, judge}; }

} // namespace gatehouse::health
