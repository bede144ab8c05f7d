CREATE TABLE gatehouse.health_latency (
    slot timestamptz NOT NULL,
    endpoint text NOT NULL,
    bucket integer NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (slot, endpoint, bucket)
)
