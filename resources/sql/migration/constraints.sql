SELECT c.conname, c.contype::text, pg_get_constraintdef(c.oid),
    ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (num, at)
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.at),
    coalesce(fn.nspname, ''), coalesce(f.relname, ''),
    ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k (num, at)
          JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num ORDER BY k.at),
    coalesce(quote_ident(fn.nspname) || '.' || quote_ident(f.relname), ''), c.convalidated,
    CASE WHEN c.contype IN ('p', 'u') AND NOT c.condeferrable
        THEN substr(pg_get_indexdef(i.oid), length('CREATE UNIQUE INDEX ' || quote_ident(i.relname)
            || ' ON ' || quote_ident(tn.nspname) || '.' || quote_ident(t.relname)) + 1) ELSE '' END
FROM pg_constraint c
LEFT JOIN pg_class f ON f.oid = c.confrelid
LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
JOIN pg_class t ON t.oid = c.conrelid
JOIN pg_namespace tn ON tn.oid = t.relnamespace
LEFT JOIN pg_class i ON i.oid = c.conindid
WHERE c.conrelid = $1::oid AND c.contype IN ('p', 'u', 'x', 'f')
ORDER BY array_position(ARRAY['p', 'u', 'x', 'f'], c.contype::text), c.conname
