// The foot of a window: is the server there, what is running, which time is it there.
#pragma once

#include "ui/workspace.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QProgressBar;
class QPushButton;

namespace gatehouse::ui {

class PlainLabel;

// Without a workspace (start page) it shows jobs and the clock only.
class StatusBar : public QFrame
{
    Q_OBJECT

public:
    explicit StatusBar(JobCentre &jobs, const Clock &clock, QWidget *parent = nullptr);
    void setWorkspace(Workspace *workspace); // null: none

Q_SIGNALS:
    void pageWanted(const QString &pageId); // the jobs were pressed

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void showConnection();
    void showJobs();
    void showTime();

    JobCentre &m_jobs;
    const Clock &m_clock;
    Workspace *m_workspace = nullptr;
    QLabel *m_dot;
    PlainLabel *m_connection, *m_zone, *m_time;
    QPushButton *m_jobsButton;
    QProgressBar *m_progress;
    QTimer m_second;
};

} // namespace gatehouse::ui
