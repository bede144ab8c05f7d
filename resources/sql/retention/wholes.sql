SELECT n.nspname, p.relname, pg_total_relation_size(p.oid)
FROM pg_inherits h
JOIN pg_class p ON p.oid = h.inhrelid
JOIN pg_namespace n ON n.oid = p.relnamespace
JOIN pg_class c ON c.oid = h.inhparent
JOIN pg_namespace cn ON cn.oid = c.relnamespace
WHERE cn.nspname = $1 AND c.relname = $2 AND p.relkind = 'r'
  -- Rows that a table kept for the way back follows have to go one by one.
  AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgname = 'gatehouse_partition_rows')
  AND substring(pg_get_expr(p.relpartbound, p.oid) FROM ' TO \(''([^'']+)''\)$')::timestamptz <= $3::timestamptz
ORDER BY substring(pg_get_expr(p.relpartbound, p.oid) FROM ' TO \(''([^'']+)''\)$')::timestamptz
