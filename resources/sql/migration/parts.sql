SELECT p.number, p.source_table, p.target_table, p.position, p.rows_read, p.loaded, p.quarantined, p.left_out, p.replaced,
    p.stubs, p.kept, p.updated, p.complete, p.made, coalesce((to_jsonb(p) ->> 'fresh')::bigint, 0),
    coalesce((to_jsonb(p) ->> 'changed')::bigint, 0), coalesce((to_jsonb(p) ->> 'gone')::bigint, 0)
FROM gatehouse_migrate.part p
WHERE p.run = $1::bigint
ORDER BY p.number
