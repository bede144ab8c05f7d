-- As the service's models create it.
CREATE TABLE api_keys (
    id serial NOT NULL PRIMARY KEY,
    key varchar(100) NOT NULL,
    name varchar(255) NOT NULL,
    role varchar(50) NOT NULL,
    rate_limit integer NOT NULL,
    created_at timestamp NOT NULL,
    is_active boolean NOT NULL,
    UNIQUE (name)
);
CREATE UNIQUE INDEX ix_api_keys_key ON api_keys (key);
CREATE TABLE usage_logs (
    id serial NOT NULL PRIMARY KEY,
    api_key varchar(100) NOT NULL,
    endpoint varchar(255) NOT NULL,
    model varchar(100) NOT NULL,
    response_time double precision NOT NULL,
    "timestamp" timestamp NOT NULL,
    request_data json
);
CREATE INDEX ix_usage_logs_timestamp ON usage_logs ("timestamp");
CREATE INDEX ix_usage_logs_api_key ON usage_logs (api_key);
