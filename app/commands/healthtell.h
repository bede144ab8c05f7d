// Alerts of a watch without a window (H8): a webhook in a thread of its own.
#pragma once

#include "app/commands/command.h"
#include "health/alerts.h"

#include <memory>

class QThread;

namespace gatehouse::health {
class Alarm;
}

namespace gatehouse::commands {

std::vector<Option> alertOptions();

// --webhook, --webhook-from, --quiet, --degraded; no webhook: nobody is told. Invalid names the
// option; the address is in no sentence.
Result<health::AlertRules> alertRulesOf(Context &context);

class Teller
{
public:
    explicit Teller(const health::AlertRules &rules);
    ~Teller(); // waits a few seconds for what is on its way

    void seed(const QStringList &open); // incidents that were open before are not told again
    void tell(const std::vector<health::Reading> &readings);
    QStringList troubles(); // since the last time, one sentence each

private:
    struct Post;
    std::shared_ptr<Post> m_post;
    std::unique_ptr<QThread> m_thread;
    health::Alarm *m_alarm = nullptr; // lives in the thread; null: nobody is told
};

} // namespace gatehouse::commands
