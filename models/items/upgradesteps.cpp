#include "items/upgradesteps.h"

#include "items/words.h"
#include "systems/description.h"

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;
using versions::Standing;

namespace {

Severity severityOf(const Standing &one)
{
    if (one.isHalf())
        return Severity::Bad;
    if (one.drifted || one.edited)
        return Severity::Warn;
    return one.state == Standing::State::Applied ? Severity::Good
        : one.state == Standing::State::InPlace  ? Severity::Info
                                                 : Severity::Unknown;
}

QString willText(const versions::Task &task)
{
    if (task.record)
        return Words::tr("is recorded");
    if (task.way == versions::Way::Down)
        return task.resumed ? Words::tr("is undone to the end") : Words::tr("is undone");
    return task.resumed ? Words::tr("is finished") : Words::tr("is applied");
}

} // namespace

std::vector<UpgradeStepRow> upgradeStepRows(
    const versions::UpgradePlan &plan, const versions::Preview &preview)
{
    std::vector<UpgradeStepRow> rows;
    for (size_t i = 0; i < preview.standings.size() && i < plan.steps.size(); ++i) {
        const Standing &one = preview.standings.at(i);
        const versions::Step &step = plan.steps.at(i);
        UpgradeStepRow row{step.id, systems::translated(step.title), stateWord(one.state), {},
            one.sentence(step), severityOf(one)};
        for (const versions::PreviewStep &work : preview.steps) {
            if (work.task.step == i)
                row.will = willText(work.task);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::unique_ptr<UpgradeStepsModel> makeUpgradeStepsModel(QObject *parent)
{
    const auto badge = [](const UpgradeStepRow &row, int role) -> QVariant {
        if (role == BadgeRole)
            return row.state;
        return role == SeverityRole ? QVariant::fromValue(row.severity) : QVariant();
    };
    UpgradeStepsModel::Columns columns{
        {u"id"_s, Words::tr("Step"), [](const UpgradeStepRow &row) { return row.id; }},
        {u"state"_s, Words::tr("State"), [](const UpgradeStepRow &row) { return row.state; }, {},
            Qt::AlignLeft | Qt::AlignVCenter, badge},
        {u"will"_s, Words::tr("Now"), [](const UpgradeStepRow &row) { return row.will; }},
        {u"title"_s, Words::tr("What it does"),
            [](const UpgradeStepRow &row) { return row.title; }}};
    return std::make_unique<UpgradeStepsModel>(
        std::move(columns), [](const UpgradeStepRow &row) { return row.id; }, parent);
}

} // namespace gatehouse::items
