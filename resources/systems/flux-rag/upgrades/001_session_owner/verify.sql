SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('column sessions.user_id is there', EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('sessions') AND a.attname = 'user_id' AND NOT a.attisdropped)),
    ('index idx_sessions_user is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_sessions_user')))
) AS c (what, ok)
