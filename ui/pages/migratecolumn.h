// What becomes of one column of the source: its target, type and conversion to edit, and five rows
// before and after.
#pragma once

#include "migration/survey.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace gatehouse::ui {

class MigratePreview;
class PlainLabel;

class MigrateColumn : public QWidget
{
    Q_OBJECT

public:
    explicit MigrateColumn(QWidget *parent = nullptr);

    // `plan` outlives this and is changed by it; null: nothing is shown.
    void show(migration::Plan *plan, const migration::Survey *survey, const QString &table,
        const QString &column);

Q_SIGNALS:
    void changed();

private:
    void apply();
    void load();
    void preview();

    migration::Plan *m_plan = nullptr;
    const migration::Survey *m_survey = nullptr;
    QString m_table, m_column;
    PlainLabel *m_title = nullptr;
    QLineEdit *m_to = nullptr;
    QComboBox *m_type = nullptr;
    QComboBox *m_convert = nullptr;
    QComboBox *m_zone = nullptr;
    QComboBox *m_onBad = nullptr;
    PlainLabel *m_trouble = nullptr;
    MigratePreview *m_rows = nullptr;
    bool m_loading = false;
};

} // namespace gatehouse::ui
