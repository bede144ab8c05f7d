SELECT endpoint, (extract(epoch FROM at) * 1000)::bigint, measured, shown, latency_ms, cause, reason
FROM gatehouse.health_reading
WHERE endpoint = $1 AND at >= to_timestamp($2::bigint / 1000.0) AND at < to_timestamp($3::bigint / 1000.0)
ORDER BY health_reading.at DESC
LIMIT $4::integer
