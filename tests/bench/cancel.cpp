// How long from Esc to the answer, and until the session takes the next statement: 100 cancels of a
// sleeping and of a sorting statement. Prints JSON with milliseconds.
#include "support/testcluster.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>

using namespace gatehouse;
using namespace gatehouse::test;

namespace {

constexpr int kTimes = 100;

QJsonObject series(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) { return times[size_t(share * double(times.size() - 1))]; };
    return {{u"min"_s, times.front()}, {u"median"_s, at(0.5)}, {u"p95"_s, at(0.95)},
        {u"max"_s, times.back()}};
}

QJsonObject measure(TestCluster &server, const QString &statement)
{
    const auto watcher = server.open();
    db::Session session({server->info(), nullptr, db::SessionKind::Interactive, true});
    std::vector<double> answered, idle;
    for (int i = 0; i < kTimes; ++i) {
        const CancelToken token;
        const QString running =
            u"SELECT count(*)::text FROM pg_stat_activity WHERE state = 'active' AND pid = %1 AND "
            "query_start < clock_timestamp() - interval '20 milliseconds'"_s.arg(
                cell(session, u"SELECT pg_backend_pid()::text"_s));
        auto answer =
            session.run([&](db::Sql &sql) { return sql.execute(db::Statement(statement)); }, token);
        while (cell(*watcher, running) != u"1"_s) { }
        QElapsedTimer clock;
        clock.start();
        token.cancel();
        answer.waitForFinished();
        answered.push_back(double(clock.nsecsElapsed()) / 1e6);
        if (answer.result() || answer.result().error().kind != Error::Kind::Cancelled)
            qFatal("the statement was not cancelled");
        if (cell(session, u"SELECT 1::text"_s) != u"1"_s)
            qFatal("the session is not usable after a cancel");
        idle.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    return {{u"to_answer_ms"_s, series(answered)}, {u"to_idle_ms"_s, series(idle)}};
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    TestCluster server;
    if (!server.isUp())
        qFatal("%s", server.trouble().constData());
    const QJsonObject result{{u"times"_s, kTimes},
        {u"sleep"_s, measure(server, u"SELECT pg_sleep(60)"_s)},
        {u"sort"_s,
            measure(server,
                u"SELECT count(*) FROM (SELECT md5(n::text) AS h FROM generate_series(1, 20000000) n ORDER BY h) s"_s)}};
    std::fputs(QJsonDocument(result).toJson().constData(), stdout);
    return 0;
}
