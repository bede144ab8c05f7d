UPDATE gatehouse_migrate.part SET loaded = loaded - $3::bigint, quarantined = quarantined + $3::bigint
WHERE run = $1::bigint AND number = $2::int
