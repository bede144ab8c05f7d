SELECT number, source_table, target_table, position, rows_read, loaded, quarantined, left_out, replaced, stubs, kept,
    updated, complete, made
FROM gatehouse_migrate.part
WHERE run = $1::bigint
ORDER BY number
