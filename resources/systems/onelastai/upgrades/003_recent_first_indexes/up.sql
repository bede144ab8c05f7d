CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_logs_created_action ON audit_logs (created_at DESC, action);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_messages_created ON messages (created_at DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_user_sessions_live ON user_sessions (expires_at) WHERE active;
