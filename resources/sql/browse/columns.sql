-- The columns of a table or view that the role may read, in their order. $1: its quoted name.
WITH RECURSIVE wanted AS (
    -- A table with children by inheritance: its unique indexes do not cover theirs.
    SELECT c.oid,
           CASE WHEN c.relkind = 'r' AND c.relhassubclass THEN 'p' ELSE c.relkind END AS relkind,
           c.relkind = 'r' AND c.relhassubclass AS parent,
           has_table_privilege(c.oid, 'SELECT') AS whole
    FROM pg_catalog.pg_class c
    WHERE c.oid = to_regclass($1)
),
base (attnum, type, typtype) AS (
    SELECT a.attnum, t.oid, t.typtype
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    UNION ALL
    SELECT b.attnum, t.oid, t.typtype
    FROM base b
    JOIN pg_catalog.pg_type d ON d.oid = b.type AND d.typtype = 'd'
    JOIN pg_catalog.pg_type t ON t.oid = d.typbasetype
),
key AS (
    SELECT k.columns
    FROM wanted w
    JOIN pg_catalog.pg_index i ON i.indrelid = w.oid
    CROSS JOIN LATERAL (SELECT (i.indkey::int2[])[0:i.indnkeyatts - 1] AS columns) k
    WHERE NOT w.parent AND i.indisunique AND i.indisvalid AND i.indimmediate
      AND i.indpred IS NULL AND i.indexprs IS NULL
      AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = w.oid AND a.attnum = ANY (k.columns)
            AND NOT (a.attnotnull AND has_column_privilege(w.oid, a.attnum, 'SELECT')))
    ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid
    LIMIT 1
)
SELECT w.oid, w.relkind::text, w.whole, a.attname,
       t.oid, format_type(t.oid, NULL), t.typlen, t.typcategory::text, a.atttypmod, a.attnotnull,
       t.typcategory IN ('S', 'E', 'R', 'I') OR EXISTS (
           SELECT FROM pg_catalog.pg_opclass o
           JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod AND m.amname = 'btree'
           WHERE o.opcdefault AND o.opcintype = t.oid) AS sortable,
       EXISTS (
           SELECT FROM pg_catalog.pg_index i
           JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
           JOIN pg_catalog.pg_am m ON m.oid = x.relam AND m.amname = 'btree'
           JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[0] AND o.opcdefault
           WHERE i.indrelid = w.oid AND i.indisvalid AND i.indpred IS NULL
             AND i.indkey[0] = a.attnum) AS indexed,
       CASE WHEN a.attcollation <> t.typcollation
            THEN quote_ident(n.nspname) || '.' || quote_ident(l.collname) END AS collation,
       coalesce(array_position((SELECT columns FROM key), a.attnum), -1) AS place_in_key
FROM wanted w
JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN base b ON b.attnum = a.attnum AND b.typtype <> 'd'
JOIN pg_catalog.pg_type t ON t.oid = b.type
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
WHERE has_column_privilege(w.oid, a.attnum, 'SELECT')
ORDER BY a.attnum
