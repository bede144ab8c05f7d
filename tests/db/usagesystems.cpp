// The back ends whose usage is not a plain table of requests, and rows that are hard to read.
#include "support/usagedata.h"
#include "usage/missing.h"
#include "usage/report.h"

using namespace gatehouse;
using namespace gatehouse::usage;
using test::cell;
using test::run;

namespace {

const QString kResearch = uR"(
INSERT INTO audit_logs (institution, action, trace_id, resource_type, resource_id, audit_metadata, "timestamp", is_deleted)
SELECT CASE n % 3 WHEN 0 THEN 'Texas A&M | Cai Lab' ELSE 'Demo Access' END, 'POST /api/v1/genomics/compress',
       'Demo Access_20260301_' || lpad(to_hex(n), 8, '0'), 'http_request', '/api/v1/' || (ARRAY['compress', 'health', 'qac'])[1 + n % 3],
       jsonb_build_object('status_code', CASE WHEN n % 10 = 0 THEN 500 WHEN n % 7 = 0 THEN 404 ELSE 200 END,
                          'response_time_ms', n % 500, 'request_body', '{"token": "canary-secret-42"'),
       timestamp '2026-03-01' + n * interval '10 minutes', n % 100 = 0
FROM generate_series(1, 1000) n;
-- What is met in the field: other kinds, texts where numbers belong, nothing, deep and huge ones.
INSERT INTO audit_logs (institution, action, trace_id, resource_type, resource_id, audit_metadata, "timestamp") VALUES
 ('x', 'login', 't1', 'user', '1', '{}', '2026-03-02'),
 ('x', 'GET', 't2', 'http_request', '/a', 'null', '2026-03-02'),
 ('x', 'GET', 't3', 'http_request', '/a', NULL, '2026-03-02'),
 ('x', 'GET', 't4', 'http_request', '/a', '[1, 2]', '2026-03-02'),
 ('x', 'GET', 't5', 'http_request', '/a', '{"status_code": "418", "response_time_ms": "slow"}', '2026-03-02'),
 ('x', 'GET', 't6', 'http_request', '/a', '{"status_code": 1e400, "response_time_ms": 1e400}', '2026-03-02'),
 ('x', 'GET', 't7', 'http_request', '/a', (repeat('[', 5000) || repeat(']', 5000))::jsonb, '2026-03-02'),
 ('x', 'GET', 't8', 'http_request', '/a', '{"status_code": 200, "response_time_ms": 5}', 'infinity'),
 ('x', 'GET', 't9', 'http_request', '/a', '{"status_code": 200, "response_time_ms": 5}', '-infinity');
)"_s;

const QString kPlatform = uR"(
INSERT INTO users (id, keycloak_id, username, email, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'k' || n, 'u' || n, 'user' || n || '@example.org', '2026-01-01', '2026-01-01'
FROM generate_series(1, 3) n;
INSERT INTO agents (id, name, agent_type, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-0000000000a' || n)::uuid, 'agent ' || n, 'chatbot', '2026-01-01', '2026-01-01' FROM generate_series(1, 2) n;
INSERT INTO agent_interactions (user_id, agent_id, interaction_type, response_time, success, error_message, output_data, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-00000000000' || 1 + n % 3)::uuid, ('00000000-0000-4000-8000-0000000000a' || 1 + n % 2)::uuid, 'chat',
       CASE WHEN n % 11 = 0 THEN NULL ELSE n % 7 * 0.5 END, n % 10 <> 0, CASE WHEN n % 10 = 0 THEN 'timeout' END,
       CASE WHEN n % 5 = 0 THEN '{"a": "x\u0000y", "n": 1}' ELSE '{"n": 2, "deep": {"er": [1, {"z": "ok"}]}}' END::json,
       timestamp '2026-03-01' + n * interval '1 hour', '2026-03-01'
FROM generate_series(1, 500) n;
INSERT INTO usage_metrics (user_id, agent_id, date, requests_count, tokens_used, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-00000000000' || 1 + n % 3)::uuid, NULL, date '2026-03-01' + n / 3, 10 + n, 100 * n, '2026-03-01', '2026-03-01'
FROM generate_series(0, 89) n;
)"_s;

const QString kRag = uR"(
INSERT INTO sessions (id, title, created_at, updated_at) VALUES ('s', '', '2026-03-01Z', '2026-03-01Z');
INSERT INTO messages (id, session_id, role, content, metadata, created_at)
SELECT 'm' || n, 's', CASE n % 2 WHEN 0 THEN 'user' ELSE 'assistant' END, 'text',
       CASE n % 5 WHEN 0 THEN '{}' ELSE jsonb_build_object('latency_ms', n, 'model_used', 'vllm/qwen' || n % 3, 'response_mode', 'rag',
         'sources', jsonb_build_array(jsonb_build_object('title', 'Ü'))) END,
       timestamptz '2026-03-01Z' + n * interval '20 minutes'
FROM generate_series(1, 400) n;
)"_s;

// Server-local times without a zone, the hour that comes twice included.
const QString kTasks = uR"(
INSERT INTO user_profiles (user_id, created_at, updated_at, display_name) VALUES ('u1', '2026-01-01', '2026-01-01', 'Ana'), ('u2', '2026-01-01', '2026-01-01', NULL);
INSERT INTO background_tasks (task_id, task_name, user_id, task_type, status, priority, created_at, attempts, max_retries, duration_seconds, error_message, kwargs)
SELECT 't' || n, (ARRAY['ari_snapshot', 'train'])[1 + n % 2], CASE n % 3 WHEN 0 THEN 'u1' WHEN 1 THEN 'u2' END, 'ari',
       (ARRAY['pending', 'completed', 'failed', 'running'])[1 + n % 4], 5, timestamp '2026-10-24' + n * interval '10 minutes', 0, 3,
       CASE WHEN n % 4 = 1 THEN n % 60 END, CASE WHEN n % 4 = 2 THEN 'it broke' END, CASE WHEN n % 2 = 0 THEN '{"cut": ' ELSE '{"a": 1}' END
FROM generate_series(0, 431) n;
)"_s;

Filter filter(const QStringList &chips, const QString &zone = u"UTC"_s)
{
    Filter one;
    one.zone = zone;
    for (const QString &text : chips)
        if (auto chip = parseChip(text))
            one.chips.push_back(chip.value());
    return one;
}

Span span(const char *from, const char *to)
{
    return {*instantFromText(QString::fromLatin1(from), QTimeZone::utc()),
        *instantFromText(QString::fromLatin1(to), QTimeZone::utc())};
}

QByteArray why(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

} // namespace

class UsageSystemsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void cleanup() { m_session.reset(); }

    void researchIsReadFromTheAuditTrail()
    {
        open(u"don-research"_s, kResearch);
        QCOMPARE(m_source->domain().source, u"audit-metadata"_s); // usage_logs stays empty there
        const Span range = span("2026-02-01", "2026-04-01");
        const auto totals = this->totals({}, range);
        QVERIFY2(bool(totals), totals ? "" : why(totals.error()).constData());
        // Without soft-deleted rows, other kinds of rows and infinite times.
        QCOMPARE(totals.value().requests, 1000 - 10 + 6);
        QCOMPARE(QString::number(*totals.value().failed),
            cell(*m_session,
                u"SELECT count(*)::text FROM audit_logs WHERE NOT is_deleted AND resource_type = 'http_request' AND jsonb_typeof(audit_metadata->'status_code') = 'number' AND (audit_metadata->>'status_code')::numeric >= 400"_s));
        QVERIFY(*totals.value().judged < totals.value().requests);
        QVERIFY(*totals.value().latency.most < 1e6); // 1e400 is no duration
        QVERIFY(!totals.value().tokens);
        for (const char *by : {"actor", "endpoint", "status"}) {
            const auto check = ask({}, range, [by](const Figures &figures, db::Sql &sql) {
                return figures.checkGroups(sql, QString::fromLatin1(by));
            });
            QVERIFY2(bool(check), check ? "" : why(check.error()).constData());
            QVERIFY(check.value().holds());
        }
        QCOMPARE(count({u"status>=500"_s}, range),
            cell(*m_session,
                u"SELECT count(*)::text FROM audit_logs WHERE NOT is_deleted AND resource_type = 'http_request' AND jsonb_typeof(audit_metadata->'status_code') = 'number' AND (audit_metadata->>'status_code')::numeric >= 500"_s));
        QCOMPARE(count({u"outcome=failed"_s}, range), QString::number(*totals.value().failed));
        QCOMPARE(
            count({u"actor=Texas A&M \\| Cai Lab"_s}, range), u"330"_s); // three are soft-deleted
        QCOMPARE(count({u"traceId=Demo Access_20260301_0000000b"_s}, range), u"1"_s);
        QCOMPARE(count({u"data/status_code=418"_s}, range), u"1"_s);
        // A member that is hidden is hidden wherever it is asked for.
        const auto relation = m_source->relation(QTimeZone::utc());
        QVERIFY(browse::memberColumn(
            *relation->column(u"audit_metadata"_s), u"x"_s, {u"request_body"_s}, browse::Show::Text)
                    .secret);
    }

    void interactionsKnowUsersAndAgents()
    {
        open(u"onelastai"_s, kPlatform);
        const Span range = span("2026-03-01", "2026-04-01");
        const auto groups = ask({}, range,
            [](const Figures &figures, db::Sql &sql) { return figures.groups(sql, u"actor"_s); });
        QVERIFY2(bool(groups), groups ? "" : why(groups.error()).constData());
        QCOMPARE(int(groups.value().groups.size()), 3);
        const Group &first = groups.value().groups.front();
        QVERIFY(first.name.label.endsWith(u"@example.org"_s));
        QCOMPARE(
            count({chipText(first.name.chip(u"actor"_s))}, range), QString::number(first.requests));
        QCOMPARE(count({u"actor=00000000-0000-4000-8000-000000000002"_s}, range),
            count({u"actor=user2@example.org"_s}, range));
        QCOMPARE(count({u"actor=no uuid"_s}, range), u"0"_s);
        QCOMPARE(count({u"actor~user2"_s}, range), count({u"actor=user2@example.org"_s}, range));
        QCOMPARE(count({u"endpoint=agent 1"_s}, range), u"250"_s);
        QCOMPARE(count({u"outcome=failed"_s}, range), u"50"_s);
        QCOMPARE(count({u"status=perhaps"_s}, range), u"0"_s);
        QCOMPARE(count({u"data/deep/er/1/z=ok"_s}, range), u"400"_s);
        QCOMPARE(count({u"data/a=?"_s}, range), u"0"_s); // \u0000 cannot be read as text: no error
        QCOMPARE(count({u"duration=0"_s}, range),
            cell(*m_session,
                u"SELECT count(*)::text FROM agent_interactions WHERE response_time = 0"_s));
        QVERIFY(!m_source->records(u"model"_s));
        QVERIFY(m_source->canTail());
    }

    void dailyTotalsKeepTheirDays()
    {
        open(u"onelastai"_s, kPlatform, 2);
        QVERIFY(m_source->isDaily());
        QVERIFY(!m_source->canTail());
        QVERIFY(!m_source->records(u"duration"_s));
        const Span range = span("2026-03-01", "2026-04-10");
        const auto totals = this->totals(filter({}, u"America/New_York"_s), range);
        QVERIFY2(bool(totals), totals ? "" : why(totals.error()).constData());
        QCOMPARE(QString::number(totals.value().requests),
            cell(*m_session, u"SELECT sum(requests_count)::text FROM usage_metrics"_s));
        QCOMPARE(QString::number(*totals.value().tokens),
            cell(*m_session, u"SELECT sum(tokens_used)::text FROM usage_metrics"_s));
        const auto days =
            ask(filter({}, u"America/New_York"_s), range, [](const Figures &figures, db::Sql &sql) {
                return figures.series(sql, Measure::Requests, {}, 1000);
            });
        QVERIFY(days);
        QCOMPARE(days.value().buckets.width, kDay);
        QCOMPARE(
            days.value().lines[0].values[0], 33.0); // 10 + 11 + 12 on 1 March, whatever the zone
        // An end within a day takes the days whose midnight it holds.
        const auto part = this->totals({}, span("2026-03-01 00:00:01", "2026-03-03 00:00:01"));
        QCOMPARE(QString::number(part.value().requests),
            cell(*m_session,
                u"SELECT sum(requests_count)::text FROM usage_metrics WHERE date IN ('2026-03-02', '2026-03-03')"_s));
    }

    void answersOfTheAssistant()
    {
        open(u"flux-rag"_s, kRag);
        const Span range = span("2026-03-01", "2026-04-01");
        QCOMPARE(count({}, range), u"200"_s);
        const auto models = ask({}, range,
            [](const Figures &figures, db::Sql &sql) { return figures.groups(sql, u"model"_s); });
        QVERIFY2(bool(models), models ? "" : why(models.error()).constData());
        QCOMPARE(int(models.value().groups.size()), 4); // three, and the messages without one
        QCOMPARE(count({u"model=!"_s}, range), u"40"_s);
        QCOMPARE(count({u"duration>=100"_s}, range),
            cell(*m_session,
                u"SELECT count(*)::text FROM messages WHERE role = 'assistant' AND (metadata->>'latency_ms')::int >= 100"_s));
        Filter words = filter({});
        words.text = u"Ü"_s;
        QCOMPARE(this->totals(words, range).value().requests, 160);
        QVERIFY(!m_source->records(u"status"_s));
    }

    void tasksHaveLocalTimes()
    {
        open(u"ai-pal"_s, kTasks, -1, u"Europe/Berlin"_s);
        QVERIFY(!m_source->zoneIsAssumed());
        // 25 October has 25 hours; the rows of 02:00 to 03:00 are read as the server reads them.
        const QTimeZone berlin("Europe/Berlin");
        const Span day{
            *instantFromText(u"2026-10-25"_s, berlin), *instantFromText(u"2026-10-26"_s, berlin)};
        QCOMPARE(day.length(), 25 * kHour);
        QCOMPARE(count({}, day),
            cell(*m_session,
                u"SELECT count(*)::text FROM background_tasks WHERE created_at::date = '2026-10-25'"_s));
        const auto check = ask(filter({}, u"America/St_Johns"_s), span("2026-10-23", "2026-10-30"),
            [](const Figures &figures, db::Sql &sql) { return figures.checkDays(sql); });
        QVERIFY2(bool(check), check ? "" : why(check.error()).constData());
        QCOMPARE(check.value().parts, check.value().whole);
        QCOMPARE(check.value().whole, 432);
        const Span all = span("2026-10-01", "2026-11-10");
        const auto totals = this->totals({}, all);
        QCOMPARE(*totals.value().failed, 108);
        QCOMPARE(*totals.value().latency.most, 57000.0);
        QCOMPARE(count({u"actor=Ana"_s}, all), u"144"_s);
        QCOMPARE(count({u"actor=u2"_s}, all), u"144"_s);
        QCOMPARE(count({u"data~cut"_s}, all), u"216"_s);
        QVERIFY(!m_source->field(u"data/a"_s)); // text that may not be JSON has no members
    }

    void anUnknownZoneIsSaid()
    {
        open(u"ai-pal"_s, kTasks);
        QVERIFY(m_source->zoneIsAssumed());
        QVERIFY(m_source->note().contains(m_source->declaredZone()));
    }

    void lostRightsAreSaid()
    {
        open(u"don-research"_s, kResearch);
        QVERIFY(test::script(*m_session,
            u"DROP ROLE IF EXISTS support; CREATE ROLE support; GRANT USAGE ON SCHEMA public TO "
            u"support; "
            "GRANT SELECT (id, institution, resource_type, resource_id, \"timestamp\") ON audit_logs TO support; SET ROLE support"_s)
                    .isEmpty());
        const auto opened = test::openUsage(*m_session);
        QVERIFY2(opened.source, opened.trouble.constData());
        QVERIFY(opened.source->unreadable().contains(u"status"_s));
        QVERIFY(!opened.source->records(u"status"_s));
        // What may not be read is not called "not recorded", and the other way round.
        QCOMPARE(usage::whyMissing(*opened.source, u"status"_s),
            u"not to be read by your database role"_s);
        QCOMPARE(usage::whyMissing(*opened.source, u"model"_s), usage::notRecorded());
        m_source = opened.source;
        const auto totals = this->totals({}, span("2026-02-01", "2026-04-01"));
        QVERIFY2(bool(totals), totals ? "" : why(totals.error()).constData());
        const auto figures = usage::Figures::of(m_source, {}, span("2026-02-01", "2026-04-01"));
        QVERIFY(figures);
        const auto report = test::run(*m_session, [&](db::Sql &sql) {
            return usage::gatherReport(sql, figures.value(), u"t"_s, u"c"_s);
        });
        QVERIFY2(bool(report), report ? "" : why(report.error()).constData());
        const QString page = QString::fromUtf8(usage::reportHtml(report.value(), usage::Charts::Inline));
        QVERIFY2(page.contains(u"status and errors (not to be read by your database role)"_s),
            qPrintable(page.right(600)));
        QCOMPARE(totals.value().requests, 1006); // soft-deleted ones cannot be told from others
        QVERIFY(test::script(
            *m_session, u"RESET ROLE; REVOKE ALL ON audit_logs FROM support; SET ROLE support"_s)
                    .isEmpty());
        const auto refused = this->totals({}, span("2026-02-01", "2026-04-01"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().sqlState, u"42501"_s);
        QVERIFY(test::script(*m_session, u"RESET ROLE; DROP OWNED BY support; DROP ROLE support"_s)
                    .isEmpty());
    }

    void aDroppedTableAndATimeoutAreErrorsAndNoMore()
    {
        open(u"flux-rag"_s, kRag);
        const auto slow = run(*m_session, [this](db::Sql &sql) -> Result<Totals> {
            const auto figures = Figures::of(m_source, {}, span("2026-03-01", "2026-04-01"));
            sql.setStatementTimeout(1);
            const auto slept = sql.execute(u"SELECT pg_sleep(5)"_s);
            if (!slept)
                return slept.error();
            return figures.value().totals(sql);
        });
        QVERIFY(!slow);
        QCOMPARE(slow.error().sqlState, u"57014"_s);
        QVERIFY(test::script(*m_session, u"DROP TABLE messages"_s).isEmpty());
        const auto gone = totals({}, span("2026-03-01", "2026-04-01"));
        QVERIFY(!gone);
        QCOMPARE(gone.error().sqlState, u"42P01"_s);
    }

    void aCancelledQuestionEnds()
    {
        open(u"flux-rag"_s, kRag);
        CancelToken token;
        const auto figures = Figures::of(m_source, {}, span("2026-03-01", "2026-04-01"));
        token.cancel();
        const auto answer = run(
            *m_session, [&](db::Sql &sql) { return figures.value().totals(sql); }, token);
        QVERIFY(!answer);
        QCOMPARE(int(answer.error().kind), int(Error::Kind::Cancelled));
    }

private:
    void open(const QString &system, const QString &rows, int place = -1, const QString &zone = {})
    {
        m_session = test::databaseOf(*m_server, system);
        const QByteArray trouble = test::script(*m_session, rows + u"ANALYZE;"_s);
        QVERIFY2(trouble.isEmpty(), trouble.constData());
        const auto opened = test::openUsage(*m_session, place, zone);
        QVERIFY2(opened.source, opened.trouble.constData());
        m_source = opened.source;
    }

    template <typename F>
    auto ask(const Filter &wanted, const Span &range, F f)
        -> decltype(f(std::declval<const Figures &>(), std::declval<db::Sql &>()))
    {
        const auto figures = Figures::of(m_source, wanted, range);
        if (!figures)
            return figures.error();
        return run(*m_session, [&](db::Sql &sql) { return f(figures.value(), sql); });
    }

    Result<Totals> totals(const Filter &wanted, const Span &range)
    {
        return ask(wanted, range,
            [](const Figures &figures, db::Sql &sql) { return figures.totals(sql); });
    }

    QString count(const QStringList &chips, const Span &range)
    {
        const auto all = totals(filter(chips), range);
        return all ? QString::number(all.value().requests) : QString::fromUtf8(why(all.error()));
    }

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    std::shared_ptr<const Source> m_source;
};

QTEST_GUILESS_MAIN(UsageSystemsTest)
#include "usagesystems.moc"
