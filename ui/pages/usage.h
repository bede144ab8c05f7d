// Usage logs (U1-U11): the requests of any number of rows, what they sum up to, and the way from
// each figure to its rows.
#pragma once

#include "ui/page.h"
#include "ui/pages/usagequery.h"

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace gatehouse::ui {

class Banner;
class BrowseBar;
class FilterBar;
class PageHeader;
class RangePicker;
class UsageChart;
class UsageLive;
class UsageRows;
class UsageTab;
class UsageViewsButton;
class UsageZoneButton;

// state() and restore(), also for Workspace::openPage("usage", state) of other pages; every member
// may be missing and then stays as it is:
//   {"filter": usage::toJson(filter),                  // range, zone, chips, text
//    "tab": "rows|key|model|endpoint|heat|percentiles",
//    "measure": "requests|errors|duration",            // of the chart
//    "compare": true,                                  // with the period before
//    "selection": {"from": ISO, "to": ISO},            // a part of the range; absent: all of it
//    "place": "usage_logs"}                            // table, where a system has several
// A state that cannot be read is answered by a sentence in the banner, and by the page as it was.
class UsagePage : public Page
{
    Q_OBJECT

public:
    explicit UsagePage(Workspace &workspace, QWidget *parent = nullptr);
    ~UsagePage() override;

    void refresh() override;
    void focusFilter() override;
    void cancelQuery() override;
    bool isIdle() const override;
    std::vector<PaletteEntry> paletteEntries() override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

    UsageQuery &query() { return *m_query; }
    UsageLive &live() { return *m_live; }

protected:
    void hideEvent(QHideEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    // usage.cpp
    void buildHeader();
    void buildFilter();
    void buildTabs();
    using MakeTab = std::function<UsageTab *(QWidget *parent)>;
    void addTab(const QString &id, const QString &title, MakeTab make);
    void showTab(int index);
    void buildActions();
    void openTab(const QString &id);
    QString tabId() const;
    // usagefollow.cpp: what changes what
    void followParts();
    void sourceOpened();
    void showFilter();
    void filterEdited();
    void setFilter(const usage::Filter &filter);
    void addChips(const std::vector<usage::Chip> &chips);
    void zoomTo(const usage::Span &span);
    void learnFields();
    void showFields();
    void showLive();
    // usageout.cpp
    void exportRows();
    void makeReport();
    QString filterInWords() const;
    // usagefollow.cpp
    void toggleLive();
    void fail(const Error &error);
    void offerViews();
    QString noteKey() const;

    UsageQuery *m_query = nullptr;
    UsageLive *m_live = nullptr;
    PageHeader *m_header = nullptr;
    QPushButton *m_place = nullptr, *m_liveButton = nullptr, *m_pause = nullptr;
    QPushButton *m_export = nullptr, *m_report = nullptr, *m_gone = nullptr;
    RangePicker *m_range = nullptr;
    UsageZoneButton *m_zone = nullptr;
    UsageViewsButton *m_views = nullptr;
    FilterBar *m_filterBar = nullptr;
    BrowseBar *m_counts = nullptr;
    Banner *m_banner = nullptr;
    UsageChart *m_chart = nullptr;
    QTabBar *m_tabBar = nullptr;
    QStackedWidget *m_stack = nullptr;
    UsageRows *m_rows = nullptr;
    struct Tab
    {
        QString id;
        MakeTab make;
        UsageTab *tab = nullptr; // null: never looked at
        QWidget *shown = nullptr;
    };
    std::vector<Tab> m_tabs;
    QMap<QString, QStringList> m_values;
    QStringList m_members;
    QString m_note;       // what the reader must know of this place
    QJsonObject m_wanted; // to be restored when the source is there
    bool m_pausedHidden = false;
};

} // namespace gatehouse::ui
