SELECT endpoint, (extract(epoch FROM slot) * 1000)::bigint, state, ms
FROM gatehouse.health_time
WHERE slot >= to_timestamp($1::bigint / 1000.0) AND slot < to_timestamp($2::bigint / 1000.0)
ORDER BY endpoint, slot, state
