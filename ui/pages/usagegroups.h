// "By key", "By model", "By endpoint": who makes the requests, how fast they are, and the way to
// their rows.
#pragma once

#include "ui/pages/usagetab.h"

class QPushButton;

namespace gatehouse::ui {

class PlainLabel;
class TableView;
class UsageGroupModel;
class UsageProof;

// Enter, a double click or the button below shows the rows of a group.
class UsageGroups : public UsageTab
{
    Q_OBJECT

public:
    enum class Columns { Shares, Percentiles };
    // `fields`: the first that the back end records is grouped by. `id` names widgets and settings.
    UsageGroups(UsageQuery &query, const QString &id, const QStringList &fields, Columns columns,
        QWidget *parent);
    ~UsageGroups() override;

    // The first of the fields that can be grouped by there; null: none is recorded.
    static const usage::Field *fieldOf(const usage::Source &source, const QStringList &fields);
    TableView &table() { return *m_table; }

Q_SIGNALS:
    void goneWanted(); // "requests of keys that no longer exist"

protected:
    void ask(const usage::Figures &figures) override;
    void forget() override;

private:
    void build(const QString &id);
    void show(const usage::Checked<usage::Groups> &groups);
    void openRow(const QModelIndex &index);
    void updateButtons();

    QStringList m_fields;
    Columns m_columns;
    QString m_field;
    std::unique_ptr<UsageGroupModel> m_model;
    TableView *m_table = nullptr;
    PlainLabel *m_others = nullptr;
    QPushButton *m_rows = nullptr, *m_gone = nullptr;
    UsageProof *m_proof = nullptr;
};

} // namespace gatehouse::ui
