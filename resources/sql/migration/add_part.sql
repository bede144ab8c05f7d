INSERT INTO gatehouse_migrate.part (run, number, source_table, target_table, made)
VALUES ($1::bigint, $2::int, $3, $4, $5::boolean)
