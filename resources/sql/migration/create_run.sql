CREATE TABLE IF NOT EXISTS gatehouse_migrate.run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layout integer NOT NULL DEFAULT 1,
    plan text NOT NULL,
    source_state text NOT NULL,
    state text NOT NULL,
    note text NOT NULL DEFAULT '',
    swap_xid bigint,
    begun timestamptz NOT NULL DEFAULT now(),
    changed timestamptz NOT NULL DEFAULT now(),
    begun_by text NOT NULL DEFAULT session_user
)
