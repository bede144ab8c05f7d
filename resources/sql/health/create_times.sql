CREATE TABLE gatehouse.health_time (
    slot timestamptz NOT NULL,
    endpoint text NOT NULL,
    state text NOT NULL,
    ms bigint NOT NULL,
    PRIMARY KEY (slot, endpoint, state)
)
