#include "ui/pages/overviewneeds.h"

#include "systems/needs.h"
#include "ui/pages/overviewhealth.h"
#include "ui/words.h"
#include "usage/texts.h"

#include <algorithm>

namespace gatehouse::ui {

namespace {

using items::Severity;
using keys::Finding;
using Needs = std::vector<Need>;

constexpr int kNamesShown = 3;
constexpr double kManyErrors = 0.05;
constexpr double kMuchSlower = 1.5;
constexpr qint64 kEnoughRequests = 50; // below that a percentile jumps by chance

QString names(const QStringList &all)
{
    const QString some = QStringList(all.mid(0, kNamesShown)).join(u", "_s);
    return all.size() > kNamesShown ? some + u" …"_s : some;
}

QString namesOf(const std::vector<keys::Key> &keys)
{
    QStringList all;
    for (const keys::Key &key : keys)
        all.append(key.name.isEmpty() ? key.fingerprint : key.name);
    return names(all);
}

// --- keys

struct KeyRule
{
    std::vector<Finding> findings; // told together
    const char *id;
    Severity severity;
    const char *text;  // context Words, %n keys and their names in %1
    const char *state; // of the keys page; empty: its review
};

const std::vector<KeyRule> &keyRules()
{
    static const std::vector<KeyRule> rules{
        {{Finding::Published}, "published", Severity::Bad,
            QT_TRANSLATE_N_NOOP("gatehouse::ui::Words",
                "%n key(s) can be read by anybody in the service's own repository: %1"),
            ""},
        {{Finding::OverLimit}, "overlimit", Severity::Warn,
            QT_TRANSLATE_N_NOOP(
                "gatehouse::ui::Words", "%n key(s) used up the limit and (is|are) refused: %1"),
            "attention"},
        {{Finding::Expiring1, Finding::Expiring3, Finding::Expiring7}, "expiring", Severity::Warn,
            QT_TRANSLATE_N_NOOP("gatehouse::ui::Words", "%n key(s) expire within 7 days: %1"),
            "attention"},
        {{Finding::LimitZero}, "limitzero", Severity::Warn,
            QT_TRANSLATE_N_NOOP("gatehouse::ui::Words",
                "%n key(s) (has|have) a limit of zero, so every request is refused: %1"),
            "attention"},
        {{Finding::PlainText}, "plaintext", Severity::Warn,
            QT_TRANSLATE_N_NOOP("gatehouse::ui::Words",
                "%n key(s) (is|are) stored as plain text: whoever reads the table can use them"),
            ""},
        {{Finding::NeverUsed}, "neverused", Severity::Info,
            QT_TRANSLATE_N_NOOP("gatehouse::ui::Words", "%n key(s) (was|were) never used: %1"),
            "attention"},
        {{Finding::Idle}, "idle", Severity::Info,
            QT_TRANSLATE_N_NOOP(
                "gatehouse::ui::Words", "%n key(s) (was|were) not used for 30 days: %1"),
            "attention"},
        {{Finding::NoLimit}, "nolimit", Severity::Info,
            QT_TRANSLATE_N_NOOP("gatehouse::ui::Words", "%n key(s) (has|have) no limit: %1"), ""},
    };
    return rules;
}

void addKeyRule(const KeyRule &rule, const std::vector<keys::Group> &groups, Needs &needs)
{
    std::vector<keys::Key> concerned;
    for (const keys::Group &group : groups) {
        if (std::find(rule.findings.begin(), rule.findings.end(), group.finding)
            != rule.findings.end())
            concerned.insert(concerned.end(), group.keys.begin(), group.keys.end());
    }
    if (concerned.empty())
        return;
    QString text = Words::tr(rule.text, nullptr, int(concerned.size()));
    if (text.contains("%1"_L1))
        text = text.arg(namesOf(concerned));
    QJsonObject state{{u"state"_s, QLatin1StringView(rule.state)}};
    if (*rule.state == 0)
        state = {
            {u"run"_s, rule.findings.front() == Finding::PlainText ? u"hashplan"_s : u"review"_s}};
    if (concerned.size() == 1)
        state.insert(u"key"_s, concerned.front().id);
    const QString action = rule.findings.front() == Finding::PlainText ? Words::tr("Show the plan")
                                                                       : Words::tr("Show keys");
    needs.push_back({QLatin1StringView(rule.id), rule.severity, text, action, {u"keys"_s, state}});
}

void addNearLimit(const Overview &o, Needs &needs)
{
    std::vector<keys::Key> near;
    for (const keys::Key &key : *o.keys) {
        const auto use = o.engine->enforced(key);
        if (keys::badgeOf(key, use ? use->used : std::nullopt, o.now).mark == keys::Mark::NearLimit)
            near.push_back(key);
    }
    if (!near.empty())
        needs.push_back({u"nearlimit"_s, Severity::Warn,
            Words::tr("%n key(s) (is|are) near the limit: %1", nullptr, int(near.size()))
                .arg(namesOf(near)),
            Words::tr("Show keys"), {u"keys"_s, {{u"state"_s, u"attention"_s}}}});
}

void lookAtKeys(const Overview &o, Needs &needs)
{
    if (!o.keys)
        return;
    const auto groups = keys::report(*o.engine, *o.keys, std::nullopt, o.now);
    for (const KeyRule &rule : keyRules())
        addKeyRule(rule, groups, needs);
    addNearLimit(o, needs);
}

// --- usage

void lookAtSilence(const Overview &o, Needs &needs)
{
    if (o.totals && o.before && o.totals->requests == 0 && o.before->requests > 0)
        needs.push_back({u"silence"_s, Severity::Bad,
            Words::tr("Nothing was recorded in the %1; there were %2 in the same time before.")
                .arg(o.rangeText(), usage::countText(o.before->requests)),
            {}});
}

void lookAtErrors(const Overview &o, Needs &needs)
{
    const auto rate = o.totals ? o.totals->errorRate() : std::nullopt;
    if (!rate || *rate < kManyErrors)
        return;
    needs.push_back({u"errors"_s, Severity::Bad,
        Words::tr("%1 of %2 failed, that is %3.")
            .arg(usage::countText(*o.totals->failed), usage::countText(*o.totals->judged),
                usage::rateText(rate)),
        Words::tr("Show rows"),
        usageTarget(o, u"rows"_s,
            usage::Chip{u"outcome"_s, usage::Compare::Is, {QString(usage::kFailed)}})});
}

void lookAtLatency(const Overview &o, Needs &needs)
{
    if (!o.totals || !o.before || !o.totals->latency.p95 || !o.before->latency.p95
        || std::min(o.totals->requests, o.before->requests) < kEnoughRequests
        || *o.totals->latency.p95 < kMuchSlower * *o.before->latency.p95)
        return;
    needs.push_back({u"slower"_s, Severity::Warn,
        Words::tr("The p95 latency is %1, after %2 in the same time before.")
            .arg(usage::msText(o.totals->latency.p95), usage::msText(o.before->latency.p95)),
        Words::tr("Show percentiles"), usageTarget(o, u"percentiles"_s)});
}

void lookAtOrphans(const Overview &o, Needs &needs)
{
    if (!o.top || o.top->field != "key"_L1)
        return;
    qint64 requests = 0;
    for (const usage::Group &group : o.top->groups)
        requests += group.name.isGone ? group.requests : 0;
    if (requests > 0)
        needs.push_back({u"gone"_s, Severity::Unknown,
            Words::tr("%1 requests were made with keys that no longer exist.")
                .arg(usage::countText(requests)),
            Words::tr("Show rows"),
            usageTarget(o, u"rows"_s,
                usage::Chip{u"keyState"_s, usage::Compare::Is, {QString(usage::kGone)}})});
}

void lookAtSource(const Overview &o, Needs &needs)
{
    if (!o.source)
        return;
    if (o.source->zoneIsAssumed())
        needs.push_back({u"zone"_s, Severity::Info,
            Words::tr("Nobody wrote down in which zone the times of %1 are; %2, the server's, is "
                      "assumed.")
                .arg(o.source->table(), o.source->declaredZone()),
            {}});
    if (!o.source->unreadable().isEmpty())
        needs.push_back({u"unreadable"_s, Severity::Info,
            Words::tr("This database user may not read all of %1; left out: %2")
                .arg(o.source->table(), names(o.source->unreadable())),
            {}});
}

// --- schema and connection

void lookAtVersion(const Overview &o, Needs &needs)
{
    using Verdict = systems::VersionFacts::Verdict;
    if (!o.match)
        return;
    switch (o.match->version.verdict) {
    case Verdict::Unstamped:
    case Verdict::Behind:
    case Verdict::Unknown:
    case Verdict::SeveralHeads:
        needs.push_back({u"version"_s, Severity::Warn,
            Words::tr("Schema version: %1").arg(o.match->versionState), Words::tr("Open Schema"),
            {u"schema"_s, {}}});
        break;
    case Verdict::None:
    case Verdict::NotSetUp:
    case Verdict::Current:
    case Verdict::Unreadable:
        break;
    }
}

void lookAtShape(const Overview &o, Needs &needs)
{
    if (!o.match || !o.match->partial())
        return;
    const QStringList missing = o.match->missingTables + o.match->missingColumns;
    needs.push_back({u"partial"_s, Severity::Warn,
        Words::tr(
            "%n table(s) or column(s) of %1 (is|are) missing: %2", nullptr, int(missing.size()))
            .arg(systems::translated(o.match->system->title), names(missing)),
        Words::tr("Open Schema"), {u"schema"_s, {}}});
}

void lookAtIndexes(const Overview &o, Needs &needs)
{
    if (!o.recognition || !o.match)
        return;
    for (const systems::TableFacts &table : o.recognition->tables) {
        for (const systems::IndexFacts &index : table.indexes) {
            if (table.schema == o.match->schema && !index.valid)
                needs.push_back({u"index"_s, Severity::Warn,
                    Words::tr("The index %1 on %2 is invalid: it slows every write and serves no "
                              "query.")
                        .arg(index.name, table.name),
                    Words::tr("Open Database"), {u"database"_s, {}}});
        }
    }
}

void lookAtConnection(const Overview &o, Needs &needs)
{
    if (!o.weakTls.isEmpty())
        needs.push_back({u"tls"_s, Severity::Bad,
            Words::tr("The server's identity is not checked (sslmode %1): somebody between could "
                      "read and change everything. Set TLS to verify-full in the connection.")
                .arg(o.weakTls),
            {}});
    if (!o.recognition)
        return;
    for (const QString &warning : o.recognition->warnings)
        needs.push_back({u"warning"_s, Severity::Warn, warning, {}});
}

void lookAtTrail(const Overview &o, Needs &needs)
{
    if (!o.trail || o.trail->state == trail::State::Ready)
        return;
    if (o.trail->state == trail::State::Absent && o.trail->mayCreate)
        return; // the list of changes says so, with the way to begin
    needs.push_back({u"trail"_s, Severity::Info, o.trail->sentence(),
        Words::tr("Record of changes"), {QString(kRecordOfChanges), {}}});
}

void lookAtBackups(const Overview &o, Needs &needs)
{
    if (!o.backups)
        return;
    const QString why = backup::lackOfProof(*o.backups, o.database, o.now);
    if (!why.isEmpty())
        needs.push_back({u"backup"_s, Severity::Warn, why, Words::tr("Open Backups"),
            {u"backups"_s, {}}});
}

constexpr void (*kRules[])(const Overview &, Needs &) = {lookAtSilence, lookAtErrors, lookAtHealth,
    lookAtKeys,
    lookAtLatency, lookAtConnection, lookAtIndexes, lookAtVersion, lookAtShape, lookAtOrphans,
    lookAtTrail, lookAtSource, lookAtBackups};

int weight(Severity severity)
{
    return severity == Severity::Bad ? 0 : severity == Severity::Warn ? 1 : 2;
}

} // namespace

std::vector<Need> needsOf(const Overview &overview)
{
    Needs needs;
    for (const auto &rule : kRules)
        rule(overview, needs);
    std::stable_sort(needs.begin(), needs.end(),
        [](const Need &a, const Need &b) { return weight(a.severity) < weight(b.severity); });
    return needs;
}

} // namespace gatehouse::ui
