// Which span of time a page shows, in the profile's reporting zone (U8).
#pragma once

#include "base/timerange.h"

#include <QFrame>
#include <QPushButton>

class QDateTimeEdit;

namespace gatehouse::ui {

class PlainLabel;

class RangePicker : public QPushButton
{
    Q_OBJECT

public:
    explicit RangePicker(QWidget *parent = nullptr);

    void setRange(const TimeRange &range); // does not signal
    const TimeRange &range() const { return m_range; }
    void setZone(const QTimeZone &zone);
    const QTimeZone &zone() const { return m_zone; }
    void openCustom(); // the small form for from and to

Q_SIGNALS:
    void rangeChanged(const gatehouse::TimeRange &range);

private:
    void choose(const TimeRange &range);
    void updateText();

    TimeRange m_range;
    QTimeZone m_zone = QTimeZone::utc();
};

// From and to, typed in the zone's wall time. A popup that deletes itself.
class RangeForm : public QFrame
{
    Q_OBJECT

public:
    RangeForm(const TimeRange &start, const QTimeZone &zone, QWidget *parent);

Q_SIGNALS:
    void accepted(const gatehouse::TimeRange &range);

private:
    QDateTimeEdit *makeEdit(const QDateTime &value, const QString &name, const QString &objectName);
    QDateTime typed(const QDateTimeEdit *edit) const;
    void check();

    QTimeZone m_zone;
    QDateTimeEdit *m_from = nullptr;
    QDateTimeEdit *m_to = nullptr;
    PlainLabel *m_note = nullptr;
    QPushButton *m_apply = nullptr;
};

} // namespace gatehouse::ui
