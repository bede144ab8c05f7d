DROP INDEX CONCURRENTLY IF EXISTS idx_user_sessions_live;
DROP INDEX CONCURRENTLY IF EXISTS idx_messages_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_audit_logs_created_action;
