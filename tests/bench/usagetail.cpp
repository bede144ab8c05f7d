// A live tail while a service writes 1,000 rows a second, some of them committed late: how far it
// is behind, whether a row is lost. --full: for ten minutes
#include "bench/usagebed.h"
#include "support/opentransaction.h"

#include "usage/tail.h"

#include <QCoreApplication>

#include <atomic>
#include <thread>

using namespace gatehouse;

namespace {

constexpr int kPerBatch = 50, kBatchMs = 50; // 1,000 a second

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int seconds = bench::isFull(argc, argv) ? 600 : 30;
    bench::UsageBed bed(100'000);
    const QString database = QStringLiteral("ollama_gateway");
    auto reader = bed.server().open(database);
    std::atomic<qint64> written = 0;
    std::atomic<bool> over = false;
    usage::Filter filter;
    usage::TailBatch batch;
    QElapsedTimer clock;
    clock.start();
    auto begun = test::run(*reader, [&](db::Sql &sql) {
        return usage::Tail::begin(sql, bed.source, filter, 0, clock.elapsed(), &batch);
    });
    if (!begun)
        qFatal("%s", qPrintable(begun.error().detail));
    usage::Tail tail = std::move(begun).value();
    std::thread writer([&] {
        auto session = bed.server().open(database);
        const QString insert = QStringLiteral(
            "INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") "
            "SELECT 'edgellm-live', '/api/chat', 'llama3.2', 0.4, now() AT TIME ZONE 'UTC' FROM "
            "generate_series(1, %1)");
        std::unique_ptr<test::OpenTransaction> slow;
        QElapsedTimer own;
        own.start();
        for (int i = 0; own.elapsed() < seconds * 1000LL; ++i) {
            if (i % 40 == 0) // an id that is taken now and committed two seconds later
                slow =
                    std::make_unique<test::OpenTransaction>(bed.server(), database, insert.arg(1));
            (void)test::script(*session, insert.arg(kPerBatch));
            written += kPerBatch;
            if (i % 40 == 39 && slow->commit())
                ++written;
            const qint64 due = (i + 1LL) * kBatchMs - own.elapsed();
            if (due > 0)
                std::this_thread::sleep_for(std::chrono::milliseconds(due));
        }
        slow.reset(); // rolled back, unless it was committed
        over = true;
    });
    qint64 seen = 0, late = 0, worstBehind = 0;
    std::vector<double> polls;
    std::vector<qint64> behind;
    size_t window = 0;
    for (qint64 next = usage::kTailPollMs;; next += usage::kTailPollMs) {
        const qint64 due = next - clock.elapsed();
        if (due > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(due));
        const bool last = over;
        do {
            polls.push_back(bench::milliseconds([&] {
                auto polled = test::run(
                    *reader, [&](db::Sql &sql) { return tail.poll(sql, clock.elapsed()); });
                if (!polled)
                    qFatal("%s", qPrintable(polled.error().detail));
                batch = std::move(polled).value();
            }));
            seen += batch.fresh;
            late += batch.late;
        } while (batch.more);
        window = std::max(window, tail.windowSize());
        behind.push_back(written - seen);
        worstBehind = std::max(worstBehind, written - seen);
        if (last)
            break;
    }
    writer.join();
    const QString real = test::cell(*reader,
        QStringLiteral("SELECT count(*)::text FROM usage_logs WHERE api_key = 'edgellm-live'"));
    // Drift: the last ten looks are no further behind than the first ten.
    const auto mean = [&](size_t from, size_t to) {
        qint64 sum = 0;
        for (size_t i = from; i < to; ++i)
            sum += behind[i];
        return double(sum) / double(std::max<size_t>(1, to - from));
    };
    const size_t ten = std::min<size_t>(10, behind.size() / 2);
    const double drift = mean(behind.size() - ten, behind.size()) - mean(0, ten);
    const bool lost = QString::number(seen) != real;
    bench::print({{QStringLiteral("name"), QStringLiteral("live tail at 1,000 rows/s")},
        {QStringLiteral("seconds"), seconds}, {QStringLiteral("written"), real.toLongLong()},
        {QStringLiteral("seen"), seen}, {QStringLiteral("late"), late},
        {QStringLiteral("pollMs"), bench::median(polls)},
        {QStringLiteral("mostRowsBehind"), worstBehind}, {QStringLiteral("driftRows"), drift},
        {QStringLiteral("window"), qint64(window)},
        {QStringLiteral("target"), QStringLiteral("none lost, no drift")},
        {QStringLiteral("holds"), !lost && drift < 500}});
    return 0;
}
