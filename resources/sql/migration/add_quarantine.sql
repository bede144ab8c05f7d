INSERT INTO gatehouse_migrate.quarantine (run, part, position, place, column_name, value, reason, message, rule, cells, state)
VALUES ($1::bigint, $2::int, $3::bytea, $4, $5, $6::bytea, $7, $8, $9, $10, $11)
ON CONFLICT (run, part, position) DO NOTHING
