-- The table $1 (its oid) as a whole: its kind, what this role may do, what it is for.
SELECT c.relkind::text, c.relhassubclass AND c.relkind = 'r',
       has_table_privilege(c.oid, 'DELETE'), c.relrowsecurity,
       coalesce(obj_description(c.oid, 'pg_class'), ''),
       CASE WHEN c.relkind IN ('v', 'm') THEN coalesce(pg_get_viewdef(c.oid, true), '') ELSE '' END
FROM pg_catalog.pg_class c
WHERE c.oid = $1::oid
