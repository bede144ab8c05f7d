SELECT i.relname, x.indisunique,
    substr(pg_get_indexdef(x.indexrelid),
        length('CREATE ' || CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END || 'INDEX ' || quote_ident(i.relname)
            || ' ON ' || quote_ident(n.nspname) || '.' || quote_ident(t.relname)) + 2),
    ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY k (num, at)
          JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.num WHERE k.at <= x.indnkeyatts ORDER BY k.at)
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE x.indrelid = $1::bigint::oid AND x.indisvalid
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.conrelid = x.indrelid
                  AND c.contype IN ('p', 'u', 'x'))
ORDER BY i.relname
