CREATE TABLE gatehouse.partition_job (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    time_column text NOT NULL,
    state text NOT NULL DEFAULT 'made',
    after_key text[] NOT NULL DEFAULT '{}',
    copied bigint NOT NULL DEFAULT 0,
    estimate double precision NOT NULL,
    columns text[] NOT NULL,
    undo text[] NOT NULL DEFAULT '{}',
    finish text[] NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
)
