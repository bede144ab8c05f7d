ALTER TABLE background_tasks DROP CONSTRAINT IF EXISTS background_tasks_priority_check;
ALTER TABLE background_tasks DROP CONSTRAINT IF EXISTS background_tasks_status_check;
ALTER TABLE patch_requests DROP CONSTRAINT IF EXISTS patch_requests_status_check;
