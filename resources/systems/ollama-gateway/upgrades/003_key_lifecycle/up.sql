ALTER TABLE api_keys ADD COLUMN IF NOT EXISTS expires_at timestamp;
ALTER TABLE api_keys ADD COLUMN IF NOT EXISTS last_used_at timestamp;
