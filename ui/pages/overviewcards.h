// The lists of the overview: the largest, what needs somebody, what was changed.
#pragma once

#include "trail/latest.h"
#include "ui/pages/overviewneeds.h"
#include "ui/widgets/card.h"
#include "ui/widgets/overlay.h"

#include <QAbstractButton>
#include <QTimeZone>

class QScrollArea;
class QVBoxLayout;

namespace gatehouse::ui {

// A card with rows that scroll when there are more than fit.
class ListCard : public Card
{
    Q_OBJECT

public:
    ListCard(const QString &title, const QString &objectName, QWidget *parent);

    Overlay &overlay() { return *m_overlay; }
    int rowCount() const { return m_count; }

protected:
    void clearRows();
    void addRow(QWidget *row);
    QScrollArea *area() { return m_area; }

private:
    QScrollArea *m_area = nullptr; // what the overlay covers
    QVBoxLayout *m_rows = nullptr;
    Overlay *m_overlay = nullptr;
    int m_count = 0;
};

// One line of the largest: name, share as a bar, count. A click or Enter shows its rows.
class BarRow : public QAbstractButton
{
    Q_OBJECT

public:
    BarRow(const QString &name, const QString &count, double part, bool muted, QWidget *parent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name, m_count;
    double m_part; // of the largest, 0 to 1
    bool m_muted;
};

class TopCard : public ListCard
{
    Q_OBJECT

public:
    explicit TopCard(QWidget *parent);
    void showGroups(const usage::Groups &groups);

Q_SIGNALS:
    void chosen(const gatehouse::usage::Chip &chip);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit(); // as many as there is room for; how many more is said

    std::vector<BarRow *> m_bars;
    qint64 m_groups = 0;
};

class NeedsCard : public ListCard
{
    Q_OBJECT

public:
    explicit NeedsCard(QWidget *parent);
    // Keeps the rows, and with them the focus, while nothing changed. `reachable`: whether a page
    // can be shown now; a way that leads nowhere is not offered.
    void showNeeds(const std::vector<Need> &needs,
        const std::function<bool(const PageTarget &)> &reachable);

Q_SIGNALS:
    void chosen(const gatehouse::ui::PageTarget &target);

private:
    std::vector<Need> m_needs;
    QStringList m_reached;
};

class ChangesCard : public ListCard
{
    Q_OBJECT

public:
    explicit ChangesCard(QWidget *parent);
    void showChanges(
        const std::vector<trail::Told> &changes, const QTimeZone &zone, const QDateTime &now);

private:
    std::vector<trail::Told> m_changes;
};

} // namespace gatehouse::ui
