-- Agency measurements, goals, tasks and the audit trail. The service's server runs in UTC here.
INSERT INTO user_profiles (user_id, created_at, updated_at, display_name, email, signature_strengths, learning_style, preferences, total_goals, total_tasks_completed, current_ari_score)
SELECT 'user-' || lpad(n::text, 3, '0'), pg_temp.moment() - (40 + n) * interval '1 day', pg_temp.moment() - n * interval '5 hours',
    pg_temp.pick(ARRAY['Ana', 'Bo', 'Chidi', 'Dörte', '은지', 'Farah', 'Grzegorz', 'Hina'], n, 101) || ' '
        || pg_temp.pick(ARRAY['Silva', 'Li', 'Okafor', 'Weiß', '박', 'Haddad', 'Nowak', 'Sato'], n, 102),
    CASE WHEN n % 7 = 0 THEN NULL ELSE 'user' || n || '@example.org' END,
    CASE WHEN n % 11 = 0 THEN NULL ELSE '["curiosity", "' || pg_temp.pick(ARRAY['patience', 'humour', 'rigour'], n, 103) || '"]' END,
    pg_temp.pick(ARRAY['visual', 'kinesthetic', 'verbal'], n, 104),
    CASE WHEN n = 13 THEN '{"theme": "dark", ' ELSE '{"theme": "dark", "notify": true}' END, -- one is cut, as they occur
    pg_temp.skewed(9, n, 105), pg_temp.skewed(60, n, 106), round(pg_temp.chance(n, 107)::numeric, 3)::float8
FROM generate_series(1, 40) n;

INSERT INTO ari_snapshots (snapshot_id, user_id, "timestamp", decision_quality, skill_development, ai_reliance, bottleneck_resolution, user_confidence, engagement, autonomy_perception, autonomy_retention, delta_agency, task_description, task_complexity)
SELECT md5('ari ' || i)::uuid::text, 'user-' || lpad(pg_temp.skewed(40, i, 111)::text, 3, '0'), at,
    level, least(1, level + 0.05), 1 - level, level * 0.9, least(1, level + 0.1), least(1, 0.4 + level / 2), level, level * 0.95,
    round((level - 0.6)::numeric, 4)::float8,
    CASE WHEN i % 5 = 0 THEN NULL ELSE pg_temp.pick(ARRAY['Draft a grant proposal', 'Refactor the importer', 'Plan the week', 'Bericht prüfen'], i, 112) END,
    pg_temp.pick(ARRAY['simple', 'moderate', 'complex'], i, 113)
FROM (
    SELECT p.before + g AS i, p.begins + (g - pg_temp.chance(p.before + g, 114)) * (interval '15 minutes' / p.n) AS at,
        round((0.45 + 0.5 * pg_temp.chance(p.before + g, 115))::numeric, 4)::float8 AS level
    FROM pg_temp.dealt(3200) p CROSS JOIN LATERAL generate_series(1, p.n) g
    OFFSET 0
) s;

INSERT INTO edm_debts (debt_id, user_id, "timestamp", claim, debt_type, severity, confidence_score, source_response, task_context, resolved, resolution_date, resolution_method)
SELECT md5('debt ' || n)::uuid::text, 'user-' || lpad(pg_temp.skewed(40, n, 121)::text, 3, '0'), pg_temp.moment() - n * interval '2 hours',
    pg_temp.pick(ARRAY['The library supports Windows 95', 'This always converges', 'Die Frist beträgt 14 Tage'], n, 122),
    pg_temp.pick(ARRAY['unfalsifiable', 'unverified', 'vague'], n, 123), pg_temp.pick(ARRAY['low', 'medium', 'high', 'critical'], n, 124),
    round(pg_temp.chance(n, 125)::numeric, 3)::float8, NULL, NULL, CASE WHEN n % 17 = 0 THEN NULL ELSE n % 3 = 0 END,
    CASE WHEN n % 3 = 0 THEN pg_temp.moment() - n * interval '1 hour' END, CASE WHEN n % 3 = 0 THEN 'user_verified' END
FROM generate_series(1, 340) n ORDER BY n DESC;

INSERT INTO ffe_goals (goal_id, user_id, created_at, description, importance, complexity_level, estimated_value, status, completed_at, deadline)
SELECT md5('goal ' || n)::uuid::text, 'user-' || lpad(pg_temp.skewed(40, n, 131)::text, 3, '0'), pg_temp.moment() - n * interval '4 hours',
    pg_temp.pick(ARRAY['Finish the thesis outline', 'Learn to read EXPLAIN', '발표 자료 만들기', 'Umzug planen'], n, 132), 1 + n % 10,
    pg_temp.pick(ARRAY['atomic', 'micro', 'mini', 'macro'], n, 133), round((10 * pg_temp.chance(n, 134))::numeric, 2)::float8,
    CASE n % 9 WHEN 0 THEN 'completed' WHEN 1 THEN 'abandoned' WHEN 2 THEN NULL ELSE 'active' END,
    CASE WHEN n % 9 = 0 THEN pg_temp.moment() - n * interval '3 hours' END,
    CASE WHEN n % 2 = 0 THEN pg_temp.moment() + (n % 30 - 10) * interval '1 day' END
FROM generate_series(1, 180) n ORDER BY n DESC;

INSERT INTO atomic_blocks (block_id, goal_id, user_id, description, block_index, size, estimated_minutes, strengths_used, completed, completed_at)
SELECT md5('block ' || g.goal_id || b)::uuid::text, g.goal_id, g.user_id, 'Step ' || b || ' of: ' || g.description, b,
    pg_temp.pick(ARRAY['small', 'medium', 'large'], g.id * 10 + b, 141), 5 * pg_temp.skewed(12, g.id * 10 + b, 142),
    CASE WHEN b % 3 = 0 THEN NULL ELSE '["focus"]' END, CASE WHEN b % 5 = 0 THEN NULL ELSE b < 3 END,
    CASE WHEN b < 3 THEN g.created_at + b * interval '40 minutes' END
FROM ffe_goals g CROSS JOIN LATERAL generate_series(1, 2 + g.id % 6) b;

INSERT INTO progress_tapestry (entry_id, user_id, "timestamp", win_description, win_type, goal_id, pride_level, strengths_used, connected_to)
SELECT md5('win ' || id)::uuid::text, user_id, created_at + interval '2 hours', 'Done: ' || description, 'goal_progress', goal_id,
    round(pg_temp.chance(id, 151)::numeric, 2)::float8, '["focus"]', NULL
FROM ffe_goals WHERE id % 2 = 0;

INSERT INTO momentum_history (user_id, "timestamp", state, goal_id)
SELECT user_id, created_at + interval '30 minutes', pg_temp.pick(ARRAY['building', 'flowing', 'stalled', 'resting'], id, 152), goal_id
FROM ffe_goals;

INSERT INTO patch_requests (request_id, created_at, target_file, reasoning, diff, new_code_blob, component, improvement_type, confidence, status, reviewed_at, reviewed_by, review_comment, applied_at, application_error, feedback_ids, metrics)
SELECT md5('patch ' || n)::uuid::text, pg_temp.moment() - n * interval '9 hours', 'src/ai_pal/' || pg_temp.pick(ARRAY['router', 'gates', 'memory'], n, 161) || '.py',
    'Shorter answers were rated higher.', E'--- a\n+++ b\n-limit = 10\n+limit = ' || n, 'limit = ' || n,
    pg_temp.pick(ARRAY['router', 'gates', 'memory'], n, 161), pg_temp.pick(ARRAY['performance', 'safety', 'quality'], n, 162),
    round((0.5 + pg_temp.chance(n, 163) / 2)::numeric, 2)::float8, s.status,
    CASE WHEN s.status <> 'PENDING_APPROVAL' THEN pg_temp.moment() - n * interval '8 hours' END,
    CASE WHEN s.status <> 'PENDING_APPROVAL' THEN 'user-001' END, NULL,
    CASE WHEN s.status IN ('APPLIED', 'FAILED') THEN pg_temp.moment() - n * interval '7 hours' END,
    CASE WHEN s.status = 'FAILED' THEN 'patch does not apply' END, '["f' || n || '"]', '{"before": 0.61, "after": 0.66}'
FROM generate_series(1, 78) n
CROSS JOIN LATERAL (SELECT pg_temp.pick(ARRAY['PENDING_APPROVAL', 'APPROVED', 'DENIED', 'APPLIED', 'FAILED'], n, 164) AS status) s
ORDER BY n DESC;

-- Most rows stay pending for ever: the service's hooks that would move them on are never called.
INSERT INTO background_tasks (task_id, task_name, user_id, task_type, status, priority, created_at, started_at, completed_at, result, error_message, attempts, max_retries, args, kwargs, duration_seconds, celery_task_id)
SELECT md5('task ' || i)::uuid::text, 'ai_pal.tasks.' || kind, 'user-' || lpad(pg_temp.skewed(40, i, 171)::text, 3, '0'), kind, status,
    1 + i % 10, at, CASE WHEN status <> 'pending' THEN at + interval '2 seconds' END,
    CASE WHEN status IN ('completed', 'failed') THEN at + make_interval(secs => 2 + seconds) END,
    CASE status WHEN 'completed' THEN '{"items": ' || i % 90 || '}' END,
    CASE status WHEN 'failed' THEN pg_temp.pick(ARRAY['ConnectionError: redis', 'TimeLimitExceeded(3600)', 'KeyError: ''goal_id'''], i, 172) END,
    CASE status WHEN 'failed' THEN 3 ELSE 1 END, 3, '[]', CASE WHEN i % 40 = 0 THEN '{bad json' ELSE '{"days": 7}' END,
    CASE WHEN status IN ('completed', 'failed') THEN seconds END, md5('celery ' || i)::uuid::text
FROM (
    SELECT p.before + g AS i, p.begins + (g - pg_temp.chance(p.before + g, 173)) * (interval '15 minutes' / p.n) AS at,
        pg_temp.pick(ARRAY['ari_snapshot', 'ari_snapshot', 'ffe_planning', 'edm_analysis', 'model_training', 'maintenance'], p.before + g, 174) AS kind,
        CASE WHEN pg_temp.chance(p.before + g, 175) < 0.62 THEN 'pending'
             WHEN pg_temp.chance(p.before + g, 175) < 0.92 THEN 'completed'
             WHEN pg_temp.chance(p.before + g, 175) < 0.97 THEN 'failed' ELSE 'cancelled' END AS status,
        round((3 * p.slow * exp(0.9 * pg_temp.bell(p.before + g, 176)))::numeric, 3)::float8 AS seconds
    FROM pg_temp.dealt(greatest(200, least(50000, current_setting('sandbox.rows')::bigint / 40))) p
    CROSS JOIN LATERAL generate_series(1, p.n) g
    OFFSET 0
) t;

INSERT INTO audit_logs (event_type, severity, "timestamp", user_id, session_id, component, action, details, result, ip_address, resource)
SELECT event, CASE event WHEN 'secret_detected' THEN 'critical' WHEN 'gate_failed' THEN 'error'
        WHEN 'high_cost_request' THEN 'warning' WHEN 'login_failed' THEN 'warning' WHEN 'model_request' THEN 'debug' ELSE 'info' END,
    at AT TIME ZONE 'UTC', CASE WHEN i % 23 = 0 THEN NULL ELSE 'user-' || lpad(pg_temp.skewed(40, i, 181)::text, 3, '0') END,
    md5('session ' || i / 7), pg_temp.pick(ARRAY['api', 'gates', 'router', 'plugins'], i, 182), event,
    CASE event WHEN 'high_cost_request' THEN jsonb_build_object('cost_usd', round((0.1 + pg_temp.chance(i, 183))::numeric, 3), 'model', 'claude-3-opus')
               WHEN 'model_request' THEN jsonb_build_object('model', pg_temp.pick(ARRAY['phi-2', 'gpt-4', 'claude-3-haiku'], i, 184), 'latency_ms', (400 * exp(0.6 * pg_temp.bell(i, 185)))::int)
               ELSE '{}' END,
    CASE event WHEN 'gate_failed' THEN 'denied' WHEN 'login_failed' THEN 'failure' WHEN 'secret_detected' THEN 'detected' ELSE 'success' END,
    '198.51.100.' || i % 60, CASE WHEN event = 'model_request' THEN '/api/chat' END
FROM (
    SELECT p.before + g AS i, p.begins + (g - pg_temp.chance(p.before + g, 186)) * (interval '15 minutes' / p.n) AS at,
        pg_temp.pick(ARRAY['model_request', 'model_request', 'model_request', 'model_request', 'model_request', 'login', 'login', 'logout',
            'login_failed', 'goal_created', 'gate_passed', 'gate_passed', 'gate_failed', 'high_cost_request', 'config_changed'], p.before + g, 187) AS event
    FROM pg_temp.dealt(greatest(200, least(50000, current_setting('sandbox.rows')::bigint / 20))) p
    CROSS JOIN LATERAL generate_series(1, p.n) g
    OFFSET 0
) e;
UPDATE audit_logs SET event_type = 'secret_detected', action = 'secret_detected', severity = 'critical', result = 'detected',
    details = '{"pattern": "api_key", "masked": "sk-…9f2c"}' WHERE id % 1777 = 5;
ANALYZE;
