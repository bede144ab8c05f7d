SELECT i.endpoint, coalesce(e.title, i.endpoint), (extract(epoch FROM i.started_at) * 1000)::bigint,
       (extract(epoch FROM i.ended_at) * 1000)::bigint, i.worst, i.cause, i.reason, i.looks
FROM gatehouse.health_incident i
LEFT JOIN gatehouse.health_endpoint e ON e.endpoint = i.endpoint
WHERE i.started_at < to_timestamp($2::bigint / 1000.0)
  AND (i.ended_at IS NULL OR i.ended_at >= to_timestamp($1::bigint / 1000.0))
ORDER BY i.started_at DESC, i.id DESC
LIMIT $3::integer
