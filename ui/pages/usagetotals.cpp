// What the range sums up to, against the period before.
#include "ui/pages/usagechart.h"
#include "ui/widgets/plainlabel.h"
#include "usage/texts.h"

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString withChange(const QString &figure, const QString &change)
{
    return change.isEmpty() ? figure : figure + u" ("_s + change + u')';
}

} // namespace

Result<UsageChart::Sums> UsageChart::sumsOf(db::Sql &sql, const usage::Figures &figures)
{
    Sums both;
    auto now = figures.totals(sql);
    if (!now)
        return now.error();
    both.now = std::move(now).value();
    const auto earlier = figures.previous();
    if (!earlier)
        return earlier.error();
    auto before = earlier.value().totals(sql);
    if (!before)
        return before.error();
    both.before = std::move(before).value();
    return both;
}

void UsageChart::askTotals()
{
    m_summing.cancel();
    ++m_sumSerial;
    if (!m_query.figures())
        return;
    m_summing = CancelToken();
    m_query.ask(
        UsageQuery::Lane::Figures,
        [figures = *m_query.figures()](db::Sql &sql) { return sumsOf(sql, figures); }, this,
        [this, serial = m_sumSerial](const Result<Sums> &both) {
            if (serial != m_sumSerial)
                return;
            if (both) {
                m_sums = both.value();
                showTotals(m_sums->now, m_sums->before);
            } else {
                m_sums.reset();
                m_words->setText(both.error().kind == Error::Kind::Cancelled
                        ? tr("The sums were cancelled.")
                        : both.error().text);
            }
            Q_EMIT totalsChanged();
        },
        m_summing);
}

void UsageChart::showTotals(const usage::Totals &now, const usage::Totals &before)
{
    QStringList words{withChange(tr("%1 requests").arg(usage::countText(now.requests)),
        usage::changeText(double(now.requests), double(before.requests)))};
    if (now.failed && now.judged) {
        const QString rate = tr("%1 failed").arg(usage::rateText(now.errorRate()));
        words << withChange(rate,
            before.failed ? usage::changeText(double(*now.failed), double(*before.failed))
                          : QString());
    } else {
        words << tr("errors not recorded");
    }
    if (!m_query.source()->records(u"duration"_s))
        words << tr("durations not recorded");
    else if (now.latency.p95)
        words << withChange(tr("p95 %1").arg(usage::msText(now.latency.p95)),
            before.latency.p95 ? usage::changeText(*now.latency.p95, *before.latency.p95)
                               : QString());
    if (now.tokens)
        words << withChange(tr("%1 tokens").arg(usage::countText(*now.tokens)),
            before.tokens ? usage::changeText(double(*now.tokens), double(*before.tokens))
                          : QString());
    m_words->setText(words.join(u"  ·  "_s));
    m_words->setToolTip(tr("In brackets: against the period before, of the same length."));
}

} // namespace gatehouse::ui
