CREATE TABLE IF NOT EXISTS gatehouse_migrate.part (
    run bigint NOT NULL REFERENCES gatehouse_migrate.run (id) ON DELETE CASCADE,
    number integer NOT NULL,
    source_table text NOT NULL,
    target_table text NOT NULL,
    position bytea NOT NULL DEFAULT '',
    rows_read bigint NOT NULL DEFAULT 0,
    loaded bigint NOT NULL DEFAULT 0,
    quarantined bigint NOT NULL DEFAULT 0,
    left_out bigint NOT NULL DEFAULT 0,
    replaced bigint NOT NULL DEFAULT 0,
    stubs bigint NOT NULL DEFAULT 0,
    kept bigint NOT NULL DEFAULT 0,
    updated bigint NOT NULL DEFAULT 0,
    complete boolean NOT NULL DEFAULT false,
    made boolean NOT NULL DEFAULT false,
    PRIMARY KEY (run, number)
)
