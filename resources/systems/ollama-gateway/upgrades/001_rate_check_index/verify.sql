SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('index ix_usage_logs_api_key_timestamp is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('ix_usage_logs_api_key_timestamp')))
) AS c (what, ok)
