UPDATE gatehouse.usage_rollup_source SET until = $2::bigint, last_id = $3::bigint, refreshed_at = now() WHERE id = $1::int
