INSERT INTO gatehouse_migrate.run (plan, source_state, state, base) VALUES ($1, $2, 'load', nullif($3::bigint, 0)) RETURNING id
