// What went wrong, when and how long: two lines an incident, as in the drawing.
#pragma once

#include "items/healthmodel.h"
#include "ui/pages/overviewcards.h"

namespace gatehouse::ui {

class IncidentsCard : public ListCard
{
    Q_OBJECT

public:
    explicit IncidentsCard(QWidget *parent);

    void showIncidents(const std::vector<items::IncidentRow> &incidents);

Q_SIGNALS:
    void chosen(const QString &endpoint);

private:
    std::vector<items::IncidentRow> m_shown;
    bool m_any = false; // shown once
};

} // namespace gatehouse::ui
