// Two hundred endpoints on one page, looked at again and again: the window never stands still and
// its memory stays flat. A short run of what an hour would be.
#include "support/fakeserver.h"
#include "support/testcluster.h"
#include "support/windows.h"

#include "health/endpointlist.h"
#include "health/station.h"
#include "systems/description.h"
#include "ui/pages/health.h"

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

constexpr int kEndpoints = 200, kServers = 20, kRounds = 12;

qint64 residentKiB()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QFile::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * 4;
}

} // namespace

class HealthMany : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoHundredEndpoints()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // no keychain
        QTemporaryDir folder;
        qputenv("GATEHOUSE_DATA_DIR", folder.filePath(u"data"_s).toUtf8());
        qputenv("GATEHOUSE_CONFIG_DIR", folder.filePath(u"config"_s).toUtf8());
        TestCluster server;
        QVERIFY2(server.isUp(), server.trouble().constData());
        std::vector<std::unique_ptr<FakeServer>> fakes;
        std::vector<health::Endpoint> endpoints;
        for (int i = 0; i < kEndpoints; ++i) {
            if (i < kServers) {
                fakes.push_back(std::make_unique<FakeServer>());
                fakes.back()->keepsRequests = false;
                makeOllama(*fakes.back(), "m0", true);
            }
            health::Endpoint one;
            one.id = one.title = u"server %1"_s.arg(i);
            one.kind = u"ollama"_s;
            one.url = i % 10 == 9 ? u"http://127.0.0.1:1"_s : fakes[size_t(i % kServers)]->url();
            one.expectedModel = u"m%1"_s.arg(i % 10 == 9 || i % 2 ? i : 0) + u":latest"_s;
            one.path = u"/%1"_s.arg(i);
            one.realm = QString::number(i); // tells their histories apart
            one.intervalSeconds = 10;
            endpoints.push_back(one);
        }
        QVERIFY(bool(health::saveEndpoints(u"many"_s, endpoints)));
        Windows windows(folder.filePath(u"settings.ini"_s));
        auto *window = windows.open(profileOf(server->info(), u"many"_s));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window), 30000);
        Watchdog dog;
        window->showPage(u"health"_s);
        const auto page = [&] {
            return qobject_cast<HealthPage *>(window->view()->pages().currentPage());
        };
        QTRY_VERIFY_WITH_TIMEOUT(page(), 20000);
        const auto seen = [&] {
            return std::count_if(page()->rows().begin(), page()->rows().end(),
                [](const items::EndpointRow &row) { return row.at > 0; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(seen(), kEndpoints, 60000);
        qint64 settled = 0;
        for (int round = 0; round < kRounds; ++round) {
            page()->station().lookNow();
            const qint64 began = page()->station().now();
            QTRY_VERIFY_WITH_TIMEOUT(std::all_of(endpoints.begin(), endpoints.end(),
                                         [&](const health::Endpoint &one) {
                                             const health::Seen *last =
                                                 page()->station().seen(one.key());
                                             return last && last->at >= began - 1000;
                                         }),
                60000);
            if (round == kRounds / 2)
                settled = residentKiB();
        }
        dog.check();
        QVERIFY(settled > 0); // it can be measured here
        const qint64 grown = residentKiB() - settled;
        qInfo("%d endpoints, %d rounds: %lld KiB, %lld more in the second half", kEndpoints, kRounds,
            static_cast<long long>(settled),
            static_cast<long long>(grown));
        QVERIFY2(grown < 20 * 1024, qPrintable(QString::number(grown)));
    }
};

QTEST_MAIN(HealthMany)
#include "healthpage_many.moc"
