SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('index idx_usage_live_institution_timestamp is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_usage_live_institution_timestamp'))),
    ('index idx_audit_live_institution_timestamp is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_audit_live_institution_timestamp'))),
    ('index idx_job_live_status_created is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_job_live_status_created')))
) AS c (what, ok)
