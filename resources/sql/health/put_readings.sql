INSERT INTO gatehouse.health_reading (endpoint, at, measured, shown, latency_ms, cause, reason)
SELECT endpoint, to_timestamp(at / 1000.0), measured, shown, nullif(latency, -1), cause, reason
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::text[])
     AS r(endpoint, at, measured, shown, latency, cause, reason)
