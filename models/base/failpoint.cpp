#include "base/failpoint.h"

#ifdef GATEHOUSE_FAILPOINTS

#include <QByteArray>
#include <QList>

#include <atomic>
#include <chrono>
#include <thread>
#include <unistd.h>

namespace gatehouse {

namespace {
struct Plan
{
    QByteArray name, action;
    int at = 1;
    int sleepMs = 0;
};

const Plan &plan()
{
    static const Plan parsed = [] {
        Plan result;
        const QList<QByteArray> parts = qgetenv("GATEHOUSE_FAIL").split(':');
        result.name = parts.value(0);
        result.at = std::max(1, parts.value(1, "1").toInt());
        result.action = parts.value(2, "error");
        result.sleepMs = parts.value(3, "1000").toInt();
        return result;
    }();
    return parsed;
}
} // namespace

Result<> failPoint(const char *name)
{
    static std::atomic<int> passed = 0;
    if (plan().name.isEmpty() || plan().name != name || ++passed != plan().at)
        return Done{};
    if (plan().action == "exit")
        ::_exit(86);
    if (plan().action == "sleep") {
        std::this_thread::sleep_for(std::chrono::milliseconds(plan().sleepMs));
        return Done{};
    }
    return ioError(u"A fail point of the test build was reached."_s, QString::fromLatin1(name));
}

} // namespace gatehouse

#endif
