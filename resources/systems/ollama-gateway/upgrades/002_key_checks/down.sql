ALTER TABLE api_keys DROP CONSTRAINT IF EXISTS api_keys_rate_limit_check;
ALTER TABLE api_keys DROP CONSTRAINT IF EXISTS api_keys_role_check;
