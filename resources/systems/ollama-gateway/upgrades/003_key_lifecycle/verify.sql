SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('column api_keys.expires_at is there', EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('api_keys') AND a.attname = 'expires_at' AND NOT a.attisdropped)),
    ('column api_keys.last_used_at is there', EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('api_keys') AND a.attname = 'last_used_at' AND NOT a.attisdropped))
) AS c (what, ok)
