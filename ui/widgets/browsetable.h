// The view over a table of any number of rows (U1): its rows, its scroll bar, its states.
#pragma once

#include "base/result.h"

#include <QList>
#include <QWidget>

#include <memory>

class QScrollBar;
class QSettings;

namespace gatehouse::items {
class BrowseModel;
}

namespace gatehouse::ui {

class Banner;
class BrowseSelection;
class TableView;

// The window's thread. The table inside scrolls through the rows at hand; the scroll bar stands
// where the first row on the screen stands among all rows (BrowseModel::fractionOf) and dragging it
// jumps. Home and End go to the first and the last row. A click on a title sorts in the database by
// that column, a click with Shift adds it to those sorted by already. What is selected stays
// selected, by its key, when other rows come. Esc stops what is under way.
//
// It shows by itself: loading, empty, no right, the table that has gone, errors (as a banner while
// there are rows to look at), and a warning with the index that helps when a page is dear.
class BrowseTable : public QWidget
{
    Q_OBJECT

public:
    // `id` keys the settings ("usage/rows"); `name` is what a screen reader says, translated.
    BrowseTable(const QString &id, const QString &name, QWidget *parent = nullptr);
    ~BrowseTable() override;

    // Not owned; must outlive the view or be taken away with null. Until it has a query the view
    // shows that it is loading.
    void setModel(items::BrowseModel *model);
    items::BrowseModel *model() const { return m_model; }
    // Order, widths and hidden columns are kept in `store`, also over a change of the columns.
    void keepColumns(QSettings &store);
    void setHiddenByDefault(const QStringList &columnIds);
    void setCopyTable(const QString &quotedName); // empty (default): no INSERT in the menu
    // What stands where rows would, when there are none and nothing is filtered.
    void setEmptyText(const QString &iconName, const QString &title, const QString &advice);
    void setErrorTitle(const QString &title); // "The requests could not be read"
    // What went wrong before there was a query: until the model has news.
    void showError(const Error &error);

    TableView &table() { return *m_table; }
    QScrollBar &scrollBar() { return *m_bar; }
    int currentRow() const; // of the model; -1: none, or it is not at hand
    QList<int> selectedRows() const;
    void selectRow(int row); // and shows it

Q_SIGNALS:
    void currentRowChanged(int row); // also when the current row arrives or goes (-1)
    void openRequested(int row);
    void detailsRequested(int row);
    void filterTyped(const QString &text);
    void clearFilterRequested(); // no row fits the filter
    void retryRequested();       // also refreshes the model, if it has a query

public Q_SLOTS:
    void refresh();
    void cancel();
    void home();
    void end();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class Rows;
    class Bar;

    void build(const QString &id, const QString &name);
    void followRows();
    void followModel();
    // Places: browsescroll.cpp
    void rowsScrolled();
    void barMoved(int action);
    void jumpTo(int position);
    void standBar();
    void shiftRows(int rows);
    void showReplaced(int row, bool atBottom);
    void stepBar(int action);
    int topRow() const;
    int rowHeight() const;
    bool onKey(int key, Qt::KeyboardModifiers modifiers);
    // States: browsestates.cpp
    void showState();
    void showTrouble(const Error &error);
    void showEmpty();
    void showAdvice();
    void showIndexes();
    void retry();
    // Order
    void sortBy(int column, bool add);
    void showOrder();

    Rows *m_table = nullptr;
    Bar *m_bar = nullptr;
    Banner *m_trouble = nullptr, *m_advice = nullptr;
    items::BrowseModel *m_model = nullptr;
    QSettings *m_store = nullptr;
    std::unique_ptr<BrowseSelection> m_selection;
    QString m_emptyIcon, m_emptyTitle, m_emptyAdvice, m_errorTitle;
    std::optional<Error> m_early; // of showError()
    int m_goal = -1;              // row to be current after a jump by keys: 0 the first, 1 the last
    bool m_moving = false;        // the rows are being replaced or the bar set
};

} // namespace gatehouse::ui
