INSERT INTO gatehouse_migrate.run (plan, source_state, state) VALUES ($1, $2, 'load') RETURNING id
