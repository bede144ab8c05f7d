SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('table qac_models is there', to_regclass('qac_models') IS NOT NULL),
    ('table vector_stores is there', to_regclass('vector_stores') IS NOT NULL),
    ('table jobs is there', to_regclass('jobs') IS NOT NULL),
    ('table usage_logs is there', to_regclass('usage_logs') IS NOT NULL),
    ('table audit_logs is there', to_regclass('audit_logs') IS NOT NULL),
    ('column usage_logs.trace_id is there', EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('usage_logs') AND a.attname = 'trace_id' AND NOT a.attisdropped)),
    ('column audit_logs.audit_metadata is there', EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('audit_logs') AND a.attname = 'audit_metadata' AND NOT a.attisdropped))
) AS c (what, ok)
