-- A small gateway: hashed keys, usage in milliseconds without zone, an audit trail, golang-migrate.
CREATE TABLE accounts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email text UNIQUE);
CREATE TABLE api_tokens (
    id uuid PRIMARY KEY, account_id uuid NOT NULL REFERENCES accounts (id), label varchar(80) NOT NULL UNIQUE,
    token_hash char(64) NOT NULL UNIQUE, scopes jsonb NOT NULL, requests_per_minute integer, enabled boolean NOT NULL,
    region text NOT NULL, created_at timestamp NOT NULL, expires_at timestamp
);
CREATE TABLE request_logs (
    id bigserial PRIMARY KEY, requested_at timestamp NOT NULL, token_id uuid, path text, model_name text, latency_ms integer,
    status_code smallint, total_tokens integer, trace_id text
);
CREATE TABLE audit_events (
    id bigserial PRIMARY KEY, occurred_at timestamptz NOT NULL DEFAULT now(), actor text, event_type text NOT NULL,
    target_type text, target_id text, details jsonb, ip inet
);
CREATE TABLE chats (id uuid PRIMARY KEY, title text, user_id uuid, created_at timestamptz);
CREATE TABLE chat_messages (id uuid PRIMARY KEY, chat_id uuid REFERENCES chats (id), role text, content text, created_at timestamptz);
CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
INSERT INTO schema_migrations VALUES (42, false);
