ALTER TABLE jobs ADD CONSTRAINT jobs_status_check CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')) NOT VALID;
ALTER TABLE jobs VALIDATE CONSTRAINT jobs_status_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_progress_check CHECK (progress BETWEEN 0 AND 100) NOT VALID;
ALTER TABLE jobs VALIDATE CONSTRAINT jobs_progress_check;
ALTER TABLE usage_logs ADD CONSTRAINT usage_logs_response_time_check CHECK (response_time_ms >= 0) NOT VALID;
ALTER TABLE usage_logs VALIDATE CONSTRAINT usage_logs_response_time_check;
