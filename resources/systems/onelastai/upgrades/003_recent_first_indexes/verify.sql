SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('index idx_audit_logs_created_action is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_audit_logs_created_action'))),
    ('index idx_messages_created is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_messages_created'))),
    ('index idx_user_sessions_live is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_user_sessions_live')))
) AS c (what, ok)
