// A word in an outlined box: the widget beside the delegate of the same look.
#pragma once

#include "items/roles.h"

#include <QWidget>

namespace gatehouse::ui {

class Badge : public QWidget
{
    Q_OBJECT

public:
    explicit Badge(QWidget *parent = nullptr, bool sign = false);

    void setBadge(const QString &text, items::Severity severity);
    const QString &text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    items::Severity m_severity = items::Severity::Unknown;
    bool m_sign;
};

// LimitBar: the bar of LimitBarDelegate, at the height it is given (9 by default).
class LimitBar : public QWidget
{
    Q_OBJECT

public:
    explicit LimitBar(QWidget *parent = nullptr);

    void setLimit(const items::Limit &limit, const QString &description); // for the screen reader
    QSize sizeHint() const override { return QSize(120, 9); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    items::Limit m_limit;
};

} // namespace gatehouse::ui
