SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('table audit_logs is there', to_regclass('audit_logs') IS NOT NULL),
    ('column audit_logs.event_type is there', EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('audit_logs') AND a.attname = 'event_type' AND NOT a.attisdropped))
) AS c (what, ok)
