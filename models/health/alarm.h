// Follows readings and tells people (H8): the book of incidents, its rules and their webhook.
#pragma once

#include "health/historystore.h"
#include "health/webhook.h"

namespace gatehouse::health {

// One thread with an event loop; moveToThread() takes all of it along. What is shown on a desktop
// is the listener's.
class Alarm : public QObject
{
    Q_OBJECT

public:
    explicit Alarm(QObject *parent = nullptr);

    void setRules(const AlertRules &rules);
    const AlertRules &rules() const { return m_rules; }
    void seed(const Picture &picture); // incidents that are open already are not told again
    void take(const std::vector<Reading> &readings);
    void tryOut(const AlertRules &rules, qint64 now); // says "a test" the ways these rules name
    Webhook &webhook() { return m_webhook; }

Q_SIGNALS:
    void notify(const std::vector<gatehouse::health::Alert> &alerts); // of one moment
    void toldWebhook();
    void failed(const gatehouse::Error &error);

private:
    AlertRules m_rules;
    AlertBook m_book;
    Webhook m_webhook, m_trial;
};

} // namespace gatehouse::health
