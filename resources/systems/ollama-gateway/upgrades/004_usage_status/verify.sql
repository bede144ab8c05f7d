SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('column usage_logs.status_code is there', EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('usage_logs') AND a.attname = 'status_code' AND NOT a.attisdropped)),
    ('column usage_logs.tokens is there', EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('usage_logs') AND a.attname = 'tokens' AND NOT a.attisdropped))
) AS c (what, ok)
