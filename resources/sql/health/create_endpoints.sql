CREATE TABLE gatehouse.health_endpoint (
    endpoint text PRIMARY KEY,
    title text NOT NULL,
    last_at timestamptz NOT NULL,
    last_shown text NOT NULL,
    last_since timestamptz NOT NULL,
    last_hold_ms bigint NOT NULL,
    last_cause text NOT NULL,
    last_reason text NOT NULL,
    last_latency_ms double precision
)
