SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('jobs: jobs_status_check holds for every row', (SELECT c.convalidated FROM pg_constraint c WHERE c.conrelid = to_regclass('jobs') AND c.conname = 'jobs_status_check')),
    ('jobs: jobs_progress_check holds for every row', (SELECT c.convalidated FROM pg_constraint c WHERE c.conrelid = to_regclass('jobs') AND c.conname = 'jobs_progress_check')),
    ('usage_logs: usage_logs_response_time_check holds for every row', (SELECT c.convalidated FROM pg_constraint c WHERE c.conrelid = to_regclass('usage_logs') AND c.conname = 'usage_logs_response_time_check'))
) AS c (what, ok)
