INSERT INTO gatehouse.health_time AS t (slot, endpoint, state, ms)
SELECT to_timestamp(slot / 1000.0), endpoint, state, sum(ms)
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]) AS r(slot, endpoint, state, ms)
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
ON CONFLICT (slot, endpoint, state) DO UPDATE SET ms = t.ms + excluded.ms
