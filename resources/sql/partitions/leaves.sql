SELECT ARRAY[n.nspname, l.relname]::text[]
FROM pg_class c JOIN pg_namespace cn ON cn.oid = c.relnamespace,
    LATERAL (SELECT p.relid FROM pg_partition_tree(c.oid) p WHERE p.isleaf AND c.relkind = 'p'
             UNION SELECT c.oid WHERE c.relkind <> 'p') AS t
JOIN pg_class l ON l.oid = t.relid JOIN pg_namespace n ON n.oid = l.relnamespace
WHERE cn.nspname = $1 AND c.relname = $2
ORDER BY 1
