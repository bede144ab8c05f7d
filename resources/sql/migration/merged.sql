UPDATE gatehouse_migrate.part SET kept = $3::bigint, updated = $4::bigint, stubs = stubs - $5::bigint
WHERE run = $1::bigint AND number = $2::int
