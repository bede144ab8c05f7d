ALTER TABLE sessions ADD COLUMN IF NOT EXISTS user_id text DEFAULT '';
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_sessions_user ON sessions (user_id, updated_at);
