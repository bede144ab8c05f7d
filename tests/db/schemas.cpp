// What schema.sql promises where the guide could not work: each mend does what MENDS.md says.
#include "support/testcluster.h"
#include "systems/description.h"

using namespace gatehouse;
using test::TestCluster;

class SchemasTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;

    // "ok", or the SQLSTATE of the refusal.
    static QString outcome(db::Session &session, const QString &text)
    {
        const auto done = test::run(session, [text](db::Sql &sql) { return sql.script(text); });
        return done ? u"ok"_s : done.error().sqlState + u' ' + done.error().detail;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto session = m_server->open();
        for (const auto &description : systems::allDescriptions()) {
            const QString name = db::Identifier(description.id).quoted();
            QCOMPARE(outcome(*session,
                         u"CREATE SCHEMA %1; SET search_path TO %1; "_s.arg(name)
                             + systems::schemaSql(description.id).value()),
                u"ok"_s);
        }
    }

    void mends_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QString>("expected"); // "ok" or how the refusal begins
        const auto row = [](const char *name, const char *system, const char *statement,
                             const char *expected) {
            QTest::addRow("%s", name)
                << QString::fromLatin1(system) << QString::fromLatin1(statement)
                << QString::fromLatin1(expected);
        };
        const char *person =
            "INSERT INTO users (id, keycloak_id, username, email, created_at, updated_at) VALUES "
            "('00000000-0000-0000-0000-000000000001', 'k', 'u', 'e', now(), now()); "
            "INSERT INTO agents (id, name, agent_type, created_at, updated_at) SELECT "
            "('00000000-0000-0000-0000-00000000000' || g)::uuid, 'a' || g, 'chatbot', now(), now() "
            "FROM generate_series(1, 2) g; "
            "INSERT INTO conversations (id, user_id, agent_id, created_at, updated_at) SELECT "
            "'00000000-0000-0000-0000-000000000009', "
            "u.id, a.id, now(), now() FROM users u, agents a WHERE a.name = 'a1'";
        row("gateway: two keys of one name", "ollama-gateway",
            "INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active) SELECT 'k' "
            "|| g, 'same', 'user', 1, now(), true "
            "FROM generate_series(1, 2) g",
            "23505");
        row("gateway: usage of a key that is gone", "ollama-gateway",
            "INSERT INTO usage_logs (api_key, endpoint, model, response_time, timestamp) VALUES "
            "('gone', '/api/chat', 'm', 0.1, now())",
            "ok");
        row("flux-rag: a time with a zone keeps its instant", "flux-rag",
            "SET TimeZone = 'Asia/Seoul'; INSERT INTO sessions (id, created_at, updated_at, "
            "user_id) VALUES ('s', '2026-02-05T15:17:45.407069+00:00', now(), 'u'); "
            "SELECT 1 / (SELECT count(*) FROM sessions WHERE extract(epoch FROM created_at) = "
            "1770304665.407069)",
            "ok");
        row("flux-rag: messages go with their session", "flux-rag",
            "INSERT INTO messages (id, session_id, role, content, created_at) VALUES ('m', 's', "
            "'user', '', now()); DELETE FROM sessions; "
            "SELECT 1 / (SELECT (count(*) = 0)::int FROM messages)",
            "ok");
        row("onelastai: people, agents, a conversation", "onelastai", person, "ok");
        row("onelastai: a message of 200 kB, of a tool", "onelastai",
            "INSERT INTO messages (conversation_id, role, content, created_at, updated_at) SELECT "
            "id, 'tool', "
            "(SELECT string_agg(md5(g::text), '') FROM generate_series(1, 6250) g), now(), now() "
            "FROM conversations",
            "ok");
        row("onelastai: two agents on one day", "onelastai",
            "INSERT INTO usage_metrics (user_id, agent_id, date, created_at, updated_at) SELECT "
            "u.id, a.id, '2026-01-01', now(), now() "
            "FROM users u, agents a",
            "ok");
        row("onelastai: the day's total beside them", "onelastai",
            "INSERT INTO usage_metrics (user_id, date, created_at, updated_at) SELECT id, "
            "'2026-01-01', now(), now() FROM users",
            "ok");
        row("onelastai: a second total of the day", "onelastai",
            "INSERT INTO usage_metrics (user_id, date, created_at, updated_at) SELECT id, "
            "'2026-01-01', now(), now() FROM users",
            "23505");
        row("onelastai: one agent twice a day", "onelastai",
            "INSERT INTO usage_metrics (user_id, agent_id, date, created_at, updated_at) SELECT "
            "user_id, agent_id, date, now(), now() "
            "FROM usage_metrics WHERE agent_id IS NOT NULL",
            "23505");
        row("onelastai: an unpaid subscription", "onelastai",
            "INSERT INTO subscriptions (user_id, plan_name, status, created_at, updated_at) SELECT "
            "id, 'pro', 'unpaid', now(), now() FROM users",
            "ok");
        row("onelastai: a state nobody knows", "onelastai",
            "INSERT INTO subscriptions (user_id, plan_name, status, created_at, updated_at) SELECT "
            "id, 'pro', 'asleep', now(), now() FROM users",
            "23514");
        row("don-research: defaults of Alembic", "don-research",
            "INSERT INTO jobs (job_id, job_type, institution, created_at) VALUES ('j', 't', 'Lab', "
            "now()); "
            "SELECT 1 / (SELECT count(*) FROM jobs WHERE status = 'pending' AND progress = 0 AND "
            "NOT is_deleted)",
            "ok");
        row("don-research: a vector of another length", "don-research",
            "INSERT INTO vector_stores (project_id, institution, vector, created_at) VALUES ('p', "
            "'Lab', ARRAY[1, 2]::real[], now())",
            "23514");
        row("don-research: 256 numbers", "don-research",
            "INSERT INTO vector_stores (project_id, institution, vector, created_at) VALUES ('p', "
            "'Lab', array_fill(0.5::real, ARRAY[256]), now())",
            "ok");
        row("ai-pal: blocks go with their goal", "ai-pal",
            "INSERT INTO ffe_goals (goal_id, user_id, created_at, description, importance, "
            "complexity_level) VALUES ('g', 'u', now(), 'd', 1, 'c'); "
            "INSERT INTO atomic_blocks (block_id, goal_id, user_id, description, block_index, "
            "size, estimated_minutes) VALUES ('b', 'g', 'u', 'd', 0, 's', 5); "
            "DELETE FROM ffe_goals; SELECT 1 / (SELECT (count(*) = 0)::int FROM atomic_blocks)",
            "ok");
    }
    void mends()
    {
        QFETCH(QString, system);
        QFETCH(QString, statement);
        QFETCH(QString, expected);
        auto session = m_server->open();
        const QString got = outcome(*session,
            u"SET search_path TO %1, public; "_s.arg(db::Identifier(system).quoted()) + statement);
        QVERIFY2(got.startsWith(expected), qPrintable(got));
    }

    // The names that the guide of AI-PAL lists, and it says what each is for.
    void indexesOfTheGuide()
    {
        auto session = m_server->open();
        const QStringList wanted{u"idx_ari_user_id"_s, u"idx_ari_timestamp"_s,
            u"idx_ari_user_timestamp"_s, u"idx_ari_score"_s, u"idx_task_user_status"_s,
            u"idx_task_created"_s, u"idx_task_celery_id"_s, u"idx_goal_user_status"_s,
            u"idx_goal_deadline"_s, u"idx_audit_user_timestamp"_s, u"idx_patch_component_status"_s};
        const auto there = test::run(*session, [](db::Sql &sql) {
            return sql.fetch<QString>(db::Statement(
                u"SELECT indexname::text FROM pg_indexes WHERE schemaname = 'ai-pal'"_s));
        });
        QVERIFY(there);
        for (const QString &name : wanted)
            QVERIFY2(
                std::find(there.value().begin(), there.value().end(), name) != there.value().end(),
                qPrintable(name));
    }

    void theRateCheckUsesOneIndex()
    {
        auto session = m_server->open();
        QCOMPARE(outcome(*session, uR"(SET search_path TO "ollama-gateway"; INSERT INTO usage_logs
            (api_key, endpoint, model, response_time, timestamp) SELECT 'k' || g % 50, '/api/chat', 'm', 1,
            timestamp '2026-01-01' + g * interval '1 minute' FROM generate_series(1, 50000) g; ANALYZE usage_logs)"_s),
            u"ok"_s);
        const QString plan = test::cell(
            *session, uR"(EXPLAIN (FORMAT JSON) SELECT count(*) FROM "ollama-gateway".usage_logs
            WHERE api_key = 'k7' AND timestamp >= '2026-01-20')"_s);
        QVERIFY2(plan.contains(u"ix_usage_logs_api_key_timestamp"_s), qPrintable(plan));
    }
};

QTEST_GUILESS_MAIN(SchemasTest)
#include "schemas.moc"
