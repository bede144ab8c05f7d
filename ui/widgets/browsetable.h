// The view over a table of any number of rows (U1): its rows, its scroll bar, its states.
#pragma once

#include "base/result.h"

#include <QList>
#include <QWidget>

#include <functional>
#include <optional>

class QScrollBar;
class QVBoxLayout;

namespace gatehouse {
class SettingsFile;
}

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
// there are rows to look at), and a warning with the index that helps when a page is dear. It brings
// its own frame: it needs no Card.
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
    void keepColumns(SettingsFile &store);
    void setHiddenByDefault(const QStringList &columnIds);
    void setCopyTable(const QString &quotedName); // empty (default): no INSERT in the menu
    // What stands where rows would, when there are none and nothing is filtered.
    void setEmptyText(const QString &iconName, const QString &title, const QString &advice);
    void setErrorTitle(const QString &title); // "The requests could not be read"
    // What went wrong before there was a query: until the model has news.
    void showError(const Error &error);
    // Nothing is broken: what would be shown is not there yet, and this makes it (beginRequested).
    void showNotYet(const Error &why, const QString &iconName, const QString &action);

    TableView &table() { return *m_table; }
    QScrollBar &scrollBar() { return *m_bar; }
    int currentRow() const; // of the model; -1: none is selected, or it is not at hand
    QList<int> selectedRows() const;
    void selectRow(int row); // and shows it

Q_SIGNALS:
    void currentRowChanged(int row); // also when other values stand in it; -1 when it went
    void openRequested(int row);
    void detailsRequested(int row);
    void filterTyped(const QString &text);
    void clearFilterRequested(); // no row fits the filter
    void beginRequested();       // of showNotYet()
    void retryRequested();       // the model, if it has a query, is refreshed already

public Q_SLOTS:
    void refresh();
    void cancel();
    void home();
    void end();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Goal { None, First, Last };
    enum class Offer { Retry, ClearFilter, Begin };

    void build(const QString &id, const QString &name);
    void followTable();
    void followModel();
    void sortBy(int column, Qt::SortOrder order, bool add);
    void titleClicked(int column);
    void showOrder();
    void copied(int rows, int missing);
    // browsescroll.cpp
    void followScrolling();
    int rowHeight() const;
    int topRow() const;
    void rowsScrolled();
    void placeRows(const std::function<int(const QScrollBar &)> &place);
    void shiftRows(int rows);
    void showReplaced(int row, bool atBottom);
    void barActed(int action);
    void jumpTo(int position);
    void standBar();
    void tellPlace();
    bool pressed(int key);
    // browsestates.cpp
    void showState();
    void showTrouble(const Error &error);
    void showNothing();
    void showAdvice();
    void showIndexes();
    void actOnOverlay();
    void retry();

    TableView *m_table = nullptr;
    QScrollBar *m_bar = nullptr;
    QVBoxLayout *m_barBox = nullptr; // leaves the titles' height free
    Banner *m_trouble = nullptr, *m_advice = nullptr;
    BrowseSelection *m_selection = nullptr;
    items::BrowseModel *m_model = nullptr;
    SettingsFile *m_store = nullptr;
    QString m_emptyIcon, m_emptyTitle, m_emptyAdvice, m_errorTitle;
    std::optional<Error> m_early; // of showError()
    QString m_calmIcon, m_begin;  // empty: m_early is an error
    Offer m_offer = Offer::Retry;
    Goal m_goal = Goal::None; // row to be current after a move by keys
    bool m_standing = false;  // the bar is being set, not dragged
    bool m_placing = false;   // rows come and go: what is in sight is settled later
    bool m_jumping = false;   // other rows are asked for: the bar waits where it was put
};

} // namespace gatehouse::ui
