CREATE TABLE gatehouse.schema_steps (
    target text NOT NULL,
    system text NOT NULL,
    step text NOT NULL,
    state text NOT NULL CHECK (state IN ('applying', 'applied', 'undoing', 'undone')),
    print text NOT NULL,
    title text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    done_by text NOT NULL DEFAULT session_user,
    PRIMARY KEY (target, system, step)
)
