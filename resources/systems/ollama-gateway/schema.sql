-- Ollama API Service: the two tables of its guide. Mends: MENDS.md.
-- No column has a default in the server: the service supplies every value itself, in naive UTC.
CREATE TABLE api_keys (
    id serial PRIMARY KEY,
    key varchar(100) NOT NULL,
    name varchar(255) NOT NULL,
    role varchar(50) NOT NULL,
    rate_limit integer NOT NULL,
    created_at timestamp NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT api_keys_name_key UNIQUE (name)
);
CREATE UNIQUE INDEX ix_api_keys_key ON api_keys (key);

CREATE TABLE usage_logs (
    id serial PRIMARY KEY,
    api_key varchar(100) NOT NULL,
    endpoint varchar(255) NOT NULL,
    model varchar(100) NOT NULL,
    response_time double precision NOT NULL,
    "timestamp" timestamp NOT NULL,
    request_data json
);
CREATE INDEX ix_usage_logs_api_key_timestamp ON usage_logs (api_key, "timestamp");
CREATE INDEX ix_usage_logs_timestamp ON usage_logs ("timestamp");
