CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_usage_logs_api_key_timestamp ON usage_logs (api_key, "timestamp");
