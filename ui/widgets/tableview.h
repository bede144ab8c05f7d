// The one table: dense rows, chosen columns kept, copy masked, keys as everywhere (UI.md,
// "Behaviour").
#pragma once

#include "items/copy.h"
#include "ui/widgets/overlay.h"

#include <QHash>
#include <QTableView>

class QMenu;
class QTimer;

namespace gatehouse {
class SettingsFile;
}

namespace gatehouse::ui {

// Enter opens, Space shows details, Ctrl+C copies the selected rows as text, Ctrl+Shift+C offers
// JSON, CSV and INSERT, typing goes to the filter. QWidget::actions() stand first in its context
// menu. Columns are known by items::ColumnIdRole of the header.
class TableView : public QTableView
{
    Q_OBJECT

public:
    // `id` keys the settings ("keys/list"); `name` is what a screen reader says, translated.
    TableView(const QString &id, const QString &name, QWidget *parent = nullptr);

    // Restores order, widths and hidden columns now (call after setModel) and saves them on change.
    // Without saved widths the columns fit the first rows. `store` must outlive the view.
    void keepColumns(SettingsFile &store);
    void setHiddenByDefault(const QStringList &columnIds);
    void setCopyTable(const QString &quotedName);        // empty (default): no INSERT in the menu
    void setComfortable(bool comfortable);               // 34 px rows; follows the theme
    void setWidest(const QString &columnId, int pixels); // when fitting; longer texts are cut
    // Somebody else shows which rows are in sight, and sorts: titles and menu only ask.
    void setRowsElsewhere(bool elsewhere);
    void fitColumns();
    void columnsChanged(); // the model has others now: what is kept of them is restored
    void fitUnlessSaved(); // values came later that are wider than the first ones

    Overlay &overlay() { return *m_overlay; }
    QList<int> selectedRowNumbers() const; // ascending
    QString copyText(
        items::CopyAs as) const; // of the selected rows, visible columns in their order
    void setModel(QAbstractItemModel *model) override;

Q_SIGNALS:
    void openRequested(const QModelIndex &index);
    void detailsRequested(const QModelIndex &index);
    void filterTyped(const QString &text); // a printable key was pressed
    void sortRequested(int column, Qt::SortOrder order); // with setRowsElsewhere()
    void copied(int rows, int missing); // missing: selected, but on their way, so not copied

public Q_SLOTS:
    void copy();
    void showCopyMenu();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void keyboardSearch(const QString &text) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void addCopyActions(QMenu *menu);
    void addSortActions(QMenu *menu);
    void addColumnActions(QMenu *menu);
    void showColumnMenu(const QPoint &position);
    void saveColumns();
    bool hasSavedColumns() const;
    void restoreColumns();
    void resetColumns();
    void rowsArrived();
    void applyRowHeight();
    QList<int> visibleColumns() const;
    QList<int> rowsToCopy() const;
    void toClipboard(items::CopyAs as);

    QString m_id;
    QString m_copyTable;
    QStringList m_hiddenByDefault;
    QHash<QString, int> m_widest;
    SettingsFile *m_store = nullptr;
    QTimer *m_saveSoon = nullptr;
    Overlay *m_overlay = nullptr;
    bool m_elsewhere = false;
    bool m_fitted = false, m_fitWhenShown = false;
    bool m_comfortable = false;
    bool m_restoring = false;
};

} // namespace gatehouse::ui
