// A private cluster with usage_logs of any size, for the benchmarks of the usage page.
#pragma once

#include "bench/bench.h"
#include "support/usagedata.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace gatehouse::bench {

template <typename F>
double milliseconds(F f)
{
    return wallMs(f);
}

// "--full": the sizes and times of the goals.
inline bool isFull(int argc, char **argv)
{
    return std::any_of(
        argv + 1, argv + argc, [](const char *word) { return qstrcmp(word, "--full") == 0; });
}

inline void print(const QJsonObject &result)
{
    std::printf("%s\n", QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

// `rows` over 90 days, as facts/performance.md has them: 200 keys and 7 models, skewed.
class UsageBed
{
public:
    explicit UsageBed(qint64 rows, const QMap<QString, QString> &settings = {})
        : m_server(db::ClusterOptions{{}, {}, true, settings, 0})
    {
        if (!m_server.isUp())
            qFatal("%s", m_server.trouble().constData());
        m_session = test::databaseOf(m_server, QStringLiteral("ollama-gateway"));
        const QString fill = QStringLiteral(R"(
INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active)
SELECT 'edgellm-' || md5(n::text), 'key ' || n, 'user', 100, now(), true FROM generate_series(1, 200) n;
INSERT INTO usage_logs (api_key, endpoint, model, response_time, "timestamp", request_data)
SELECT 'edgellm-' || md5((1 + floor(200 * power(random(), 3)))::int::text), (ARRAY['/api/chat', '/api/generate', '/api/models'])[1 + n % 3],
       (ARRAY['llama3.2', 'mistral', 'gemma2', 'phi4', 'smollm2', 'qwen', 'tiny'])[1 + floor(7 * power(random(), 2))::int],
       exp(0.8 * (random() + random() + random() - 1.5) * 2), now() AT TIME ZONE 'UTC' - n * (interval '90 days' / %1),
       '{"message_count": 3}'
FROM generate_series(1, %1) n;
VACUUM ANALYZE usage_logs; ANALYZE;)")
                                 .arg(rows);
        for (const QString &part : fill.split(u';', Qt::SkipEmptyParts)) {
            const QByteArray trouble = test::script(*m_session, part);
            if (!trouble.isEmpty())
                qFatal("%s", trouble.constData());
        }
        const auto opened = test::openUsage(*m_session);
        if (!opened.source)
            qFatal("%s", opened.trouble.constData());
        source = opened.source;
    }

    db::Session &session() { return *m_session; }
    test::TestCluster &server() { return m_server; }
    usage::Figures figures(qint64 lastMs) const
    {
        usage::Filter filter;
        filter.lastMs = lastMs;
        return usage::Figures::of(source, filter, filter.resolve(QDateTime::currentDateTimeUtc()))
            .value();
    }

    std::shared_ptr<const usage::Source> source;

private:
    test::TestCluster m_server;
    std::unique_ptr<db::Session> m_session;
};

} // namespace gatehouse::bench
