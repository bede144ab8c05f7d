INSERT INTO gatehouse.usage_rollup_source (identity) VALUES ($1)
ON CONFLICT (identity) DO UPDATE SET refreshed_at = now() RETURNING id, last_id
