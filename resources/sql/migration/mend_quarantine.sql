UPDATE gatehouse_migrate.quarantine SET cells = $2, value = $3::bytea WHERE id = $1::bigint AND state = 'open'
