-- Tables and views, with rows by the last analysis and sizes. $1: sizes are read from the files,
-- which waits for exclusive locks; else they are those of the last vacuum.
WITH RECURSIVE part (root, oid) AS (
    SELECT c.oid, c.oid FROM pg_catalog.pg_class c WHERE c.relkind = 'p'
    UNION ALL
    SELECT p.root, i.inhrelid FROM part p JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid
),
index_pages AS (
    SELECT i.indrelid AS oid, sum(x.relpages) AS pages
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
    GROUP BY i.indrelid
),
measured AS (
    SELECT c.oid,
           CASE WHEN c.reltuples < 0 OR c.reltuples = 0 AND c.relpages = 0 THEN -1
                ELSE c.reltuples END AS rows,
           CASE WHEN c.relkind NOT IN ('r', 'm') THEN NULL
                WHEN $1::boolean THEN pg_total_relation_size(c.oid)
                ELSE (c.relpages + coalesce(t.relpages, 0) + coalesce(i.pages, 0)
                      + coalesce(ti.pages, 0))::bigint * current_setting('block_size')::bigint
           END AS bytes
    FROM pg_catalog.pg_class c
    LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
    LEFT JOIN index_pages i ON i.oid = c.oid
    LEFT JOIN index_pages ti ON ti.oid = t.oid
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
)
SELECT n.nspname, c.relname, c.relkind::text, c.relispartition,
       CASE WHEN c.relkind = 'p' THEN coalesce((
                SELECT CASE WHEN bool_or(m.rows < 0) THEN -1 ELSE sum(m.rows) END
                FROM part p
                JOIN pg_catalog.pg_class l ON l.oid = p.oid AND l.relkind = 'r'
                JOIN measured m ON m.oid = l.oid
                WHERE p.root = c.oid), -1)
            WHEN c.relkind IN ('v', 'f') THEN -1
            ELSE own.rows END,
       CASE WHEN c.relkind = 'p' THEN (
                SELECT sum(m.bytes)::bigint
                FROM part p
                JOIN measured m ON m.oid = p.oid
                WHERE p.root = c.oid)
            ELSE own.bytes END,
       has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN measured own ON own.oid = c.oid
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.relname
