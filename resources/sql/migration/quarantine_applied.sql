UPDATE gatehouse_migrate.part SET loaded = loaded + 1, quarantined = quarantined - 1
WHERE run = $1::bigint AND number = $2::int
