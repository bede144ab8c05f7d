-- Foreign keys that leave the table $1 (its oid), and those that point to it.
SELECT k.conname, k.conrelid = $1::oid, n.nspname, o.relname,
       (SELECT array_agg(a.attname::text ORDER BY u.place)
        FROM unnest(k.conkey) WITH ORDINALITY u (attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum),
       (SELECT array_agg(a.attname::text ORDER BY u.place)
        FROM unnest(k.confkey) WITH ORDINALITY u (attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum),
       k.confdeltype::text,
       has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(o.oid, 'SELECT')
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class o
  ON o.oid = CASE WHEN k.conrelid = $1::oid THEN k.confrelid ELSE k.conrelid END
JOIN pg_catalog.pg_namespace n ON n.oid = o.relnamespace
WHERE k.contype = 'f'
  AND (k.conrelid = $1::oid OR k.confrelid = $1::oid AND k.conparentid = 0)
ORDER BY k.conrelid <> $1::oid, k.conname, n.nspname, o.relname
