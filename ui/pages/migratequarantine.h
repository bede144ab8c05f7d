// Rows that a migration set aside: why, and the value to mend before they are tried again.
#pragma once

#include "items/browsemodel.h"
#include "ui/widgets/environmentdialog.h"

#include <map>

class QPlainTextEdit;
class QPushButton;

namespace gatehouse::ui {

class BrowseTable;
class PlainLabel;
class Workspace;

// Show with open(). All rows are within reach, a page at a time. Accepted when they are to be
// applied, with mended() as they were typed. The workspace must outlive it.
class MigrateQuarantine : public EnvironmentDialog
{
    Q_OBJECT

public:
    // `rows`: how many are open.
    MigrateQuarantine(qint64 run, qint64 rows, Workspace &workspace, QWidget *parent = nullptr);
    ~MigrateQuarantine() override;

    std::vector<std::pair<qint64, QString>> mended() const;

private:
    void build(qint64 run, qint64 rows);
    void decorate();
    void show(int row);
    void showValue(qint64 id, const QString &value);
    void typed();
    void tell();

    std::unique_ptr<items::BrowseModel> m_model;
    BrowseTable *m_table = nullptr;
    PlainLabel *m_words = nullptr, *m_caption = nullptr, *m_note = nullptr;
    QPlainTextEdit *m_value = nullptr;
    QPushButton *m_apply = nullptr;
    std::map<qint64, QString> m_mended;
    QString m_original; // of the row in the editor
    qint64 m_id = 0;    // of that row; 0: there is nothing to edit
    qint64 m_shown = 0; // of the row that is selected
};

} // namespace gatehouse::ui
