ALTER TABLE usage_logs DROP CONSTRAINT IF EXISTS usage_logs_response_time_check;
ALTER TABLE jobs DROP CONSTRAINT IF EXISTS jobs_progress_check;
ALTER TABLE jobs DROP CONSTRAINT IF EXISTS jobs_status_check;
