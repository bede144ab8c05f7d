// The first view of the health page: model servers as cards, services and incidents below.
#pragma once

#include "ui/pages/healthcard.h"

#include <QTimer>

class QGridLayout;

namespace gatehouse {
class SettingsFile;
}

namespace gatehouse::ui {

class IncidentsCard;
class PlainLabel;
class TableView;

// Cards are made a few at a time, so that hundreds of endpoints never hold the window up.
class HealthCards : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMostCards = 60; // the table has them all

    HealthCards(SettingsFile &settings, QWidget *parent);

    void showRows(const std::vector<items::EndpointRow> &rows, const QTimeZone &zone);
    void showIncidents(const std::vector<items::IncidentRow> &incidents);
    bool isComplete() const { return m_cards.size() == m_wanted.size(); }

Q_SIGNALS:
    void openRequested(const QString &key);
    void menuRequested(const QString &key, const QPoint &globalPosition);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeFoot(SettingsFile &settings);
    void makeMore();
    void place();

    std::vector<items::EndpointRow> m_wanted; // of the cards
    QTimeZone m_zone = QTimeZone::utc();
    std::vector<EndpointCard *> m_cards;
    QTimer m_more;
    int m_columns = 0, m_fits = 0;
    QGridLayout *m_grid = nullptr;
    QWidget *m_cardArea = nullptr;
    PlainLabel *m_rest = nullptr;
    Card *m_services = nullptr;
    items::EndpointsModel *m_model = nullptr;
    TableView *m_table = nullptr;
    IncidentsCard *m_incidents = nullptr;
};

} // namespace gatehouse::ui
