UPDATE gatehouse_migrate.run SET state = $2, note = $3, changed = now() WHERE id = $1::bigint
