ALTER TABLE patch_requests ADD CONSTRAINT patch_requests_status_check CHECK (status IN ('PENDING_APPROVAL', 'APPROVED', 'DENIED', 'APPLIED', 'FAILED')) NOT VALID;
ALTER TABLE patch_requests VALIDATE CONSTRAINT patch_requests_status_check;
ALTER TABLE background_tasks ADD CONSTRAINT background_tasks_status_check CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')) NOT VALID;
ALTER TABLE background_tasks VALIDATE CONSTRAINT background_tasks_status_check;
ALTER TABLE background_tasks ADD CONSTRAINT background_tasks_priority_check CHECK (priority BETWEEN 1 AND 10) NOT VALID;
ALTER TABLE background_tasks VALIDATE CONSTRAINT background_tasks_priority_check;
