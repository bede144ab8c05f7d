// The left side of the Data page: every table and view, by schema.
#pragma once

#include "base/result.h"
#include "items/tablestree.h"
#include "ui/widgets/card.h"

class QLineEdit;
class QTreeView;

namespace gatehouse::ui {

class PlainLabel;

class DataTree : public Card
{
    Q_OBJECT

public:
    explicit DataTree(QWidget *parent);

    void setTree(const tables::Tree &tree); // keeps what is open and chosen
    void showError(const Error &error);
    void select(const db::Identifier &name); // without opening it
    void chooseFirst(); // of the tables that are not our own; chosen() tells
    void focusFilter();
    const items::TablesTree &model() const { return *m_model; }

Q_SIGNALS:
    void chosen(const gatehouse::db::Identifier &name);

private:
    void choose(const QModelIndex &index);
    void unfold();
    void showCount();

    items::TablesTree *m_model = nullptr;
    QLineEdit *m_filter = nullptr;
    QTreeView *m_view = nullptr;
    PlainLabel *m_note = nullptr;
    db::Identifier m_current{QString()};
    bool m_first = true;
};

} // namespace gatehouse::ui
