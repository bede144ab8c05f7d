SELECT c.conname, c.contype::text, pg_get_constraintdef(c.oid),
    ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (num, at)
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.at),
    coalesce(fn.nspname, ''), coalesce(f.relname, ''),
    ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k (num, at)
          JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num ORDER BY k.at),
    coalesce(quote_ident(fn.nspname) || '.' || quote_ident(f.relname), ''), c.convalidated
FROM pg_constraint c
LEFT JOIN pg_class f ON f.oid = c.confrelid
LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE c.conrelid = $1::oid AND c.contype IN ('p', 'u', 'x', 'f')
ORDER BY array_position(ARRAY['p', 'u', 'x', 'f'], c.contype::text), c.conname
