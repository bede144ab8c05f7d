-- Every column of every table that can hold text, with what keeps this user from searching it.
WITH RECURSIVE base (type, root) AS (
    SELECT t.oid, t.oid FROM pg_catalog.pg_type t WHERE t.typtype <> 'd'
    UNION ALL
    SELECT d.oid, b.root
    FROM base b
    JOIN pg_catalog.pg_type d ON d.typtype = 'd' AND d.typbasetype = b.type
)
SELECT n.nspname, c.relname, c.relkind::text, a.attname,
       r.typname IN ('json', 'jsonb') OR r.typcategory = 'A' AS escaped,
       has_schema_privilege(n.oid, 'USAGE')
           AND has_column_privilege(c.oid, a.attnum, 'SELECT') AS readable,
       c.relkind <> 'f' AND row_security_active(c.oid) AS filtered
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN base b ON b.type = a.atttypid
JOIN pg_catalog.pg_type r ON r.oid = b.root
LEFT JOIN pg_catalog.pg_type e ON e.oid = r.typelem AND r.typcategory = 'A'
WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND (r.typcategory = 'S' OR r.typname IN ('json', 'jsonb', 'xml', 'hstore')
       OR e.typcategory = 'S' OR e.typname IN ('json', 'jsonb'))
ORDER BY n.nspname, c.relname, a.attnum
