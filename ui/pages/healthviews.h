// Further views of the health page: models (H5, H7), what falls if (H6), one time axis (H9).
#pragma once

#include "items/healthlinks.h"
#include "items/healthmodel.h"
#include "ui/pages/healthusage.h"

#include <QWidget>

class QComboBox;

namespace gatehouse {
class SettingsFile;
}

namespace gatehouse::health {
class Station;
}

namespace gatehouse::ui {

class PlainLabel;
class StateStrip;
class TableView;
class TimeChart;

// Used, configured, installed and loaded, side by side.
class HealthModels : public QWidget
{
    Q_OBJECT

public:
    HealthModels(SettingsFile &settings, QWidget *parent);
    void show(const health::Station &station, const std::optional<HealthTraffic> &traffic);

private:
    items::ModelsModel *m_model;
    TableView *m_table;
    PlainLabel *m_note;
    int m_fits = 0;
};

// Choose what falls; the agents and who serves them then.
class HealthFailover : public QWidget
{
    Q_OBJECT

public:
    HealthFailover(SettingsFile &settings, QWidget *parent);
    void show(const health::Station &station, const std::vector<items::EndpointRow> &rows);
    void choose(const QString &key);
    QString outcome() const; // what happens, in words

private:
    void simulate();

    std::vector<health::Route> m_routes;
    QHash<QString, QString> m_titles;
    QSet<QString> m_down;
    items::AgentsModel *m_model;
    TableView *m_table;
    QComboBox *m_fallen;
    PlainLabel *m_says;
};

// Looks at one endpoint and requests to the back end over the same 24 hours.
class HealthTimeline : public QWidget
{
    Q_OBJECT

public:
    explicit HealthTimeline(QWidget *parent);
    void show(const health::Station &station, const std::vector<items::EndpointRow> &rows,
        const std::optional<HealthTraffic> &traffic, const QTimeZone &zone);
    void choose(const QString &key);

Q_SIGNALS:
    void rangeSelected(const QDateTime &from, const QDateTime &to);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showChosen();
    void showLatency();
    void showRequests();
    void align();

    const health::Station *m_station = nullptr;
    std::vector<items::EndpointRow> m_rows;
    std::optional<HealthTraffic> m_traffic;
    QTimeZone m_zone = QTimeZone::utc();
    QComboBox *m_endpoint;
    PlainLabel *m_says;
    QWidget *m_stripRow, *m_latencyRow, *m_requestsRow;
    StateStrip *m_strip;
    TimeChart *m_latency, *m_requests;
};

// Fills a box with endpoints by key, and keeps what was chosen.
void fillEndpoints(QComboBox &box, const std::vector<items::EndpointRow> &rows, bool modelsOnly,
    const QString &first);

} // namespace gatehouse::ui
