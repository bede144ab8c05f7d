// 200 endpoints, a part of them broken in every way, looked at again and again: nobody is forgotten,
// and memory stays flat. The hour of the requirement is shortened to rounds of a second.
#include "health/watch.h"
#include "support/fakeserver.h"

#include <QFile>
#include <QHash>
#include <QTest>

#include <atomic>
#include <mutex>

#include <malloc.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::health;
using test::FakeServer;

namespace {

constexpr int kEndpoints = 200, kWarmUp = 6, kMeasured = 12;

qint64 residentBytes()
{
    ::malloc_trim(0);
    QFile statm(u"/proc/self/statm"_s);
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
}

} // namespace

class HealthLoadTest : public QObject
{
    Q_OBJECT

    std::vector<std::unique_ptr<FakeServer>> m_fakes;

    std::vector<Endpoint> endpoints()
    {
        using Mode = FakeServer::Mode;
        const std::vector<Mode> modes{Mode::Http, Mode::Http, Mode::Http, Mode::Http, Mode::Http,
            Mode::Http, Mode::Cut, Mode::HangUp, Mode::Raw, Mode::Silent};
        std::vector<Endpoint> all;
        for (int i = 0; i < kEndpoints; ++i) {
            m_fakes.push_back(std::make_unique<FakeServer>(modes[size_t(i) % modes.size()]));
            FakeServer &fake = *m_fakes.back();
            fake.raw = "SSH-2.0-OpenSSH\r\n";
            fake.keepsRequests = false;
            test::makeOllama(fake, i % 2 ? "llama3.2:3b" : "gemma2:2b", true);
            Endpoint one;
            one.id = one.title = QString::number(i);
            one.kind = u"ollama"_s;
            one.url = fake.url();
            one.expectedModel = u"llama3.2:3b"_s;
            one.intervalSeconds = 1;
            one.timeouts = {30000, 30000, 30000};
            if (fake.mode == Mode::Silent)
                one.timeouts.firstByteMs = 100;
            all.push_back(one);
        }
        return all;
    }

private Q_SLOTS:
    void twoHundredEndpointsStayFlat()
    {
        std::mutex mutex;
        QHash<QString, int> looks;
        QHash<QString, State> states;
        const std::vector<Endpoint> all = endpoints();
        Watch watch(all, [&](const Endpoint &endpoint, const Reading &reading, const Judgement &) {
            const std::lock_guard lock(mutex);
            ++looks[endpoint.id];
            states[endpoint.id] = reading.shown;
        });
        // Rounds of those that answer; the broken ones are looked at less and less often.
        const auto rounds = [&] {
            const std::lock_guard lock(mutex);
            int fewest = looks.size() < kEndpoints ? 0 : std::numeric_limits<int>::max();
            for (int i = 0; i < kEndpoints; ++i)
                if (i % 10 < 6)
                    fewest = std::min(fewest, looks.value(QString::number(i)));
            return fewest;
        };
        QTRY_VERIFY_WITH_TIMEOUT(rounds() >= kWarmUp, 240'000);
        const qint64 before = residentBytes();
        QTRY_VERIFY_WITH_TIMEOUT(rounds() >= kMeasured, 240'000);
        const qint64 grown = residentBytes() - before;
        QVERIFY2(grown < 8'000'000, qPrintable(QString::number(grown)));
        const std::lock_guard lock(mutex);
        for (int i = 0; i < kEndpoints; ++i) {
            const State state = states.value(QString::number(i));
            const State wanted = i % 10 >= 6 ? State::Down : i % 2 ? State::Up : State::WrongModel;
            QVERIFY2(state == wanted, qPrintable(u"%1 %2"_s.arg(i).arg(stateId(state))));
        }
    }
};

QTEST_GUILESS_MAIN(HealthLoadTest)
#include "healthload.moc"
