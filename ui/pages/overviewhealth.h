// Health on the overview: its tile, its strips and what needs somebody.
#pragma once

#include "ui/pages/overviewcards.h"

namespace gatehouse::ui {

TileSpec healthTile();
void lookAtHealth(const Overview &overview, std::vector<Need> &needs);

// One strip of 24 h an endpoint; hidden while nobody has looked.
class HealthStripsCard : public ListCard
{
    Q_OBJECT

public:
    explicit HealthStripsCard(QWidget *parent);
    void showHealth(const std::optional<HealthBrief> &health, const QTimeZone &zone);

private:
    std::vector<items::EndpointRow> m_shown;
};

} // namespace gatehouse::ui
