SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('api_keys: api_keys_role_check holds for every row', (SELECT c.convalidated FROM pg_constraint c WHERE c.conrelid = to_regclass('api_keys') AND c.conname = 'api_keys_role_check')),
    ('api_keys: api_keys_rate_limit_check holds for every row', (SELECT c.convalidated FROM pg_constraint c WHERE c.conrelid = to_regclass('api_keys') AND c.conname = 'api_keys_rate_limit_check'))
) AS c (what, ok)
