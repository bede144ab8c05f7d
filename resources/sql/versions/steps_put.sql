INSERT INTO gatehouse.schema_steps (target, system, step, state, print, title, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $4 IN ('applied', 'undone') THEN clock_timestamp() END)
ON CONFLICT (target, system, step) DO UPDATE
SET state = excluded.state, print = excluded.print, title = excluded.title, ended_at = excluded.ended_at,
    began_at = CASE WHEN excluded.ended_at IS NULL THEN excluded.began_at ELSE schema_steps.began_at END,
    done_by = session_user
