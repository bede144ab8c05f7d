#include "ui/frame/startpane.h"

#include "ui/frame/desk.h"
#include "ui/frame/mainwindow.h"
#include "ui/start/startpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/progressrow.h"

#include <QVBoxLayout>

namespace gatehouse::ui {

StartPane::StartPane(Desk &desk, MainWindow &window)
    : QWidget(&window), m_desk(desk), m_banner(new Banner(this))
{
    setObjectName("startPane"_L1);
    m_page = new StartPage(desk.connections(), this);
    m_top = new QVBoxLayout;
    m_top->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, 0);
    m_top->addWidget(m_banner);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(m_top);
    column->addWidget(m_page, 1);
    setFocusProxy(m_page);
    connect(m_page, &StartPage::sandboxRequested, &window, &MainWindow::openSandbox);
    connect(m_page, &StartPage::openRequested, &window,
        [this, &window](const db::Profile &profile, std::shared_ptr<const Secret> password) {
            m_desk.openConnection(&window, profile, std::move(password));
        });
    connect(&desk, &Desk::sandboxStarted, this, &StartPane::followSandbox);
    connect(&desk.jobs(), &JobCentre::changed, this, &StartPane::showProgress);
    connect(&desk, &Desk::sandboxFailed, this, [this](const Error &error) {
        if (error.kind != Error::Kind::Cancelled)
            m_banner->showMessage(items::Severity::Bad, error.text);
    });
}

void StartPane::followSandbox(qint64 job)
{
    m_job = job;
    delete m_progress;
    m_progress = new ProgressRow(tr("Opening the sandbox"), this);
    m_progress->setObjectName("sandboxProgress"_L1);
    m_top->addWidget(m_progress);
    connect(
        m_progress, &ProgressRow::cancelRequested, this, [this] { m_desk.jobs().cancel(m_job); });
    m_banner->clear();
    showProgress(job);
}

void StartPane::showProgress(qint64 job)
{
    if (job != m_job || !m_progress)
        return;
    for (const JobRecord &record : m_desk.jobs().records()) {
        if (record.id != job)
            continue;
        if (record.state == JobState::Running)
            m_progress->setProgress(record.progress);
        else
            delete std::exchange(m_progress, nullptr);
    }
}

} // namespace gatehouse::ui
