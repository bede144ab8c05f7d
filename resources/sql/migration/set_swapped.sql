UPDATE gatehouse_migrate.run
SET state = 'done', changed = now(), swap_xid = pg_current_xact_id()::text::bigint,
    swap_open = (SELECT coalesce(string_agg((x::text::bigint & 4294967295)::text, ','), '')
                 FROM pg_snapshot_xip(pg_current_snapshot()) x WHERE x <> pg_current_xact_id())
WHERE id = $1::bigint
