SELECT n.nspname, c.relname, a.attname,
    CASE a.atttypid WHEN 'pg_catalog.timestamp'::regtype THEN 'timestamp' WHEN 'pg_catalog.timestamptz'::regtype THEN 'timestamptz'
        ELSE 'date' END,
    pn.nspname, p.relname,
    coalesce(substring(b.bound FROM 'FROM \(''([^'']+)''\)'), ''), coalesce(substring(b.bound FROM ' TO \(''([^'']+)''\)'), ''),
    coalesce(pg_total_relation_size(p.oid), 0), coalesce(p.reltuples, -1)::double precision,
    to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-01')
FROM pg_partitioned_table t
JOIN pg_class c ON c.oid = t.partrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = t.partattrs[0]
LEFT JOIN pg_inherits h ON h.inhparent = c.oid
LEFT JOIN pg_class p ON p.oid = h.inhrelid
LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
LEFT JOIN LATERAL (SELECT pg_get_expr(p.relpartbound, p.oid) AS bound) b ON true
WHERE t.partstrat = 'r' AND t.partnatts = 1 AND NOT c.relispartition
  AND a.atttypid IN ('pg_catalog.timestamp'::regtype, 'pg_catalog.timestamptz'::regtype, 'pg_catalog.date'::regtype)
  AND c.relname NOT LIKE '%\_gh\_new'
ORDER BY 1, 2, substring(b.bound FROM 'FROM \(''([^'']+)''\)') NULLS LAST, p.relname
LIMIT 5000
