// The pages of a window, one below the other; a page that cannot be filled stays, greyed, and says
// why.
#pragma once

#include "ui/page.h"

#include <QFrame>

#include <map>

class QButtonGroup;

namespace gatehouse::ui {

class RailButton;

class Rail : public QFrame
{
    Q_OBJECT

public:
    explicit Rail(const std::vector<PageSpec> &pages, QWidget *parent = nullptr);

    void setReason(const QString &pageId, const QString &why); // empty: the page can be shown
    void setCurrent(const QString &pageId);                    // does not emit chosen()
    void focusCurrent();
    void setCompact(bool compact); // icons only

Q_SIGNALS:
    void chosen(const QString &pageId); // also of a greyed page

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::map<QString, RailButton *> m_buttons;
};

} // namespace gatehouse::ui
