// What benchmarks share: clocks, medians, a plain libpq beside ours, JSON.
#pragma once

#include "db/conninfo.h"
#include "db/statement.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <libpq-fe.h>
#include <vector>

namespace gatehouse::bench {

using Series = std::vector<double>; // milliseconds

inline double part(Series values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, size_t(share * double(values.size())))];
}
inline double median(const Series &values) { return part(values, 0.5); }
inline double rounded(double value, int digits = 3)
{
    const double unit = std::pow(10, digits);
    return std::round(value * unit) / unit;
}
inline QJsonObject json(const Series &values)
{
    return {{u"median_ms"_s, rounded(median(values))}, {u"min_ms"_s, rounded(part(values, 0))},
        {u"p95_ms"_s, rounded(part(values, 0.95))}, {u"runs"_s, int(values.size())}};
}

// Processor time of the calling thread.
inline double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

// Processor time of all threads of this program: what a busy machine does not change.
inline double programCpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

template <typename F>
double wallMs(F work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

struct Both
{
    Series wall, cpu; // cpu: of this program, without the server's
    template <typename F>
    void measure(F work)
    {
        const double begun = programCpuMs();
        wall.push_back(wallMs(work));
        cpu.push_back(programCpuMs() - begun);
    }
    QJsonObject toJson() const
    {
        QJsonObject object = json(wall);
        object[u"cpu_median_ms"_s] = rounded(median(cpu));
        return object;
    }
};

// At most `times` the floor and 5 ms: by the medians, and, where others use the machine, by the
// quickest runs of both.
inline void judge(QJsonObject &result, const Both &ours, const Both &floor, double times)
{
    const double limit = times * median(floor.wall) + 5;
    const double least = times * part(floor.wall, 0) + 5;
    result[u"limit_ms"_s] = rounded(limit);
    result[u"limit_of_minima_ms"_s] = rounded(least);
    result[u"ratio"_s] = rounded(median(ours.wall) / median(floor.wall), 2);
    result[u"met"_s] = median(ours.wall) <= limit;
    result[u"met_by_minima"_s] = part(ours.wall, 0) <= least;
}

// Runs the event loop until `done`, at most a minute.
inline bool until(const std::function<bool()> &done)
{
    QEventLoop loop;
    QTimer beat;
    int left = 120000;
    QObject::connect(&beat, &QTimer::timeout, &loop, [&] {
        if (done() || --left <= 0)
            loop.quit();
    });
    beat.start(0);
    if (!done())
        loop.exec();
    return done();
}

inline double residentMiB()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QFile::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').value(1).toDouble() / 1024;
    }
    return 0;
}

// The floor: libpq and nothing else, every value looked at once.
class Plain
{
public:
    explicit Plain(const db::ConnInfo &info)
        : m_connection(PQconnectdb(
            (u"host="_s + info.host + u" port="_s
                + (info.port.isEmpty() ? u"5432"_s : info.port) + u" dbname="_s + info.database
                + u" user="_s + info.user)
                .toUtf8()))
    {
        if (PQstatus(m_connection) != CONNECTION_OK)
            qFatal("the floor has no connection: %s", PQerrorMessage(m_connection));
    }
    ~Plain() { PQfinish(m_connection); }
    Plain(const Plain &) = delete;
    Plain &operator=(const Plain &) = delete;

    // The number of rows.
    int run(const QString &statement, const db::Params &params = {})
    {
        std::vector<const char *> values;
        for (const auto &param : params)
            values.push_back(param ? param->constData() : nullptr);
        PGresult *result = PQexecParams(m_connection, statement.toUtf8(), int(values.size()),
            nullptr, values.data(), nullptr, nullptr, 0);
        const auto status = PQresultStatus(result);
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            qFatal("%s\n%s", PQerrorMessage(m_connection), qPrintable(statement));
        const int rows = PQntuples(result);
        m_first = rows > 0 ? QByteArray(PQgetvalue(result, 0, 0)) : QByteArray();
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < PQnfields(result); ++column)
                m_bytes += PQgetlength(result, row, column);
        }
        PQclear(result);
        return rows;
    }
    QByteArray first() const { return m_first; } // the first cell of the last answer
    PGconn *connection() { return m_connection; }

private:
    PGconn *m_connection;
    QByteArray m_first;
    qint64 m_bytes = 0;
};

} // namespace gatehouse::bench
