#pragma once

#include "items/roles.h"

#include <QWidget>

namespace gatehouse::ui {

// A picture of the icon set in the colour of a severity; follows the theme. Decoration: say the
// same in words beside it.
class IconLabel : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(int side, QWidget *parent = nullptr);

    void setIcon(const QString &name, items::Severity severity = items::Severity::None);
    QSize sizeHint() const override { return QSize(m_side, m_side); }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_side;
    QString m_name;
    items::Severity m_severity = items::Severity::None;
};

} // namespace gatehouse::ui
