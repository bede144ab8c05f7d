-- $1: names of version tables, $2: columns that some tool has in them. One row a table that is there; its rows as XML,
-- since that is the one form that a statement can give of a table whose columns it learns while it runs.
SELECT n.nspname::text, c.relname::text, w.columns,
       CASE WHEN may.read THEN
           query_to_xml(format('SELECT %s FROM %I.%I LIMIT 20001',
               (SELECT string_agg(format('%I::text AS %I', name, name), ', ') FROM unnest(w.columns) AS name),
               n.nspname, c.relname), false, true, '')::text END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
    SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname::text = ANY ($2::text[])
) w
CROSS JOIN LATERAL (
    SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS read
) may
WHERE c.relname::text = ANY ($1::text[]) AND c.relkind IN ('r', 'p') AND w.columns IS NOT NULL
  AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname
