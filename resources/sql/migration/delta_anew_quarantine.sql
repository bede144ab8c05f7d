DELETE FROM gatehouse_migrate.quarantine WHERE run = $1::bigint
