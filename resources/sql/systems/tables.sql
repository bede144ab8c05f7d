-- $1: names that some description knows (these come first), $2: how many at most.
-- Whether a view can be changed is asked only where no foreign table is under it: a foreign-data wrapper
-- that is broken would fail the whole statement.
-- A schema named gatehouse is also that of a login named gatehouse ("$user"), so only what is ours in it is left out.
-- pg_relation_size waits for a lock, so it is asked only where nobody holds or wants the table alone.
WITH alone AS (
    SELECT relation FROM pg_locks WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock'
), chosen AS (
    SELECT c.oid, n.oid AS schema, n.nspname, c.relname, c.relkind, c.reltuples, c.relname = ANY ($1::text[]) AS known
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND NOT c.relispartition
      AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
      AND NOT (n.nspname = 'gatehouse' AND c.relname IN ('audit_trail', 'audit_head', 'schema_version')
               AND EXISTS (SELECT FROM pg_attribute a JOIN pg_class v ON v.oid = a.attrelid
                           WHERE v.relnamespace = n.oid AND v.relname = 'schema_version' AND a.attname = 'part'))
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY known DESC, n.nspname, c.relname
    LIMIT $2
)
SELECT oid, nspname::text, relname::text,
       CASE relkind WHEN 'p' THEN 'partitioned' WHEN 'v' THEN 'view' WHEN 'm' THEN 'matview' WHEN 'f' THEN 'foreign' ELSE 'table' END,
       has_schema_privilege(schema, 'USAGE'),
       has_any_column_privilege(oid, 'SELECT'),
       has_any_column_privilege(oid, 'INSERT') AND can_write & 8 = 8,
       has_any_column_privilege(oid, 'UPDATE') AND can_write & 4 = 4,
       has_table_privilege(oid, 'DELETE') AND can_write & 16 = 16,
       CASE WHEN relkind = 'p' THEN (SELECT coalesce(sum(l.reltuples), 0) FROM pg_partition_tree(chosen.oid) p
                                     JOIN pg_class l ON l.oid = p.relid WHERE p.isleaf AND l.reltuples > 0)
            WHEN reltuples > 0 THEN reltuples
            WHEN relkind IN ('r', 'm') AND known AND oid NOT IN (SELECT relation FROM alone) AND pg_relation_size(oid) = 0 THEN 0
            ELSE -1 END::float8
FROM chosen,
     LATERAL (SELECT CASE WHEN relkind = 'm' THEN 0
                          WHEN relkind = 'v' AND known AND NOT EXISTS (
                              WITH RECURSIVE under (rel) AS (
                                  SELECT chosen.oid
                                  UNION
                                  SELECT d.refobjid FROM under u
                                  JOIN pg_rewrite r ON r.ev_class = u.rel
                                  JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                                      AND d.refclassid = 'pg_class'::regclass)
                              SELECT FROM under JOIN pg_class f ON f.oid = under.rel WHERE f.relkind = 'f')
                          THEN pg_relation_is_updatable(oid, true)
                          ELSE 28 END AS can_write) w
