SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('index idx_ari_user_id is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_ari_user_id'))),
    ('index idx_ari_timestamp is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_ari_timestamp'))),
    ('index idx_ari_user_timestamp is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_ari_user_timestamp'))),
    ('index idx_ari_score is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_ari_score'))),
    ('index idx_task_user_status is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_task_user_status'))),
    ('index idx_task_created is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_task_created'))),
    ('index idx_task_celery_id is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_task_celery_id'))),
    ('index idx_goal_user_status is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_goal_user_status'))),
    ('index idx_goal_deadline is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_goal_deadline'))),
    ('index idx_audit_timestamp is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_audit_timestamp'))),
    ('index idx_audit_user_timestamp is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_audit_user_timestamp'))),
    ('index idx_audit_severity is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_audit_severity'))),
    ('index idx_audit_event_type is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_audit_event_type'))),
    ('index idx_patch_component_status is there and valid', (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('idx_patch_component_status')))
) AS c (what, ok)
