// The proof of a migration (M7): rows and checksums of both sides by table and column, and the
// cells that differ. The list of runs and the wizard show it.
#pragma once

#include "migration/run.h"

#include <QWidget>

class QTreeWidget;
class QTreeWidgetItem;

namespace gatehouse::ui {

class PlainLabel;

class MigrateProof : public QWidget
{
    Q_OBJECT

public:
    explicit MigrateProof(QWidget *parent = nullptr);

    void show(const migration::Outcome &outcome); // without proofs it shows what else there is to say
    void clear();
    QStringList lines() const; // all that is shown, a row each

private:
    void addTable(const migration::TableProof &proof);

    PlainLabel *m_notes = nullptr;
    QTreeWidget *m_tree = nullptr;
};

} // namespace gatehouse::ui
