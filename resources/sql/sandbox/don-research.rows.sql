-- The audit trail of the quarters $1 to $2: one row for each HTTP request, and a usage row with the
-- same trace id where the request counts against a limit.
WITH request AS MATERIALIZED (
    SELECT r.i, r.at, i.name AS institution, p.method, p.path, s.code,
        CASE WHEN p.path = '/api/v1/health' THEN 'unknown' ELSE i.name END || to_char(r.at, '"_"YYYYMMDD"_"')
            || lpad(to_hex(hashint8extended(r.i, 71) & 4294967295), 8, '0') AS trace,
        round((CASE WHEN s.code IN (401, 422, 429) THEN 3 ELSE p.ms * r.slow END
            * exp(0.6 * pg_temp.bell(r.i, 72)))::numeric, 2)::float8 AS ms
    FROM (
        SELECT p.before + g AS i, p.slow::float8, p.failing::float8,
            p.begins + (g - pg_temp.chance(p.before + g, 73)) * (interval '15 minutes' / p.n) AS at,
            (SELECT institutions FROM pg_temp.institution_place) [1 + floor(pg_temp.chance(p.before + g, 74) * 100)::int] AS who,
            (SELECT paths FROM pg_temp.path_place) [1 + floor(pg_temp.chance(p.before + g, 75) * 100)::int] AS what
        FROM pg_temp.audit_plan p CROSS JOIN LATERAL generate_series(1, p.n) g
        WHERE p.q BETWEEN $1 AND $2
        OFFSET 0
    ) r
    JOIN pg_temp.sample_institution i ON i.place = r.who
    JOIN pg_temp.sample_path p ON p.n = r.what
    CROSS JOIN LATERAL (SELECT pg_temp.chance(r.i, 76) AS luck) l
    CROSS JOIN LATERAL (SELECT CASE
        WHEN i.name = 'unknown' AND p.n NOT IN (4, 9) THEN 401
        WHEN p.n IN (4, 9) THEN 200
        WHEN l.luck < r.failing THEN CASE WHEN l.luck < r.failing / 2 THEN 503 ELSE 500 END
        WHEN l.luck > 0.985 THEN 422 WHEN l.luck > 0.975 THEN 429
        WHEN l.luck > 0.965 AND p.n = 8 THEN 404 ELSE 200 END AS code) s
    ORDER BY r.i
), counted AS (
    INSERT INTO usage_logs (institution, endpoint, trace_id, method, status_code, response_time_ms, usage_metadata, "timestamp", is_deleted)
    SELECT institution, path, trace, method, code, ms,
        CASE WHEN i % 5 = 0 THEN NULL WHEN i % 7 = 0 THEN jsonb 'null' ELSE jsonb_build_object('cached', i % 3 = 0) END, at, false
    FROM request WHERE method = 'POST' AND code <> 401 ORDER BY i
)
INSERT INTO audit_logs (institution, action, trace_id, resource_type, resource_id, ip_address, user_agent, audit_metadata, "timestamp", is_deleted)
SELECT institution, method || ' ' || path, trace, 'http_request', path,
    CASE WHEN i % 6 = 0 THEN '2001:db8::' || to_hex(i % 4096) ELSE '203.0.113.' || i % 200 END,
    pg_temp.pick(ARRAY['python-requests/2.32.3', 'curl/8.5.0', 'don-client/0.4 (R 4.3)', 'Mozilla/5.0 (X11; Linux x86_64)'], i, 77),
    jsonb_build_object('method', method, 'endpoint', path, 'status_code', code, 'response_time_ms', ms, 'request_body',
        CASE WHEN method = 'GET' THEN NULL
             -- The service keeps the first 10,000 characters, so this JSON ends in the middle.
             WHEN i % 211 = 0 THEN left('{"project_id":"p' || i % 17 || '","matrix":[' || repeat('0.125,0.5,0.25,', 800), 10000)
             WHEN i % 19 = 0 THEN 'seed=' || i % 97
             ELSE '{"project_id":"p' || i % 17 || '","n_cells":' || i % 5000 || ',"note":"größer"}' END),
    at, false
FROM request ORDER BY i
