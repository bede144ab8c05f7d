// Five rows of one column of a source before and after, by the plan as it is.
#pragma once

#include "migration/survey.h"

#include <QTableWidget>

namespace gatehouse::ui {

class MigratePreview : public QTableWidget
{
    Q_OBJECT

public:
    MigratePreview(const QString &objectName, QWidget *parent);

    // Null: nothing is shown.
    void show(const migration::Plan *plan, const QString &table, const QString &column,
        const migration::SampleRows &rows);
};

// How the tables of the wizard look: no frame of cells, whole rows, Tab goes on.
void dress(QTableWidget &table, const QStringList &titles, int rowHeight);
QTableWidgetItem *setCell(QTableWidget &table, int row, int column, const QString &text);
QTableWidgetItem *setNumber(QTableWidget &table, int row, int column, qint64 value);

} // namespace gatehouse::ui
