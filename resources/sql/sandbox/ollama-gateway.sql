-- Keys with the habits of their owners, and what ollama-gateway.rows.sql needs to write the usage.
-- share: part of the traffic; from_day, to_day: first and last day of use, counted backwards.
CREATE TEMP TABLE sample_key (
    n int, name text, secret text, role text, rate_limit int, made_days_ago numeric, active boolean,
    share double precision, from_day numeric, to_day numeric, known boolean
);
INSERT INTO sample_key VALUES
    (1, 'Demo Admin Key', 'demo-admin-key-12345', 'admin', 1000, 41, true, 2, 30, 0, true),
    (2, 'Demo User Key', 'demo-user-key-67890', 'user', 100, 41, true, 1.2, 30, 6.2, true),
    (3, 'mobile-app', 'edgellm-', 'user', 400, 38, true, 24, 30, 0, true),
    (4, 'support-chat', 'edgellm-', 'user', 300, 37.4, true, 16, 30, 0, true),
    (5, 'nightly-summaries', 'ollama-', 'user', 60, 37.2, true, 5, 30, 0, true),
    (6, 'Büro Köln · Übersetzung', 'ollama-', 'user', 200, 35.8, true, 8, 30, 0, true),
    (7, '서울 연구팀', 'edgellm-', 'user', 200, 33.1, true, 7, 30, 0, true),
    (8, 'jupyter-hub', 'ollama-', 'user', 150, 32.9, true, 5.5, 30, 0, true),
    (9, 'ci-pipeline', 'edgellm-', 'user', 100, 30.2, true, 4.5, 29, 0, true),
    (10, 'grafana-explainer', 'ollama-', 'user', 100, 29.5, true, 3, 29, 0, true),
    (11, 'ops-admin', 'edgellm-', 'admin', 1000, 29.1, true, 2.4, 28, 0, true),
    (12, 'مختبر البيانات', 'edgellm-', 'user', 120, 27.7, true, 2.8, 27, 0, true),
    (13, '研究室🤖 third floor', 'edgellm-', 'user', 100, 26.3, true, 2.2, 26, 0, true),
    (14, 'contractor-2025', 'ollama-', 'user', 100, 26.0, false, 3.5, 26, 9.4, true),
    (15, 'old-website', 'ollama-', 'user', 250, 40.6, false, 6, 30, 14.1, true),
    (16, 'leaked on a forum, revoked', 'edgellm-', 'user', 100, 21.2, false, 1.8, 21, 18.8, true),
    (17, 'hackathon', 'ollama-', 'user', 500, 24.5, true, 9, 23.2, 21.0, true),
    (18, 'intern-laptop', 'ollama-', 'user', 50, 22.4, true, 0.9, 22, 16.3, true),
    (19, 'never used so far', 'edgellm-', 'user', 100, 19.0, true, 0, 0, 0, true),
    (20, 'reserved for the audit', 'edgellm-', 'admin', 1000, 12.6, true, 0, 0, 0, true),
    (21, 'blocked by limit 0', 'edgellm-', 'user', 0, 11.9, true, 0, 0, 0, true),
    (22, 'Robert''); DROP TABLE api_keys;--', 'edgellm-', 'user', 100, 11.0, true, 0.6, 11, 0, true),
    (23, '<b>bold</b> & "quoted"', 'edgellm-', 'user', 100, 10.4, true, 0.5, 10, 0, true),
    (24, 'warehouse scanner', 'edgellm-', 'user', 100, 9.2, true, 4, 9, 0, true),
    (25, 'shared by three teams', 'edgellm-', 'user', 300, 8.8, true, 6, 8.5, 0, true),
    (26, 'evening-digest', 'edgellm-', 'user', 80, 6.1, true, 1.6, 6, 0, true),
    (27, 'new-partner', 'edgellm-', 'user', 150, 2.2, true, 2, 2, 0, true),
    (28, 'made today', 'edgellm-', 'user', 100, 0.3, true, 0.4, 0.25, 0, true),
    (29, 'kiosk', 'ollama-', 'user', 100, 0, false, 2.5, 30, 11.7, false),
    (30, 'retired-bot', 'ollama-', 'user', 100, 0, false, 1.2, 30, 24.9, false);

-- As the service makes them: 32 bytes, base64 with the URL alphabet, no padding. The two last keys
-- are in no table any more; only their usage is left.
UPDATE sample_key SET secret = secret
    || translate(encode(sha256(convert_to('sandbox key ' || n, 'UTF8')), 'base64'), '+/=', '-_')
WHERE secret LIKE '%-' ;
-- Limits that fit the amount of traffic asked for.
UPDATE sample_key SET rate_limit = rate_limit * ceil(current_setting('sandbox.rows')::numeric / 120000)
WHERE share > 0;

INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active)
SELECT secret, name, role, rate_limit,
    pg_temp.moment() - make_interval(secs => 86400 * made_days_ago::float8 + floor(pg_temp.chance(n, 21) * 1000)), active
FROM sample_key WHERE known ORDER BY made_days_ago DESC, n;

-- Whose request it is: for each day 400 places, shared out by habit.
CREATE TEMP TABLE day_key AS
WITH habit AS (
    SELECT day, n, sum(weight) OVER (PARTITION BY day ORDER BY n) AS upto, sum(weight) OVER (PARTITION BY day) AS total
    FROM generate_series(0, 30) day
    CROSS JOIN LATERAL (
        SELECT n, share * (0.5 + pg_temp.chance(n * 100 + day, 22)) AS weight FROM sample_key
        WHERE share > 0 AND day <= from_day AND day + 1 > to_day
    ) w
)
SELECT day, array_agg((
    SELECT n::smallint FROM habit h WHERE h.day = d.day AND h.upto / h.total * 400 > place - 0.5 ORDER BY n LIMIT 1
) ORDER BY place) AS owners
FROM generate_series(0, 30) AS d(day) CROSS JOIN generate_series(1, 400) AS place
GROUP BY day;

CREATE TEMP TABLE sample_model AS
SELECT * FROM (VALUES
    (1, 'llama3.2:3b', 1.9, 38), (2, 'mistral:7b', 3.4, 22), (3, 'qwen2.5-coder:7b', 4.2, 14),
    (4, 'phi3:14b', 7.5, 9), (5, 'gemma2:9b', 5.1, 8), (6, 'llava:13b', 9.8, 4),
    (7, 'deepseek-r1:14b', 16.0, 4), (8, 'llama3.1:70b', 41.0, 1)) AS m (n, name, seconds, share);
CREATE TEMP TABLE model_place AS
SELECT array_agg(n::smallint ORDER BY n, copy) AS models
FROM sample_model CROSS JOIN LATERAL generate_series(1, share) copy;

CREATE TEMP TABLE usage_plan AS
SELECT p.*, least(30, floor(p.days_ago))::int AS day
FROM pg_temp.dealt(current_setting('sandbox.rows')::bigint - 150) p;

ANALYZE sample_key;
ANALYZE sample_model;
ANALYZE day_key;
ANALYZE usage_plan;
SELECT pg_temp.set_indexes_aside('usage_logs');
