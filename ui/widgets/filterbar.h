// Above a list: free text, "+ Filter" and a chip for every condition; counts go to the right.
#pragma once

#include "items/filters.h"

#include <QWidget>

class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QTimer;

namespace gatehouse::ui {

class Chip;
class FlowLayout;

// Holds conditions as values and says when they changed; what they mean is the page's business.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    void setFields(const QList<items::FilterField> &fields); // none: no "+ Filter"
    void setTextHint(
        const QString &hint); // "Filter by name, role, fingerprint"; empty: no text field
    void setConditions(const QList<items::Condition> &conditions); // does not signal
    const QList<items::Condition> &conditions() const { return m_conditions; }
    void setText(const QString &text); // does not signal
    QString text() const;
    void focusText();                  // Ctrl+F
    void addTrailing(QWidget *widget); // a CountLabel
    void clear();                      // signals when anything was set

Q_SIGNALS:
    void conditionsChanged();
    void textChanged(const QString &text); // 150 ms after the last key

private:
    void editCondition(int index); // -1: a new one
    void removeCondition(int index);
    void rebuildChips();

    QList<items::FilterField> m_fields;
    QList<items::Condition> m_conditions;
    QList<Chip *> m_chips;
    QLineEdit *m_text = nullptr;
    QPushButton *m_add = nullptr;
    QTimer *m_typed = nullptr;
    FlowLayout *m_flow = nullptr;
    QHBoxLayout *m_row = nullptr;
};

} // namespace gatehouse::ui
