UPDATE gatehouse_migrate.part SET loaded = loaded - $3::bigint, left_out = left_out + $3::bigint
WHERE run = $1::bigint AND number = $2::int
