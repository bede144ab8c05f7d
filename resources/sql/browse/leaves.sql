-- The tables that hold the rows of a table: itself, its partitions, its children by inheritance.
-- $1: its OID. Rows are -1 where the server does not know (never analysed, or kept elsewhere).
WITH RECURSIVE tree (oid) AS (
    SELECT $1::oid
    UNION
    SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree t ON i.inhparent = t.oid
)
SELECT n.nspname, c.relname,
       -- As the planner does: the density of the last analysis times the size of today.
       CASE WHEN c.reltuples > 0 AND c.relpages > 0
            THEN c.reltuples::float8 / c.relpages
                 * (pg_relation_size(c.oid) / current_setting('block_size')::int)
            WHEN c.reltuples > 0 THEN c.reltuples::float8
            WHEN coalesce(pg_relation_size(c.oid), 0) = 0 THEN 0
            ELSE -1 END,
       EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND i.inhparent = $1),
       row_security_active(c.oid)
FROM tree t
JOIN pg_catalog.pg_class c ON c.oid = t.oid AND c.relkind IN ('r', 'm', 'f')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
ORDER BY 1, 2
