CREATE TABLE gatehouse.schema_statements (
    target text NOT NULL,
    system text NOT NULL,
    step text NOT NULL,
    way text NOT NULL CHECK (way IN ('up', 'down')),
    position integer NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    sql text NOT NULL,
    attempts integer NOT NULL DEFAULT 1,
    error text,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    PRIMARY KEY (target, system, step, way, position),
    FOREIGN KEY (target, system, step) REFERENCES gatehouse.schema_steps ON DELETE CASCADE
)
