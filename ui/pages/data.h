// Any table or view (D11): browsed in the windowed grid, edited as gathered changes that are tried
// out, shown as SQL and applied in one transaction.
#pragma once

#include "items/browsemodel.h"
#include "items/filters.h"
#include "items/pendingedits.h"
#include "ui/page.h"

class QPushButton;
class QSplitter;

namespace gatehouse::ui {

class Banner;
class BrowseTable;
class Card;
class ChangeGate;
class CountLabel;
class DataDetail;
class DataTree;
class FilterBar;
class PageHeader;
class TableView;

// state(): {"schema", "table", "filter": [...]}; restore() opens that table. Edits of a table stay
// pending while others are looked at, until they are applied, taken back, or the page goes.
class DataPage : public Page
{
    Q_OBJECT

public:
    explicit DataPage(Workspace &workspace, QWidget *parent = nullptr);
    ~DataPage() override;

    void refresh() override;
    void focusFilter() override;
    void cancelQuery() override;
    bool isIdle() const override;
    std::vector<PaletteEntry> paletteEntries() override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

    void openTable(const db::Identifier &name, const QList<items::Condition> &filter = {});
    void editCell(int row, const QString &column);
    const tables::ChangeSet &edits() const { return m_edits; }

private:
    struct Place
    {
        db::Identifier name{QString()};
        QList<items::Condition> filter{};
    };
    // data.cpp
    void buildHeader();
    void buildBody();
    void buildPending();
    void newTable(const QString &settingsId);
    void readTree();
    void readTable();
    void take(std::shared_ptr<const tables::Table> table);
    void showFields();
    void ask();
    void askIn(const browse::Order &order);
    void dress();
    void goBack();
    void follow(const db::Identifier &name, const QStringList &columns, const QStringList &values);
    void fail(const Error &error);
    // dataedit.cpp
    void decorate();
    tables::RowKey keyAt(int row) const;
    QString whyNothing(const QString &why) const; // a standby changes nothing
    void addRow(int change);
    void deleteRows();
    void editPending(int line);
    void openValue(const tables::SeenRow &seen, const QString &column);
    void look(int row, std::function<void(const tables::SeenRow &)> then);
    void undo();
    void discard();
    void showEdits();
    void keepEdits();
    // datareview.cpp
    void review();
    void applied(const Result<tables::Outcome> &outcome, int count);
    template <typename F, typename Then>
    void act(F f, Then then);

    ChangeGate *m_gate = nullptr;
    Place m_place;
    QList<Place> m_past;
    std::shared_ptr<const tables::Table> m_described;
    std::unique_ptr<items::BrowseModel> m_model;
    tables::ChangeSet m_edits;
    std::vector<tables::Placed> m_troubles;
    QHash<QString, tables::ChangeSet> m_kept; // of other tables, by quoted name
    CancelToken m_reading, m_working;
    int m_waiting = 0;

    PageHeader *m_header = nullptr;
    QPushButton *m_back = nullptr, *m_add = nullptr, *m_delete = nullptr;
    FilterBar *m_filterBar = nullptr;
    CountLabel *m_count = nullptr;
    Banner *m_banner = nullptr, *m_why = nullptr;
    QSplitter *m_splitter = nullptr, *m_middle = nullptr;
    DataTree *m_tree = nullptr;
    BrowseTable *m_table = nullptr;
    DataDetail *m_detail = nullptr;
    Card *m_pending = nullptr;
    TableView *m_list = nullptr;
    items::TableModel<items::PendingEdit> *m_lines = nullptr;
    QPushButton *m_undo = nullptr, *m_discard = nullptr, *m_review = nullptr;
};

} // namespace gatehouse::ui
