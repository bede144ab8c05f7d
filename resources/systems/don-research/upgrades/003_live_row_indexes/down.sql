DROP INDEX CONCURRENTLY IF EXISTS idx_job_live_status_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_audit_live_institution_timestamp;
DROP INDEX CONCURRENTLY IF EXISTS idx_usage_live_institution_timestamp;
