CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_usage_live_institution_timestamp ON usage_logs (institution, "timestamp") WHERE is_deleted IS NOT TRUE;
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_live_institution_timestamp ON audit_logs (institution, "timestamp") WHERE is_deleted IS NOT TRUE;
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_job_live_status_created ON jobs (status, created_at) WHERE is_deleted IS NOT TRUE;
