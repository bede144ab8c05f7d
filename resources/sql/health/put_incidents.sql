INSERT INTO gatehouse.health_incident AS i (endpoint, started_at, worst, cause, reason, looks)
SELECT endpoint, to_timestamp(since / 1000.0), shown, cause, reason, 1
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[])
     AS r(endpoint, since, shown, cause, reason)
ORDER BY endpoint
ON CONFLICT (endpoint) WHERE ended_at IS NULL DO UPDATE
SET looks = i.looks + 1,
    worst = CASE WHEN 'down' IN (i.worst, excluded.worst) THEN 'down' ELSE excluded.worst END
