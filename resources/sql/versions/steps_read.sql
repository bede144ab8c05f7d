SELECT step, state, print, ended_at, done_by FROM gatehouse.schema_steps
WHERE target = $1 AND system = $2
