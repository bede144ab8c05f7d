SELECT n.nspname, c.relname, a.attname, t.attname, f.confdeltype::text, NOT a.attnotnull
FROM pg_constraint f
JOIN pg_class c ON c.oid = f.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
JOIN pg_attribute t ON t.attrelid = f.confrelid AND t.attnum = f.confkey[1]
JOIN pg_class k ON k.oid = f.confrelid
JOIN pg_namespace s ON s.oid = k.relnamespace
WHERE f.contype = 'f' AND cardinality(f.conkey) = 1 AND s.nspname = $1 AND k.relname = $2
  AND f.conparentid = 0
ORDER BY n.nspname, c.relname
