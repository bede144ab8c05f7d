CREATE TABLE gatehouse.health_reading (
    endpoint text NOT NULL,
    at timestamptz NOT NULL,
    measured text NOT NULL,
    shown text NOT NULL,
    latency_ms double precision,
    cause text NOT NULL,
    reason text NOT NULL
)
