CREATE TABLE gatehouse.usage_rollup_source (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    identity text NOT NULL UNIQUE,
    until bigint NOT NULL DEFAULT 0,
    last_id bigint,
    refreshed_at timestamptz NOT NULL DEFAULT now()
)
