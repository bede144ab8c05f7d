// What a window shows before a connection: the start page, a banner, and the sandbox as it comes
// up.
#pragma once

#include "base/result.h"

#include <QWidget>

class QVBoxLayout;

namespace gatehouse::ui {

class Banner;
class Desk;
class MainWindow;
class ProgressRow;
class StartPage;

class StartPane : public QWidget
{
    Q_OBJECT

public:
    StartPane(Desk &desk, MainWindow &window);
    Banner &banner() { return *m_banner; }
    StartPage &page() { return *m_page; }

private:
    void followSandbox(qint64 job);
    void showProgress(qint64 job);

    Desk &m_desk;
    Banner *m_banner;
    StartPage *m_page;
    QVBoxLayout *m_top;
    ProgressRow *m_progress = nullptr; // while the sandbox comes up
    qint64 m_job = 0;
};

} // namespace gatehouse::ui
