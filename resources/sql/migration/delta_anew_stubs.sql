DELETE FROM gatehouse_migrate.stub WHERE run = $1::bigint
