// Consent to keep the history of health in tables of the database (H4, V5).
#pragma once

#include "health/historystore.h"
#include "ui/widgets/environmentdialog.h"

namespace gatehouse::ui {

// Accepted: the user agreed. Deletes itself on close.
class HealthKeepDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    HealthKeepDialog(const health::TablesStatus &status, const Target &target, QWidget *parent);
};

} // namespace gatehouse::ui
