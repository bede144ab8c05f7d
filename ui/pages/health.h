// The health page (H1 to H9): what is watched, how it is, how it was, and what hangs on it.
#pragma once

#include "items/healthmodel.h"
#include "ui/page.h"

#include <QTimer>

class QPushButton;
class QStackedWidget;
class QTabBar;

class QSystemTrayIcon;

namespace gatehouse::health {
class Alarm;
class Station;
struct Alert;
}

namespace gatehouse::ui {

class Badge;
class Banner;
class ChangeGate;
class HealthCards;
class HealthFailover;
class HealthModels;
class HealthTimeline;
class HealthUsage;
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
    void hideEvent(QHideEvent *event) override;

private:
    void buildHeader();
    void buildViews();
    void buildTable();
    void buildFurtherViews();
    void buildActions();
    void buildAlarm();
    void addView(const QString &id, const QString &title, QWidget *widget);
    void openView(const QString &id);
    void showAll();
    void showViews();
    void showState();
    void showAlerts(const std::vector<health::Alert> &alerts);
    void editAlerts();
    void askUsage();
    void showEmpty();
    void showMenu(const QString &key, const QPoint &at);
    void openEndpoint(const QString &key);
    void editEndpoint(const QString &key); // empty: a new one
    void removeEndpoint(const QString &key);
    void chooseEnv();
    void keepInTables();
    void removeTables();
    void followSystem();
    QString envKey() const;
    QString tablesKey() const;
    QTimeZone zone() const;

    health::Station *m_station = nullptr;
    health::Alarm *m_alarm = nullptr;
    QSystemTrayIcon *m_tray = nullptr; // made with the first alert
    ChangeGate *m_gate = nullptr;
    HealthUsage *m_usage = nullptr;
    qint64 m_usageAsked = 0;
    bool m_opened = false;
    int m_fits = 0;
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
    HealthModels *m_models = nullptr;
    HealthFailover *m_failover = nullptr;
    HealthTimeline *m_timeline = nullptr;
    PlainLabel *m_where = nullptr;
};

} // namespace gatehouse::ui
