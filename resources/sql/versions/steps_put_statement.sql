INSERT INTO gatehouse.schema_statements (target, system, step, way, position, state, sql, attempts, error, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $6 <> 'running' THEN clock_timestamp() END)
ON CONFLICT (target, system, step, way, position) DO UPDATE
SET state = excluded.state, sql = excluded.sql, attempts = excluded.attempts, error = excluded.error,
    ended_at = excluded.ended_at,
    began_at = CASE WHEN excluded.state = 'running' THEN excluded.began_at ELSE schema_statements.began_at END
