#pragma once

#include "items/filters.h"

#include <QFrame>

class QComboBox;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace gatehouse::ui {

// The small popup behind "+ Filter" and behind a chip: field, comparison, value. Deletes itself.
class ConditionEditor : public QFrame
{
    Q_OBJECT

public:
    ConditionEditor(
        const QList<items::FilterField> &fields, const items::Condition &start, QWidget *parent);
    items::Condition condition() const;

Q_SIGNALS:
    void accepted(const gatehouse::items::Condition &condition);

private:
    void build();
    void fieldChosen();
    void compareChosen();
    void updateApply();
    const items::FilterField &field() const;
    items::Compare compare() const;

    QList<items::FilterField> m_fields;
    items::Condition m_start;
    QComboBox *m_field = nullptr;
    QComboBox *m_compare = nullptr;
    QLineEdit *m_value = nullptr;
    QListWidget *m_choices = nullptr;
    QPushButton *m_apply = nullptr;
};

} // namespace gatehouse::ui
