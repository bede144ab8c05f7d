CREATE INDEX CONCURRENTLY IF NOT EXISTS index_usage_metrics_on_user_id_and_date ON usage_metrics (user_id, date);
DROP INDEX CONCURRENTLY IF EXISTS idx_usage_metrics_user_date_unique;
DROP INDEX CONCURRENTLY IF EXISTS idx_usage_metrics_user_agent_date_unique;
