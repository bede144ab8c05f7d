#include "app/commands/healthtell.h"

#include "app/commands/words.h"
#include "health/alarm.h"

#include <QDeadlineTimer>
#include <QPromise>
#include <QThread>

#include <mutex>

namespace gatehouse::commands {

namespace {
constexpr int kLastWordsMs = 5000;
}

struct Teller::Post
{
    std::mutex mutex;
    QStringList troubles;
};

std::vector<Option> alertOptions()
{
    return {{"webhook", "URL",
                QT_TRANSLATE_NOOP("Command",
                    "POST one JSON document when an incident begins and one when it is over; other "
                    "users of this machine may see the address: prefer --webhook-from")},
        {"webhook-from", "NAME",
            QT_TRANSLATE_NOOP(
                "Command", "The same, with the address in this environment variable")},
        {"quiet", "HH:MM-HH:MM",
            QT_TRANSLATE_NOOP("Command",
                "Tell nobody between these local times; what is still so afterwards is told then")},
        {"degraded", nullptr,
            QT_TRANSLATE_NOOP("Command", "Also tell when an endpoint is only degraded")}};
}

Result<health::AlertRules> alertRulesOf(Context &context)
{
    health::AlertRules rules;
    rules.tray = false;
    rules.zone = QTimeZone::systemTimeZone();
    rules.degraded = context.has("degraded");
    if (context.has("quiet")) {
        const auto hours = health::quietHoursFrom(context.text("quiet"));
        if (!hours)
            return invalid(Words::tr("--quiet is two times of a day, like 22:00-07:00."));
        rules.quiet = true;
        rules.quietFrom = hours->first;
        rules.quietTo = hours->second;
    }
    QString address = context.text("webhook");
    if (context.has("webhook-from")) {
        if (context.has("webhook"))
            return invalid(Words::tr("Give --webhook or --webhook-from, not both."));
        address = qEnvironmentVariable(context.text("webhook-from").toLocal8Bit().constData());
        if (address.isEmpty())
            return invalid(
                Words::tr("The environment variable of --webhook-from is empty or not set."));
    }
    if (address.isEmpty())
        return rules;
    const auto secret = health::webhookSecret(address);
    if (const QString why = health::whyNoWebhook(address); !why.isEmpty())
        return invalid(why);
    rules.webhook = secret;
    return rules;
}

Teller::Teller(const health::AlertRules &rules) : m_post(std::make_shared<Post>())
{
    if (!rules.webhook)
        return;
    m_alarm = new health::Alarm;
    m_alarm->setRules(rules);
    QObject::connect(m_alarm, &health::Alarm::failed, m_alarm, [post = m_post](const Error &error) {
        const std::lock_guard lock(post->mutex);
        post->troubles << error.text;
    });
    m_thread = std::make_unique<QThread>();
    m_thread->setObjectName(u"health-alerts"_s);
    m_alarm->moveToThread(m_thread.get());
    m_thread->start();
}

Teller::~Teller()
{
    if (!m_alarm)
        return;
    QDeadlineTimer deadline(kLastWordsMs);
    bool idle = false;
    while (!idle && !deadline.hasExpired()) {
        const auto answer = std::make_shared<QPromise<bool>>();
        answer->start();
        const auto future = answer->future();
        QMetaObject::invokeMethod(m_alarm, [alarm = m_alarm, answer] {
            answer->addResult(alarm->webhook().isIdle());
            answer->finish();
        });
        idle = future.result();
        if (!idle)
            QThread::msleep(20);
    }
    m_alarm->deleteLater();
    m_thread->quit();
    m_thread->wait();
}

void Teller::seed(const QStringList &open)
{
    if (!m_alarm)
        return;
    health::Picture picture;
    for (const QString &endpoint : open) {
        health::Incident incident;
        incident.endpoint = endpoint;
        picture.incidents.push_back(incident);
    }
    QMetaObject::invokeMethod(m_alarm, [alarm = m_alarm, picture] { alarm->seed(picture); });
}

void Teller::tell(const std::vector<health::Reading> &readings)
{
    if (m_alarm && !readings.empty())
        QMetaObject::invokeMethod(m_alarm, [alarm = m_alarm, readings] { alarm->take(readings); });
}

QStringList Teller::troubles()
{
    const std::lock_guard lock(m_post->mutex);
    return std::exchange(m_post->troubles, {});
}

} // namespace gatehouse::commands
