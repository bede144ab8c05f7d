-- Agents, people, what they say to each other, what they pay. One Rails migration is pending.
DELETE FROM schema_migrations WHERE version = '20250901201303';
CREATE TABLE ar_internal_metadata (
    key varchar PRIMARY KEY, value varchar, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL
);
INSERT INTO ar_internal_metadata VALUES ('environment', 'production', pg_temp.moment() - interval '80 days', pg_temp.moment() - interval '80 days');

CREATE TEMP TABLE sample_model AS
SELECT * FROM (VALUES
    (1, 'llama3.2:3b-instruct-q4_k_m', 11434, 1.4), (2, 'gemma2:2b-instruct-q4_0', 11435, 1.1),
    (3, 'phi3:14b-medium-4k-instruct-q4_k_m', 11436, 6.2), (4, 'deepseek-coder:6.7b-instruct-q4_k_m', 11437, 3.3),
    (5, 'mistral:7b-instruct-q4_k_m', 11438, 3.0), (6, 'tinyllama:1.1b-chat-q4_k_m', 11439, 0.5),
    (7, 'mistral:7b-instruct-v0.2-q4_k_m', 11440, 3.1)) AS m (n, name, port, seconds);

CREATE TEMP TABLE sample_agent AS
SELECT n, name, kind, md5('agent ' || n)::uuid AS id, 1 + n % 7 AS model FROM unnest(
    ARRAY['codemaster', 'carebot', 'chatmentor', 'datasage', 'docweaver', 'ideaspark', 'legalguide', 'lingua', 'mathtutor',
          'memora', 'netscope', 'newsdigest', 'photolens', 'planwell', 'quizmaster', 'recipeton', 'researchmate', 'salescoach',
          'securewatch', 'storyteller', 'summarix', 'taskpilot', 'travelbee', 'voicecraft', 'wellnessly'],
    ARRAY['specialist', 'chatbot', 'chatbot', 'analyzer', 'assistant', 'assistant', 'specialist', 'specialist', 'specialist',
          'assistant', 'analyzer', 'assistant', 'analyzer', 'assistant', 'chatbot', 'chatbot', 'specialist', 'assistant',
          'analyzer', 'chatbot', 'assistant', 'assistant', 'chatbot', 'specialist', 'chatbot'])
WITH ORDINALITY AS a (name, kind, n);
INSERT INTO agents (id, name, agent_type, description, configuration, personality_traits, status, subdomain, capabilities, model_preferences, ai_model_endpoint, fallback_model, created_at, updated_at)
SELECT a.id, a.name, a.kind, initcap(a.name) || ' helps with its own speciality.', json_build_object('temperature', round((0.2 + 0.05 * (a.n % 12))::numeric, 2)),
    json_build_object('tone', pg_temp.pick(ARRAY['warm', 'brief', 'playful'], a.n, 201)),
    CASE a.n WHEN 13 THEN 'maintenance' WHEN 24 THEN 'inactive' ELSE 'active' END, a.name,
    json_build_array('chat', CASE WHEN a.n % 3 = 0 THEN 'tools' ELSE 'memory' END), json_build_object('primary', m.name),
    'http://localhost:' || m.port, f.name, pg_temp.moment() - interval '80 days', pg_temp.moment() - a.n * interval '1 day'
FROM sample_agent a JOIN sample_model m ON m.n = a.model JOIN sample_model f ON f.n = 1 + (a.model + 1) % 7;

CREATE TEMP TABLE person AS
SELECT n, md5('user ' || n)::uuid AS id,
    (ARRAY['ada', 'bruno', 'chen', 'dilara', 'emre', 'fatou', 'greta', 'hyun', 'ines', 'jamal'])[1 + n % 10]
        || '.' || (ARRAY['lopez', 'meyer', 'tanaka', 'novak', 'rossi', 'khan', 'olsen'])[1 + n % 7] || n AS username,
    CASE WHEN n % 19 = 0 THEN 'enterprise' WHEN n % 5 = 0 THEN 'pro' ELSE 'free' END AS tier
FROM generate_series(1, 600) n;
INSERT INTO users (id, keycloak_id, username, email, first_name, last_name, avatar_url, preferences, metadata, subscription_tier, email_verified, active, last_login_at, created_at, updated_at)
SELECT id, md5('keycloak ' || n)::uuid::text, username, username || '@example.com', initcap(split_part(username, '.', 1)),
    CASE n % 40 WHEN 7 THEN 'O''Neill' WHEN 8 THEN '김' WHEN 9 THEN 'العلي' ELSE initcap(rtrim(split_part(username, '.', 2), '0123456789')) END,
    CASE WHEN n % 3 = 0 THEN 'https://cdn.example.com/a/' || n || '.png' END, json_build_object('theme', pg_temp.pick(ARRAY['dark', 'light'], n, 202)),
    json_build_object('mongodb_id', substr(md5('mongo ' || n), 1, 24)), tier, n % 9 <> 0, n % 31 <> 0,
    CASE WHEN n <= 540 THEN pg_temp.moment() - power(pg_temp.chance(n, 203), 3) * interval '30 days' END,
    pg_temp.moment() - (31 + n % 300) * interval '1 day', pg_temp.moment() - (n % 30) * interval '1 day'
FROM person;

INSERT INTO subscriptions (id, user_id, stripe_subscription_id, stripe_customer_id, lemon_squeezy_subscription_id, paypal_subscription_id, payment_provider, plan_name, status, amount, currency, current_period_start, current_period_end, canceled_at, metadata, created_at, updated_at)
SELECT md5('subscription ' || p.n)::uuid, p.id, CASE WHEN provider = 'stripe' THEN 'sub_' || md5('s' || p.n) END,
    CASE WHEN provider = 'stripe' THEN 'cus_' || substr(md5('c' || p.n), 1, 14) END,
    CASE WHEN provider = 'lemon_squeezy' THEN (100000 + p.n)::text END, CASE WHEN provider = 'paypal' THEN 'I-' || upper(substr(md5('p' || p.n), 1, 12)) END,
    provider, p.tier || CASE WHEN p.n % 2 = 0 THEN '-monthly' ELSE '-yearly' END, status,
    CASE WHEN p.n % 50 = 0 THEN NULL WHEN p.tier = 'pro' THEN CASE WHEN p.n % 2 = 0 THEN 19.00 ELSE 190.00 END ELSE 249.90 END,
    CASE WHEN p.n % 4 = 0 THEN 'EUR' ELSE 'USD' END, pg_temp.moment() - (p.n % 29) * interval '1 day',
    pg_temp.moment() + (30 - p.n % 29) * interval '1 day', CASE WHEN status = 'canceled' THEN pg_temp.moment() - (p.n % 20) * interval '1 day' END,
    '{}', pg_temp.moment() - (30 + p.n % 200) * interval '1 day', pg_temp.moment() - (p.n % 29) * interval '1 day'
FROM (SELECT *, pg_temp.pick(ARRAY['stripe', 'stripe', 'stripe', 'lemon_squeezy', 'paypal'], n, 204) AS provider,
    pg_temp.pick(ARRAY['active', 'active', 'active', 'active', 'active', 'canceled', 'past_due', 'trialing', 'incomplete', 'unpaid'], n, 205) AS status
    FROM person WHERE tier <> 'free') p;

INSERT INTO conversations (id, user_id, agent_id, session_id, title, context, metadata, started_at, ended_at, created_at, updated_at)
SELECT md5('conversation ' || i)::uuid, p.id, a.id, 'sess_' || substr(md5('cs ' || i), 1, 16),
    CASE WHEN i % 14 = 0 THEN NULL ELSE pg_temp.pick(ARRAY['Fix my regex', 'Weekend in Porto', 'Explain attention', '면접 준비', 'Steuererklärung 2025', 'Dinner for six 🍝', 'Unit tests'], i, 211) END,
    '{}', '{}', at, CASE WHEN i % 10 < 8 THEN at + interval '25 minutes' END, at, at + interval '25 minutes'
FROM (
    SELECT p.before + g AS i, p.begins + (g - pg_temp.chance(p.before + g, 212)) * (interval '15 minutes' / p.n) AS at,
        pg_temp.skewed(540, p.before + g, 213) AS who, pg_temp.skewed(25, p.before + g, 214) AS what
    FROM pg_temp.dealt(least(6000, greatest(100, current_setting('sandbox.rows')::bigint / 50))) p
    CROSS JOIN LATERAL generate_series(1, p.n) g
    OFFSET 0
) c JOIN person p ON p.n = c.who JOIN sample_agent a ON a.n = c.what;

CREATE TEMP TABLE talk AS
SELECT row_number() OVER (ORDER BY c.created_at, c.id) AS i, c.id, c.user_id, c.agent_id, c.created_at, c.title, a.model, m.name, m.seconds
FROM conversations c JOIN sample_agent a ON a.id = c.agent_id JOIN sample_model m ON m.n = a.model;
INSERT INTO messages (id, conversation_id, user_id, role, content, metadata, model_used, tokens_used, processing_time, created_at, updated_at)
SELECT md5('message ' || i || '/' || m)::uuid, t.id, CASE WHEN role = 'user' THEN t.user_id END, role,
    CASE WHEN role = 'system' THEN 'You are a careful assistant.'
         WHEN role = 'user' THEN coalesce(t.title, 'Hello') || ': ' || pg_temp.pick(ARRAY['where do I start?', 'please shorten it.', 'why is that?', 'und auf Deutsch?'], i * 40 + m, 221)
         WHEN (i * 40 + m) % 397 = 0 THEN repeat('A long answer with a diagram 📈 and many words. ', 260)
         ELSE 'Here is one way. ' || repeat(pg_temp.pick(ARRAY['First look at the data. ', 'Then try the small case. ', 'Keep it simple. '], i * 40 + m, 222), pg_temp.skewed(14, i * 40 + m, 223)) END,
    '{}', CASE WHEN role = 'assistant' THEN t.name END, CASE WHEN role = 'assistant' THEN 20 + pg_temp.skewed(900, i * 40 + m, 224) ELSE 0 END,
    CASE WHEN role = 'assistant' THEN round((t.seconds * exp(0.5 * pg_temp.bell(i * 40 + m, 225)))::numeric, 3)::float8 ELSE 0 END,
    t.created_at + m * interval '23 seconds', t.created_at + m * interval '23 seconds'
FROM talk t CROSS JOIN LATERAL generate_series(0, 2 * pg_temp.skewed(9, t.i, 226)) m
CROSS JOIN LATERAL (SELECT CASE WHEN m = 0 THEN 'system' WHEN m % 2 = 1 THEN 'user' ELSE 'assistant' END AS role) r
WHERE m > 0 OR t.i % 3 = 0;

INSERT INTO agent_interactions (id, user_id, agent_id, conversation_id, interaction_type, input_data, output_data, response_time, success, error_message, created_at, updated_at)
SELECT md5('interaction ' || x.i)::uuid, p.id, a.id, CASE WHEN x.i % 3 = 0 THEN NULL ELSE t.id END,
    CASE WHEN failed THEN 'error' WHEN x.i % 12 = 0 THEN 'function_call' WHEN x.i % 40 = 1 THEN 'system' ELSE 'chat' END,
    json_build_object('length', 10 + pg_temp.skewed(900, x.i, 231)), CASE WHEN failed THEN '{}'::json ELSE json_build_object('tokens', pg_temp.skewed(900, x.i, 232)) END,
    CASE WHEN failed AND x.i % 2 = 0 THEN NULL ELSE round((m.seconds * x.slow * exp(0.5 * pg_temp.bell(x.i, 233)))::numeric, 3)::float8 END, NOT failed,
    CASE WHEN failed THEN pg_temp.pick(ARRAY['Model endpoint refused the connection', 'Timed out after 30 s', 'model not found'], x.i, 234) END, at, at
FROM (
    SELECT p.before + g AS i, p.slow::float8, p.begins + (g - pg_temp.chance(p.before + g, 235)) * (interval '15 minutes' / p.n) AS at,
        pg_temp.skewed(540, p.before + g, 236) AS who, pg_temp.skewed(25, p.before + g, 237) AS what,
        pg_temp.chance(p.before + g, 238) < 0.5 * p.failing + 0.008 AS failed
    FROM pg_temp.dealt(least(60000, greatest(100, current_setting('sandbox.rows')::bigint / 6))) p
    CROSS JOIN LATERAL generate_series(1, p.n) g
    OFFSET 0
) x JOIN person p ON p.n = x.who JOIN sample_agent a ON a.n = x.what JOIN sample_model m ON m.n = a.model
LEFT JOIN talk t ON t.i = x.i;

INSERT INTO usage_metrics (id, user_id, agent_id, date, requests_count, tokens_used, processing_time_total, breakdown, created_at, updated_at)
SELECT md5('metric ' || user_id || created_at::date)::uuid, user_id, NULL, created_at::date, count(*), (count(*) * 210)::int,
    round(coalesce(sum(response_time), 0)::numeric, 3)::float8, json_build_object('errors', count(*) FILTER (WHERE NOT success)),
    max(created_at), max(created_at)
FROM agent_interactions GROUP BY user_id, created_at::date;

INSERT INTO user_sessions (id, user_id, session_token, keycloak_session_id, session_data, expires_at, ip_address, user_agent, active, created_at, updated_at)
SELECT md5('session ' || s.n)::uuid, p.id, encode(sha256(convert_to('session token ' || s.n, 'UTF8')), 'hex'), md5('ks ' || s.n)::uuid::text,
    json_build_object('theme', 'dark'), at + interval '12 hours', '192.0.2.' || s.n % 250,
    pg_temp.pick(ARRAY['Mozilla/5.0 (iPhone)', 'Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (Windows NT 10.0)'], s.n, 241),
    at + interval '12 hours' > pg_temp.moment(), at, at
FROM generate_series(1, 900) AS s(n) JOIN person p ON p.n = pg_temp.skewed(540, s.n, 242)
CROSS JOIN LATERAL (SELECT pg_temp.moment() - power(pg_temp.chance(s.n, 243), 2) * interval '30 days' AS at) t;

-- The plain keys are onelastai-sample-001 and so on; only their SHA-256 is stored.
CREATE TEMP TABLE sample_key AS
SELECT * FROM (VALUES
    (1, 'Production web', '["chat", "agents:read"]', '{"requests_per_hour": 1000}', 60, 0.02, NULL::numeric, true),
    (2, 'Mobile app 모바일', '["chat"]', '{"requests_per_hour": 400}', 55, 0.1, 90, true),
    (3, 'Data export', '["export", "usage:read"]', '{"requests_per_hour": 60, "burst": 5}', 50, 0.9, 12, true),
    (4, 'Partner A', '["chat", "agents:read"]', '{"requests_per_hour": 200}', 45, 0.4, 5.5, true),
    (5, 'Partner B (trial)', '["chat"]', '{"requests_per_hour": 50}', 29, 1.6, 0.8, true),
    (6, 'Partner C', '["chat"]', '{"requests_per_hour": 200}', 100, 11, -10, true),
    (7, 'Leaked in a repository', '["*"]', '{}', 70, 21, NULL, false),
    (8, 'Never used', '["chat"]', '{"requests_per_hour": 100}', 18, NULL, 60, true),
    (9, 'Old admin', '["*"]', '{"requests_per_hour": 5000}', 200, 64, NULL, true),
    (10, 'CI', '[]', '{"requests_per_minute": 10}', 33, 0.3, 30, true),
    (11, 'عميل تجريبي', '["chat"]', '{"requests_per_hour": 100}', 9, 2, 21, true),
    (12, 'Backup reader', 'null', 'null', 40, 35, 3, false),
    (13, 'Zero', '["chat"]', '{"requests_per_hour": 0}', 4, NULL, NULL, true),
    (14, 'E2E <tests> & "more"', '["chat", "agents:write"]', '{"requests_per_hour": 300}', 14, 0.2, 6.9, true)
) AS k (n, name, permissions, rate_limits, made, used, expires, active);
INSERT INTO api_keys (id, user_id, key_hash, name, permissions, rate_limits, last_used_at, expires_at, active, created_at, updated_at)
SELECT md5('api key ' || k.n)::uuid, p.id, encode(sha256(convert_to('onelastai-sample-' || lpad(k.n::text, 3, '0'), 'UTF8')), 'hex'), k.name,
    k.permissions::json, k.rate_limits::json, pg_temp.moment() - k.used * interval '1 day', pg_temp.moment() + k.expires * interval '1 day', k.active,
    pg_temp.moment() - k.made * interval '1 day', pg_temp.moment() - coalesce(k.used, k.made) * interval '1 day'
FROM sample_key k JOIN person p ON p.n = 19 * (1 + k.n % 5);

INSERT INTO audit_logs (id, user_id, action, resource_type, resource_id, changes, ip_address, user_agent, metadata, created_at, updated_at)
SELECT md5('audit ' || i)::uuid, CASE WHEN i % 29 = 0 THEN NULL ELSE p.id END, action, split_part(action, '.', 1), md5('thing ' || i % 400)::uuid::text,
    CASE action WHEN 'user.update' THEN json_build_object('subscription_tier', json_build_array('free', 'pro'))
                WHEN 'api_key.create' THEN json_build_object('name', json_build_array(NULL, 'Partner ' || i % 9), 'key_hash', json_build_array(NULL, md5('h' || i)))
                WHEN 'api_key.revoke' THEN json_build_object('active', json_build_array(true, false))
                WHEN 'subscription.update' THEN json_build_object('status', json_build_array('trialing', 'active'), 'amount', json_build_array('0.0', '19.0'))
                WHEN 'agent.update' THEN json_build_object('configuration', json_build_array(json_build_object('temperature', 0.7), json_build_object('temperature', 0.4)))
                ELSE '{}' END,
    '192.0.2.' || i % 250, 'Mozilla/5.0', json_build_object('request_id', md5('r' || i)), at, at
FROM (
    SELECT p.before + g AS i, p.begins + (g - pg_temp.chance(p.before + g, 251)) * (interval '15 minutes' / p.n) AS at,
        pg_temp.skewed(540, p.before + g, 252) AS who,
        pg_temp.pick(ARRAY['user.login', 'user.login', 'user.login', 'user.login', 'user.logout', 'user.update', 'agent.update',
            'subscription.update', 'api_key.create', 'api_key.revoke', 'conversation.delete'], p.before + g, 253) AS action
    FROM pg_temp.dealt(greatest(200, least(20000, current_setting('sandbox.rows')::bigint / 30))) p
    CROSS JOIN LATERAL generate_series(1, p.n) g
    OFFSET 0
) l JOIN person p ON p.n = l.who;
ANALYZE;
