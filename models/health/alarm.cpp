#include "health/alarm.h"

#include "health/words.h"

namespace gatehouse::health {

Alarm::Alarm(QObject *parent) : QObject(parent), m_webhook(this), m_trial(this)
{
    for (Webhook *webhook : {&m_webhook, &m_trial}) {
        connect(webhook, &Webhook::sent, this, &Alarm::toldWebhook);
        connect(webhook, &Webhook::failed, this, &Alarm::failed);
    }
}

void Alarm::setRules(const AlertRules &rules)
{
    m_rules = rules;
    m_webhook.setAddress(rules.webhook);
}

void Alarm::seed(const Picture &picture)
{
    for (const Incident &incident : picture.incidents)
        if (incident.end == 0)
            m_book.known(incident.endpoint);
}

void Alarm::take(const std::vector<Reading> &readings)
{
    const std::vector<Alert> alerts = m_book.take(readings, m_rules);
    for (const Alert &alert : alerts)
        m_webhook.send(alertJson(alert));
    if (!alerts.empty())
        Q_EMIT notify(alerts);
}

void Alarm::tryOut(const AlertRules &rules, qint64 now)
{
    const Alert alert{false, u"test"_s, Words::tr("A test of alerts"), State::Down, u"test"_s,
        Words::tr("nothing is wrong, this only shows how an alert looks"), now, now};
    m_trial.setAddress(rules.webhook);
    m_trial.send(alertJson(alert));
    if (rules.tray)
        Q_EMIT notify({alert});
}

} // namespace gatehouse::health
