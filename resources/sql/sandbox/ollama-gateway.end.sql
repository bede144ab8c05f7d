-- The last hour: one key is over its limit, one almost.
INSERT INTO usage_logs (api_key, endpoint, model, response_time, "timestamp", request_data)
SELECT k.secret, '/api/generate', 'llama3.2:3b', round((2 * exp(0.5 * pg_temp.bell(g, 41)))::numeric, 6)::float8,
    pg_temp.moment() - (150 - g) * interval '21 seconds', json_build_object('prompt_length', 800 + g)
FROM generate_series(1, 150) g
JOIN sample_key k ON k.name = CASE WHEN g % 2 = 0 THEN 'nightly-summaries' ELSE 'evening-digest' END
ORDER BY g;
UPDATE api_keys SET rate_limit = CASE name WHEN 'nightly-summaries' THEN 60 ELSE 80 END
WHERE name IN ('nightly-summaries', 'evening-digest');
SELECT pg_temp.restore_indexes();
ANALYZE;
