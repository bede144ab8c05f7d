// Rows that a migration set aside: why, and the value to mend before they are tried again.
#pragma once

#include "migration/ledger.h"
#include "ui/widgets/environmentdialog.h"

class QPushButton;
class QTableWidget;

namespace gatehouse::ui {

class PlainLabel;

// Show with open(). Accepted when the rows are to be applied, with mended() as they were typed.
class MigrateQuarantine : public EnvironmentDialog
{
    Q_OBJECT

public:
    MigrateQuarantine(qint64 run, const Target &target, QWidget *parent = nullptr);

    void setRows(const std::vector<migration::Rejected> &rows);
    void setTrouble(const Error &error);
    std::vector<std::pair<qint64, QString>> mended() const;

private:
    QTableWidget *m_table = nullptr;
    PlainLabel *m_words = nullptr;
    QPushButton *m_apply = nullptr;
};

} // namespace gatehouse::ui
