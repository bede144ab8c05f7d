UPDATE gatehouse_migrate.run SET state = 'done', changed = now(), swap_xid = pg_current_xact_id()::text::bigint
WHERE id = $1::bigint
