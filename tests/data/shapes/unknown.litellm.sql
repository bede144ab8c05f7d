-- A gateway that nobody described: names and types as such consoles have them.
CREATE TABLE "LiteLLM_VerificationToken" (
    token text PRIMARY KEY, key_name text, key_alias text, user_id text, team_id text, permissions jsonb DEFAULT '{}',
    rpm_limit bigint, expires timestamptz, created_at timestamptz DEFAULT now(), last_active timestamptz
);
CREATE TABLE "LiteLLM_SpendLogs" (
    request_id text PRIMARY KEY, call_type text NOT NULL, api_key text NOT NULL DEFAULT '', spend double precision,
    total_tokens integer, "startTime" timestamptz NOT NULL, "endTime" timestamptz NOT NULL, model text, "user" text,
    metadata jsonb, status text
);
CREATE TABLE "LiteLLM_AuditLog" (
    id text PRIMARY KEY, updated_at timestamptz, changed_by text, action text, table_name text, object_id text,
    before_value jsonb, updated_values jsonb
);
