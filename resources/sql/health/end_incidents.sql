UPDATE gatehouse.health_incident AS i
SET ended_at = greatest(i.started_at, to_timestamp(r.since / 1000.0))
FROM unnest($1::text[], $2::bigint[]) AS r(endpoint, since)
WHERE i.endpoint = r.endpoint AND i.ended_at IS NULL
