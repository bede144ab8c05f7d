DROP INDEX CONCURRENTLY IF EXISTS ix_usage_logs_api_key_timestamp;
