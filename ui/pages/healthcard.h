// One endpoint on a card: its state, why, what it has, and its last day (UI.md, "Health").
#pragma once

#include "items/healthmodel.h"
#include "ui/widgets/card.h"

namespace gatehouse::ui {

class Badge;
class PlainLabel;
class Sparkline;
class StateStrip;

// Enter or a double click opens it; QWidget::actions() of the page come with its context menu.
class EndpointCard : public Card
{
    Q_OBJECT

public:
    explicit EndpointCard(QWidget *parent);

    void setRow(const items::EndpointRow &row, const QTimeZone &zone);
    const items::EndpointRow &row() const { return m_row; }

Q_SIGNALS:
    void openRequested(const QString &key);
    void menuRequested(const QString &key, const QPoint &globalPosition);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeTop();
    QWidget *makeFoot();
    void showStrip(const QTimeZone &zone);

    items::EndpointRow m_row;
    PlainLabel *m_title = nullptr, *m_place = nullptr, *m_reason = nullptr, *m_models = nullptr;
    PlainLabel *m_latency = nullptr, *m_uptime = nullptr;
    Badge *m_state = nullptr;
    StateStrip *m_strip = nullptr;
    Sparkline *m_line = nullptr;
};

} // namespace gatehouse::ui
