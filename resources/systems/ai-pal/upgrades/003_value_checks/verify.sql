SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('patch_requests: patch_requests_status_check holds for every row', (SELECT c.convalidated FROM pg_constraint c WHERE c.conrelid = to_regclass('patch_requests') AND c.conname = 'patch_requests_status_check')),
    ('background_tasks: background_tasks_status_check holds for every row', (SELECT c.convalidated FROM pg_constraint c WHERE c.conrelid = to_regclass('background_tasks') AND c.conname = 'background_tasks_status_check')),
    ('background_tasks: background_tasks_priority_check holds for every row', (SELECT c.convalidated FROM pg_constraint c WHERE c.conrelid = to_regclass('background_tasks') AND c.conname = 'background_tasks_priority_check'))
) AS c (what, ok)
