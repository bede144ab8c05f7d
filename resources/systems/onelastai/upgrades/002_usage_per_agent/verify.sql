SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('index idx_usage_metrics_user_agent_date_unique is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_usage_metrics_user_agent_date_unique'))),
    ('index idx_usage_metrics_user_date_unique is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_usage_metrics_user_date_unique'))),
    ('no index forbids a second agent on a day', to_regclass('index_usage_metrics_on_user_id_and_date') IS NULL)
) AS c (what, ok)
