DELETE FROM gatehouse.health_reading WHERE at < to_timestamp($1::bigint / 1000.0)
