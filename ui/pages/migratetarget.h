// Step Target: the schema, which tables go where, what becomes of rows that are there, and how fast.
#pragma once

#include "ui/pages/migratestep.h"

class QComboBox;
class QDoubleSpinBox;
class QPushButton;
class QTableWidget;

namespace gatehouse::ui {

class PlainLabel;

class MigrateTarget : public MigrateStep
{
    Q_OBJECT

public:
    MigrateTarget(Workspace &workspace, MigrateDraft &draft, QWidget *parent);

    QString title() const override { return tr("Target"); }
    QString verb() const override { return tr("Dry run"); }
    QString whyNot() const override;
    bool isDone() const override { return m_look && m_draft.survey && whyNot().isEmpty(); }
    void enter() override;
    void reset() override;
    bool isIdle() const override { return m_asked == m_answered; }

private:
    QWidget *makeWays();
    void ask(); // what is there
    void setSchema(const QString &schema);
    void setAll(migration::Existing existing);
    void showTables();
    void addTable(int row);
    void showThere(int row);
    void showTroubles();
    const migration::TargetTable *there(const QString &to) const;

    std::optional<migration::TargetLook> m_look;
    QStringList m_offered; // schemas in the list
    int m_asked = 0, m_answered = 0;
    QComboBox *m_schema = nullptr;
    QDoubleSpinBox *m_throttle = nullptr;
    QTableWidget *m_tables = nullptr;
    QWidget *m_ways = nullptr;
    QPushButton *m_fresh = nullptr;
    PlainLabel *m_full = nullptr, *m_sentences = nullptr, *m_trouble = nullptr;
};

} // namespace gatehouse::ui
