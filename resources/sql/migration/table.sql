SELECT c.oid::bigint, c.relkind::text, c.relispartition, has_table_privilege(c.oid, 'SELECT'),
    pg_has_role(c.relowner, 'USAGE')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2
