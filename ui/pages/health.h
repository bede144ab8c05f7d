// The health page (H1 to H9): what is watched, how it is, how it was, and what hangs on it.
#pragma once

#include "items/healthmodel.h"
#include "ui/page.h"

#include <QTimer>

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace gatehouse::health {
class Station;
}

namespace gatehouse::ui {

class Badge;
class Banner;
class ChangeGate;
class HealthCards;
class PageHeader;
class PlainLabel;
class TableView;

// Looks at the endpoints itself from the moment it was first shown until its window closes, unless
// somebody else looks at them already.
class HealthPage : public Page
{
    Q_OBJECT

public:
    explicit HealthPage(Workspace &workspace, QWidget *parent = nullptr);
    ~HealthPage() override;

    void refresh() override; // Check now
    bool isIdle() const override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    std::vector<PaletteEntry> paletteEntries() override;
    health::Station &station() { return *m_station; }
    const std::vector<items::EndpointRow> &rows() const { return m_rows; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildHeader();
    void buildViews();
    void buildTable();
    void buildActions();
    void addView(const QString &id, const QString &title, QWidget *widget);
    void openView(const QString &id);
    void showAll();
    void showState();
    void showEmpty();
    void showMenu(const QString &key, const QPoint &at);
    void openEndpoint(const QString &key);
    void editEndpoint(const QString &key); // empty: a new one
    void removeEndpoint(const QString &key);
    void chooseEnv();
    void keepInTables();
    void followSystem();
    QString envKey() const;
    QString tablesKey() const;
    QTimeZone zone() const;

    health::Station *m_station = nullptr;
    ChangeGate *m_gate = nullptr;
    bool m_opened = false;
    std::vector<items::EndpointRow> m_rows;
    QTimer m_show;

    PageHeader *m_header = nullptr;
    Badge *m_range = nullptr, *m_mode = nullptr;
    QPushButton *m_more = nullptr, *m_add = nullptr, *m_check = nullptr;
    Banner *m_banner = nullptr;
    QTabBar *m_tabs = nullptr;
    QStringList m_tabIds;
    QStackedWidget *m_stack = nullptr;
    HealthCards *m_cards = nullptr;
    items::EndpointsModel *m_model = nullptr;
    TableView *m_table = nullptr;
    PlainLabel *m_where = nullptr;
};

} // namespace gatehouse::ui
