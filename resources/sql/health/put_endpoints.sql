INSERT INTO gatehouse.health_endpoint AS e
    (endpoint, title, last_at, last_shown, last_since, last_hold_ms, last_cause, last_reason,
     last_latency_ms)
SELECT endpoint, title, to_timestamp(at / 1000.0), shown, to_timestamp(since / 1000.0), hold, cause,
       reason, nullif(latency, -1)
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::text[],
            $8::text[], $9::float8[])
     AS r(endpoint, title, at, shown, since, hold, cause, reason, latency)
ORDER BY endpoint
ON CONFLICT (endpoint) DO UPDATE
SET title = excluded.title, last_at = excluded.last_at, last_shown = excluded.last_shown,
    last_since = excluded.last_since, last_hold_ms = excluded.last_hold_ms,
    last_cause = excluded.last_cause, last_reason = excluded.last_reason,
    last_latency_ms = excluded.last_latency_ms
WHERE e.last_at < excluded.last_at
