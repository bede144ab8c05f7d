SELECT endpoint, title, (extract(epoch FROM last_at) * 1000)::bigint, last_shown,
       (extract(epoch FROM last_since) * 1000)::bigint, last_hold_ms, last_cause, last_reason,
       last_latency_ms
FROM gatehouse.health_endpoint
WHERE endpoint = ANY ($1::text[])
ORDER BY endpoint
FOR UPDATE
