CREATE TABLE IF NOT EXISTS gatehouse_migrate.stub (
    run bigint NOT NULL,
    part integer NOT NULL,
    key_values text[] NOT NULL,
    PRIMARY KEY (run, part, key_values),
    FOREIGN KEY (run, part) REFERENCES gatehouse_migrate.part (run, number) ON DELETE CASCADE
)
