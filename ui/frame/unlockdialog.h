#pragma once

#include "db/profile.h"

class QDialog;
class QWidget;

namespace gatehouse::ui {

// Says where changes will go and for how long; on production the connection's name must be typed.
// Accepted means unlock. Deletes itself when closed; show it with open().
QDialog *makeUnlockDialog(const db::Profile &profile, QWidget *parent);

} // namespace gatehouse::ui
