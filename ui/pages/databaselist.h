// A list with the detail of its selected row: the body of most tabs of the database page.
#pragma once

#include "items/roles.h"

#include <QWidget>

class QAbstractItemModel;
class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;

namespace gatehouse {
class SettingsFile;
}

namespace gatehouse::ui {

class Badge;
class Card;
class PlainLabel;
class SqlPreview;
class TableView;

struct DatabaseDetail
{
    QString title;
    QString word; // the badge; empty: none
    items::Severity severity = items::Severity::Unknown;
    QStringList lines;
    QString sql; // empty: none is shown
};

// Sorts by items::SortRole, filters by any column. The model has to live as long as the list.
class DatabaseList : public QWidget
{
    Q_OBJECT

public:
    // `id` names objects and settings: "sizes" gives databaseSizesTable; `name` is translated.
    DatabaseList(const QString &id, const QString &name, QWidget *parent);

    void setModel(QAbstractItemModel *model, const QString &badgeColumn, SettingsFile &settings);
    void setSummary(const QStringList &lines); // above the list
    void setDetail(const DatabaseDetail &detail);
    QPushButton *addButton(const QString &text, bool grave, const QString &objectName);
    QPushButton *addTopButton(const QString &text, bool primary, const QString &objectName);
    void addTop(QWidget *widget);
    void fit(); // after an update: widths of the first answer, a row selected

    int currentRow() const; // of the model; -1: none
    void select(int row);   // of the model
    TableView &table() { return *m_table; }
    QLineEdit &filter() { return *m_filter; }

Q_SIGNALS:
    void currentChanged();
    void opened(); // Enter or double click

private:
    Card *makeDetail();

    QString m_id;
    PlainLabel *m_summary = nullptr;
    QLineEdit *m_filter = nullptr;
    QHBoxLayout *m_top = nullptr;
    TableView *m_table = nullptr;
    QSortFilterProxyModel *m_proxy = nullptr;
    Card *m_card = nullptr;
    PlainLabel *m_title = nullptr, *m_lines = nullptr;
    Badge *m_badge = nullptr;
    SqlPreview *m_sql = nullptr;
    QHBoxLayout *m_buttons = nullptr;
    bool m_fitted = false;
};

} // namespace gatehouse::ui
