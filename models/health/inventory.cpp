#include "health/inventory.h"

#include "health/models.h"
#include "health/words.h"

#include <QHash>

#include <algorithm>

namespace gatehouse::health {

namespace {

constexpr qint64 kEnough = 5; // fewer judged requests are chance
constexpr qint64 kEnoughForP95 = 20;
constexpr double kManyErrors = 0.05, kMostErrors = 0.5, kMuchSlower = 2;

QString percent(double rate) { return Words::tr("%1 %").arg(100 * rate, 0, 'f', 1); }

class Inventory
{
public:
    ModelRow &row(const QString &name)
    {
        const auto found = std::find_if(m_rows.begin(), m_rows.end(),
            [&name](const ModelRow &one) { return sameModel(one.name, name); });
        if (found != m_rows.end())
            return *found;
        m_rows.push_back({name, {}, {}, {}, {}, -1, {}, false});
        return m_rows.back();
    }
    std::vector<ModelRow> &rows() { return m_rows; }

private:
    std::vector<ModelRow> m_rows;
};

// missing: endpoints that were seen, are meant to have it, and do not.
void judge(ModelRow &row, const QStringList &missing, bool allSeen)
{
    const auto say = [&row](const QString &finding, bool bad) {
        row.finding = finding;
        row.isBad = bad;
    };
    const bool used = row.used.value_or(0) > 0;
    if (!missing.isEmpty())
        say(Words::tr("not installed on %1").arg(missing.join(u", "_s)), true);
    else if (used && row.installed.isEmpty() && allSeen)
        say(Words::tr("used, and installed nowhere that is watched"), false);
    else if (used && row.configured.isEmpty())
        say(Words::tr("used, and configured nowhere"), false);
    else if (row.used && !used && !row.loaded.isEmpty())
        say(Words::tr("loaded, and nobody uses it"), false);
    else if (row.configured.isEmpty() && !row.installed.isEmpty() && !used)
        say(row.used ? Words::tr("installed, and neither configured nor used")
                     : Words::tr("installed, and configured nowhere"),
            false);
}

} // namespace

Judgement judgeTraffic(const Traffic &traffic)
{
    const QString seen = Words::tr(
        "%n request(s) in %1 min", nullptr, int(std::min<qint64>(traffic.requests, 1'000'000'000)))
                             .arg(traffic.minutes);
    if (traffic.requests <= 0)
        return bad(State::Unknown, "no-traffic",
            Words::tr("no request in %1 min, so its use says nothing").arg(traffic.minutes));
    const bool hasErrors = traffic.failed && traffic.judged.value_or(0) >= kEnough;
    const bool hasLatency =
        traffic.p95Ms && traffic.usualP95Ms && traffic.requests >= kEnoughForP95;
    if (hasErrors) {
        const double rate = double(*traffic.failed) / double(*traffic.judged);
        if (rate >= kManyErrors)
            return bad(rate >= kMostErrors ? State::Down : State::Degraded, "failing-requests",
                Words::tr("%1, %2 of them failed").arg(seen, percent(rate)));
    }
    if (hasLatency && *traffic.p95Ms > kMuchSlower * *traffic.usualP95Ms)
        return bad(State::Degraded, "slower-requests",
            Words::tr("%1, p95 %2 after %3 the day before")
                .arg(seen, durationText(*traffic.p95Ms), durationText(*traffic.usualP95Ms)));
    if (hasErrors)
        return up(Words::tr("healthy from usage: %1").arg(seen));
    if (!traffic.failed && !traffic.p95Ms)
        return bad(State::Unknown, "not-recorded",
            Words::tr("%1; errors and latency are not recorded").arg(seen));
    if (!traffic.failed)
        return hasLatency ? up(Words::tr("%1 as fast as usual; errors are not recorded").arg(seen))
                          : bad(State::Unknown, "not-recorded",
                              Words::tr("%1; errors are not recorded").arg(seen));
    return bad(State::Unknown, "too-few", Words::tr("%1, too few to tell").arg(seen));
}

std::vector<ModelRow> inventoryOf(
    const std::vector<Held> &held, const std::optional<std::vector<ModelUse>> &used)
{
    Inventory inventory;
    QHash<QString, QStringList> missing; // by the name of its row
    bool allSeen = true;
    for (const Held &one : held) {
        if (!one.expected.isEmpty()) {
            ModelRow &row = inventory.row(one.expected);
            row.configured << one.endpoint;
            if (one.installed && !findModel(*one.installed, one.expected))
                missing[row.name] << one.endpoint;
        }
        allSeen = allSeen && one.installed.has_value();
        for (const Model &model : one.installed.value_or(std::vector<Model>())) {
            ModelRow &row = inventory.row(model.name);
            row.installed << one.endpoint;
            row.bytes = std::max(row.bytes, model.bytes);
        }
        for (const Model &model : one.loaded.value_or(std::vector<Model>()))
            inventory.row(model.name).loaded << one.endpoint;
    }
    if (used) {
        for (const ModelUse &use : *used) {
            ModelRow &row = inventory.row(use.model);
            row.used = row.used.value_or(0) + use.requests;
        }
        for (ModelRow &row : inventory.rows())
            row.used = row.used.value_or(0);
    }
    std::vector<ModelRow> rows = std::move(inventory.rows());
    for (ModelRow &row : rows)
        judge(row, missing.value(row.name), allSeen);
    std::stable_sort(rows.begin(), rows.end(), [](const ModelRow &a, const ModelRow &b) {
        const auto weight = [](const ModelRow &row) {
            return row.isBad ? 0 : row.finding.isEmpty() ? 2 : 1;
        };
        return weight(a) != weight(b) ? weight(a) < weight(b)
                                      : a.used.value_or(0) > b.used.value_or(0);
    });
    return rows;
}

} // namespace gatehouse::health
