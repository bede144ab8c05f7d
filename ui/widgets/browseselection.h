// What is selected in a browsed table, by key: so that it outlives the rows at hand.
#pragma once

#include "browse/query.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace gatehouse::items {
class BrowseModel;
}

namespace gatehouse::ui {

class TableView;

// The window's thread. Between begin() and the first choice of a person it puts back what was
// selected, whenever its rows come.
class BrowseSelection : public QObject
{
    Q_OBJECT

public:
    explicit BrowseSelection(TableView &table, QObject *parent);

    // Before the view gets the model: rows must be known before they go.
    void watch(items::BrowseModel *model);
    void begin();     // after the view got it
    void replaced();  // other rows are here
    int currentRow() const; // selected, and at hand; else -1
    void select(int row);   // and nothing else
    void stay(int row);     // keys go on from there, unless the current row is here

Q_SIGNALS:
    void currentChanged(int row); // the row, or what stands in it

private:
    QByteArray keyOf(int row) const;
    void keep(int first, int last);
    void putBack(int first, int last);
    void setCurrent(int row);
    void tell();

    TableView &m_table;
    items::BrowseModel *m_model = nullptr;
    browse::Query m_query; // the one that the rows at hand answer
    QSet<QByteArray> m_kept;
    QByteArray m_keptCurrent;
    bool m_busy = false; // rows go or come: nobody chooses
    QTimer m_tellSoon;
    int m_toldRow = -1;
    QByteArray m_toldKey;
};

} // namespace gatehouse::ui
