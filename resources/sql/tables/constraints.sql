-- The columns that a constraint or a unique index of the table $1 (its oid), or of a partition of
-- it, is about.
WITH RECURSIVE tree (oid) AS (
    SELECT $1::oid
    UNION ALL
    SELECT i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
)
SELECT k.conname::text,
       ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) ORDER BY a.attnum)
FROM tree t
JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.conkey IS NOT NULL
UNION
SELECT x.relname::text,
       ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])
             ORDER BY a.attnum)
FROM tree t
JOIN pg_catalog.pg_index i ON i.indrelid = t.oid AND i.indisunique
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
