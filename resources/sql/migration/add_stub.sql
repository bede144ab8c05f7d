INSERT INTO gatehouse_migrate.stub (run, part, key_values) VALUES ($1::bigint, $2::int, $3::text[])
ON CONFLICT DO NOTHING
