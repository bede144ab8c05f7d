DELETE FROM gatehouse.usage_rollup WHERE source = $1::int AND hour >= $2::bigint AND hour < $3::bigint
