ALTER TABLE usage_logs ADD COLUMN IF NOT EXISTS status_code integer;
ALTER TABLE usage_logs ADD COLUMN IF NOT EXISTS tokens integer;
