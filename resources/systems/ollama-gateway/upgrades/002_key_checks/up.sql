ALTER TABLE api_keys ADD CONSTRAINT api_keys_role_check CHECK (role IN ('admin', 'user')) NOT VALID;
ALTER TABLE api_keys VALIDATE CONSTRAINT api_keys_role_check;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_rate_limit_check CHECK (rate_limit >= 0) NOT VALID;
ALTER TABLE api_keys VALIDATE CONSTRAINT api_keys_rate_limit_check;
