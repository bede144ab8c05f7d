SELECT step, way, position, state, sql, attempts, coalesce(error, ''),
       coalesce((extract(epoch FROM ended_at - began_at) * 1000)::bigint, -1)
FROM gatehouse.schema_statements
WHERE target = $1 AND system = $2
ORDER BY step, way, position
