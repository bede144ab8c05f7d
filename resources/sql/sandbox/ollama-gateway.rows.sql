-- The usage of the quarters $1 to $2. Times grow with the id. Failed calls leave no row here.
INSERT INTO usage_logs (api_key, endpoint, model, response_time, "timestamp", request_data)
SELECT k.secret, r.endpoint,
    CASE WHEN r.endpoint = '/api/models' THEN 'list' ELSE m.name END,
    CASE WHEN r.endpoint = '/api/models' THEN 0.0021 + 0.05 * power(pg_temp.chance(r.i, 31), 4)
         ELSE least(300, round((m.seconds * r.slow * exp(0.65 * pg_temp.bell(r.i, 32)))::numeric, 6)::float8) END,
    r.at,
    CASE WHEN r.endpoint = '/api/models' THEN CASE WHEN pg_temp.chance(r.i, 33) < 0.8 THEN json 'null' END
         WHEN r.endpoint = '/api/chat' THEN json_build_object('message_count', 1 + pg_temp.skewed(24, r.i, 34))
         ELSE json_build_object('prompt_length', 12 + pg_temp.skewed(6000, r.i, 35)) END
FROM (
    SELECT p.before + g AS i, p.slow,
        p.begins + (g - pg_temp.chance(p.before + g, 36)) * (interval '15 minutes' / p.n) AS at,
        d.owners[1 + floor(pg_temp.chance(p.before + g, 37) * 400)::int] AS owner,
        (SELECT models FROM pg_temp.model_place) [1 + floor(pg_temp.chance(p.before + g, 38) * 100)::int] AS model,
        CASE WHEN pg_temp.chance(p.before + g, 39) < 0.07 THEN '/api/models'
             WHEN pg_temp.chance(p.before + g, 39) < 0.67 THEN '/api/chat'
             ELSE '/api/generate' END AS endpoint
    FROM pg_temp.usage_plan p JOIN pg_temp.day_key d USING (day)
    CROSS JOIN LATERAL generate_series(1, p.n) g
    WHERE p.q BETWEEN $1 AND $2
    OFFSET 0
) r
JOIN pg_temp.sample_key k ON k.n = r.owner
JOIN pg_temp.sample_model m ON m.n = CASE WHEN r.owner % 4 = 1 THEN 1 + r.owner % 5 ELSE r.model END
ORDER BY r.i
