CREATE TABLE gatehouse.health_incident (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    endpoint text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    worst text NOT NULL,
    cause text NOT NULL,
    reason text NOT NULL,
    looks integer NOT NULL
)
