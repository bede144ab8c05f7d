#include "ui/frame/statusbar.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QTimeZone>

namespace gatehouse::ui {

namespace {

constexpr int kHeight = 28, kIcon = 12;

PlainLabel *smallLabel(const QString &name, QWidget *parent)
{
    auto *label = new PlainLabel(parent);
    label->setObjectName(name);
    label->setFont(smallFont());
    return label;
}

struct Shown
{
    QString icon, text;
    items::Severity severity;
};

Shown shownState(const db::Link &link, const QLocale &locale)
{
    using State = db::Link::State;
    switch (link.state()) {
    case State::Connected:
        if (link.latencyMicroseconds() < 0)
            return {u"circle-check"_s, StatusBar::tr("connected"), items::Severity::Good};
        return {u"circle-check"_s,
            StatusBar::tr("connected, %1 ms")
                .arg(locale.toString(link.latencyMicroseconds() / 1000.0, 'f', 1)),
            items::Severity::Good};
    case State::Connecting:
        return {u"loader"_s, StatusBar::tr("connecting"), items::Severity::Unknown};
    case State::Lost:
        return {u"unplug"_s, StatusBar::tr("connection lost"), items::Severity::Bad};
    case State::Closed:
        break;
    }
    return {u"circle"_s, StatusBar::tr("not connected"), items::Severity::Unknown};
}

} // namespace

StatusBar::StatusBar(JobCentre &jobs, const Clock &clock, QWidget *parent)
    : QFrame(parent),
      m_jobs(jobs),
      m_clock(clock),
      m_dot(new QLabel(this)),
      m_connection(smallLabel(u"connectionState"_s, this)),
      m_zone(smallLabel(u"zone"_s, this)),
      m_time(smallLabel(u"clock"_s, this)),
      m_jobsButton(new QPushButton(this)),
      m_progress(new QProgressBar(this))
{
    setObjectName("statusBar"_L1);
    setFixedHeight(kHeight);
    m_jobsButton->setObjectName("jobsButton"_L1);
    m_jobsButton->setProperty("kind", u"link"_s);
    m_jobsButton->setFont(smallFont());
    m_progress->setObjectName("jobsProgress"_L1);
    m_progress->setAccessibleName(tr("Progress of the running job"));
    m_progress->setFixedWidth(96);
    m_progress->setTextVisible(false);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::kMedium, 1, space::kMedium, 0);
    row->setSpacing(6);
    row->addWidget(m_dot);
    row->addWidget(m_connection);
    row->addSpacing(space::kMedium);
    row->addWidget(m_jobsButton);
    row->addWidget(m_progress);
    row->addStretch();
    row->addWidget(m_zone);
    row->addSpacing(space::kMedium);
    row->addWidget(m_time);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &StatusBar::showTime);
    connect(&jobs, &JobCentre::changed, this, &StatusBar::showJobs);
    connect(m_jobsButton, &QPushButton::clicked, this, [this] { Q_EMIT pageWanted(u"jobs"_s); });
    connect(&Theme::current(), &Theme::changed, this, &StatusBar::showConnection);
    setWorkspace(nullptr);
    showJobs();
}

void StatusBar::setWorkspace(Workspace *workspace)
{
    m_workspace = workspace;
    if (workspace) {
        connect(&workspace->link(), &db::Link::stateChanged, this, &StatusBar::showConnection);
        connect(&workspace->link(), &db::Link::heartbeat, this, &StatusBar::showConnection);
        connect(workspace, &QObject::destroyed, this, [this, workspace] {
            if (m_workspace == workspace)
                setWorkspace(nullptr);
        });
    }
    m_dot->setVisible(workspace);
    m_connection->setVisible(workspace);
    showConnection();
    showTime();
}

void StatusBar::showConnection()
{
    if (!m_workspace)
        return;
    const Shown shown = shownState(m_workspace->link(), locale());
    m_dot->setPixmap(
        iconPixmap(shown.icon, tokens().of(shown.severity), kIcon, devicePixelRatioF()));
    m_connection->setText(shown.text);
    m_connection->setToolTip(safeText(m_workspace->link().lastError().text, kToolTipLength));
}

void StatusBar::showJobs()
{
    const int running = m_jobs.running();
    m_jobsButton->setText(tr("Jobs: %n running", nullptr, running));
    m_jobsButton->setVisible(running > 0);
    m_progress->setVisible(running > 0);
    if (running == 0)
        return;
    const auto records = m_jobs.records();
    const auto first = std::find_if(records.begin(), records.end(),
        [](const JobRecord &r) { return r.state == JobState::Running; });
    if (first == records.end())
        return;
    const auto total = first->progress.total.value_or(0);
    m_progress->setRange(0, total > 0 ? 1000 : 0); // without a total the bar only moves
    m_progress->setValue(total > 0 ? int(first->progress.done * 1000 / total) : 0);
    m_progress->setToolTip(safeText(first->title));
}

void StatusBar::showTime()
{
    const QByteArray zoneId =
        m_workspace ? m_workspace->profile().zone.toUtf8() : QTimeZone::systemTimeZoneId();
    const QTimeZone zone(zoneId);
    const QDateTime there = m_clock.now().toTimeZone(zone.isValid() ? zone : QTimeZone::utc());
    const bool utc = !zone.isValid() || zoneId == "Etc/UTC";
    m_zone->setText(tr("times in %1").arg(utc ? u"UTC"_s : QString::fromUtf8(zoneId)));
    m_time->setText(locale().toString(there.time(), u"HH:mm:ss"_s));
    m_time->setToolTip(locale().toString(there, QLocale::LongFormat));
}

void StatusBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
    painter.fillRect(0, 0, width(), 1, tokens().border);
}

void StatusBar::showEvent(QShowEvent *event)
{
    m_second.start();
    showTime();
    QFrame::showEvent(event);
}

void StatusBar::hideEvent(QHideEvent *event)
{
    m_second.stop();
    QFrame::hideEvent(event);
}

} // namespace gatehouse::ui
