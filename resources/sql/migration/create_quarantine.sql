CREATE TABLE IF NOT EXISTS gatehouse_migrate.quarantine (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run bigint NOT NULL,
    part integer NOT NULL,
    position bytea NOT NULL,
    place text NOT NULL,
    column_name text NOT NULL,
    value bytea,
    reason text NOT NULL,
    message text NOT NULL,
    rule text NOT NULL,
    cells text NOT NULL,
    state text NOT NULL DEFAULT 'open',
    at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (run, part, position),
    FOREIGN KEY (run, part) REFERENCES gatehouse_migrate.part (run, number) ON DELETE CASCADE
)
