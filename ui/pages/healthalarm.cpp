// Alerts of the health page: rules, the tray and what the webhook answered.
#include "ui/pages/health.h"

#include "base/deliver.h"
#include "base/later.h"
#include "base/safetext.h"
#include "health/alarm.h"
#include "health/station.h"
#include "ui/pages/healthalertsdialog.h"
#include "ui/theme/icons.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"

#include <QPointer>
#include <QSystemTrayIcon>

namespace gatehouse::ui {

namespace {

// Some desktops read a notification as markup.
QString plain(QString text) { return safeText(text.replace(u'<', QChar(0x2039)), 300); }

} // namespace

void HealthPage::buildAlarm()
{
    m_alarm = new health::Alarm(this);
    deliver(later([id = m_workspace.profile().id] { return health::loadAlertRules(id); }), this,
        [this](const Result<health::AlertRules> &rules) {
            if (rules)
                m_alarm->setRules(rules.value());
            else
                m_banner->showMessage(items::Severity::Warn, rules.error().text);
        });
    connect(m_station, &health::Station::readingsCame, m_alarm, &health::Alarm::take);
    connect(
        m_station, &health::Station::begins, this, [this] { m_alarm->seed(m_station->picture()); });
    connect(m_alarm, &health::Alarm::notify, this, &HealthPage::showAlerts);
    connect(m_alarm, &health::Alarm::failed, this,
        [this](const Error &error) { m_banner->showMessage(items::Severity::Warn, error.text); });
}

// A whole machine that falls is one notification.
void HealthPage::showAlerts(const std::vector<health::Alert> &alerts)
{
    const health::Alert &first = alerts.front();
    QString title = health::alertTitle(first), text = health::alertText(first);
    const bool over = std::all_of(
        alerts.begin(), alerts.end(), [](const health::Alert &alert) { return alert.isOver; });
    if (alerts.size() > 1) {
        QStringList titles;
        for (const health::Alert &alert : alerts)
            titles << health::alertTitle(alert);
        title = over ? tr("%n endpoint(s) (is|are) well again", nullptr, int(alerts.size()))
                     : tr("%n endpoint(s) (needs|need) you", nullptr, int(alerts.size()));
        text = titles.join(u", "_s);
    }
    m_banner->showMessage(over ? items::Severity::Good : items::stateSeverity(first.state),
        tr("%1. %2").arg(title, text));
    if (!m_alarm->rules().tray || !QSystemTrayIcon::isSystemTrayAvailable())
        return;
    if (!m_tray) {
        m_tray = new QSystemTrayIcon(icon(u"activity"_s), this);
        m_tray->setToolTip(u"Gatehouse"_s);
        m_tray->show();
    }
    m_tray->showMessage(
        plain(title), plain(text), over ? QSystemTrayIcon::Information : QSystemTrayIcon::Warning);
}

void HealthPage::editAlerts()
{
    health::AlertRules rules = m_alarm->rules();
    rules.zone = zone();
    auto *dialog = new HealthAlertsDialog(
        rules, QSystemTrayIcon::isSystemTrayAvailable(), targetOf(m_workspace), this);
    connect(dialog, &HealthAlertsDialog::testWanted, m_alarm,
        [this](const health::AlertRules &draft) { m_alarm->tryOut(draft, m_station->now()); });
    connect(
        m_alarm, &health::Alarm::toldWebhook, dialog, [dialog] { dialog->showOutcome(Done{}); });
    connect(m_alarm, &health::Alarm::failed, dialog,
        [dialog](const Error &error) { dialog->showOutcome(error); });
    connect(dialog, &HealthAlertsDialog::edited, this, [this](const health::AlertRules &edited) {
        m_alarm->setRules(edited);
        deliver(later([id = m_workspace.profile().id, edited] {
            return health::saveAlertRules(id, edited);
        }),
            this, [this](const Result<> &done) {
                if (!done)
                    m_banner->showMessage(items::Severity::Bad, done.error().text);
            });
    });
    dialog->open();
}

} // namespace gatehouse::ui
