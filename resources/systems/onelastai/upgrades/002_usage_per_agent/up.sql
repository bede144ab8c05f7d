CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS idx_usage_metrics_user_agent_date_unique ON usage_metrics (user_id, agent_id, date) WHERE agent_id IS NOT NULL;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS idx_usage_metrics_user_date_unique ON usage_metrics (user_id, date) WHERE agent_id IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS index_usage_metrics_on_user_id_and_date;
