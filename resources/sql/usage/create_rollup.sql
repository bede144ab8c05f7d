CREATE TABLE gatehouse.usage_rollup (
    source integer NOT NULL REFERENCES gatehouse.usage_rollup_source (id),
    hour bigint NOT NULL,
    rows bigint NOT NULL,
    steps integer[] NOT NULL,
    counts bigint[] NOT NULL,
    PRIMARY KEY (source, hour)
)
