UPDATE gatehouse_migrate.part
SET position = '', rows_read = 0, loaded = 0, quarantined = 0, left_out = 0, replaced = 0, stubs = 0, kept = 0,
    updated = 0, complete = false, fresh = 0, changed = 0, gone = 0
WHERE run = $1::bigint
