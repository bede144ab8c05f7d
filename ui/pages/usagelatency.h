// "Percentiles": how long requests took, for the whole range and for each model, endpoint or key.
#pragma once

#include "ui/pages/usagetab.h"

class QButtonGroup;
class QStackedWidget;

namespace gatehouse::ui {

class Tile;
class UsageChart;
class UsageGroups;
class UsageProof;

class UsageLatency : public UsageTab
{
    Q_OBJECT

public:
    // The sums of the range are those that the chart has asked.
    UsageLatency(UsageQuery &query, UsageChart &chart, QWidget *parent);

    void setActive(bool active) override; // also of the group in front

protected:
    void ask(const usage::Figures &figures) override;
    void forget() override;

private:
    void showSums();
    void turn();

    UsageChart &m_chart;
    std::array<Tile *, 4> m_tiles{};
    UsageProof *m_proof = nullptr;
    QButtonGroup *m_by = nullptr;
    QStackedWidget *m_stack = nullptr;
    std::vector<UsageGroups *> m_groups;
    bool m_inFront = false;
};

} // namespace gatehouse::ui
