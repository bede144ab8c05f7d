// The reporting zone of the page (U8): days, hours and every time shown are in it.
#pragma once

#include <QPushButton>
#include <QTimeZone>

class QDialog;

namespace gatehouse::ui {

class UsageZoneButton : public QPushButton
{
    Q_OBJECT

public:
    // `usual`: the zones offered first, by IANA id (the profile's, the service's).
    UsageZoneButton(const QStringList &usual, QWidget *parent);

    void setZone(const QTimeZone &zone); // does not signal
    void setUsual(const QStringList &usual);

Q_SIGNALS:
    void chosen(const QString &zoneId);

private:
    void fill();
    void askOther();

    QStringList m_usual;
    QString m_zone;
};

} // namespace gatehouse::ui
