SELECT c.conname, c.contype::text, pg_get_constraintdef(c.oid),
    ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (num, at)
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.at),
    ARRAY(SELECT quote_ident(tn.nspname) || '.' || quote_ident(t.typname) FROM unnest(c.conkey) WITH ORDINALITY k (num, at)
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num
          JOIN pg_type t ON t.oid = a.atttypid JOIN pg_namespace tn ON tn.oid = t.typnamespace ORDER BY k.at)
FROM pg_constraint c
WHERE c.conrelid = $1::bigint::oid AND c.contype IN ('p', 'u', 'x', 'f')
UNION ALL
SELECT c.conname, 'i', n.nspname || '.' || t.relname, ARRAY[]::text[], ARRAY[]::text[]
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE c.contype = 'f' AND c.confrelid = $1::bigint::oid AND c.conparentid = 0
ORDER BY 1
