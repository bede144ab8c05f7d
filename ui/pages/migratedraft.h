// What the steps of a migration's wizard share.
#pragma once

#include "migration/dryrun.h"
#include "migration/targetlook.h"

#include <memory>
#include <set>

namespace gatehouse::ui {

// Window's thread; the wizard owns it, the steps edit it.
struct MigrateDraft
{
    QString source;                             // as it was typed, without a password
    std::shared_ptr<migration::Survey> survey;  // null: nothing is inspected (yet)
    migration::Plan plan;                       // with every table
    std::set<size_t> leftOut;                   // of plan.tables
    std::optional<migration::Plan> dryPlan;     // that the dry run was of
    std::vector<migration::DryTable> dry;       // what it found
    std::optional<migration::Run> run;          // once it copies
    std::shared_ptr<migration::Outcome> outcome; // of the last act on that run, where there was one

    migration::Plan whole() const { return migration::without(plan, leftOut); }
    bool moves(const QString &table) const // of the source
    {
        for (size_t i = 0; i < plan.tables.size(); ++i)
            if (plan.tables[i].from == table && !leftOut.contains(i))
                return true;
        return false;
    }
    bool isCopying() const // the plan is settled
    {
        return run && run->state != migration::RunState::RolledBack;
    }
    qint64 rowsFound(const QString &table) const // of the source; 0 when it is not known
    {
        for (size_t i = 0; survey && i < survey->inspection.tables.size(); ++i)
            if (const auto &facts = survey->inspection.tables[i]; facts.name == table)
                return facts.rows + facts.unreadable;
        return 0;
    }
};

} // namespace gatehouse::ui
