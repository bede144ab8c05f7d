-- $1: schema, $2: the version table, $3: tables of the system. What a stamp needs to know.
SELECT pg_is_in_recovery(),
       has_schema_privilege(n.oid, 'CREATE'),
       coalesce(has_table_privilege(v.oid, 'INSERT') AND has_table_privilege(v.oid, 'DELETE')
                AND has_table_privilege(v.oid, 'UPDATE'), false),
       coalesce(pg_get_userbyid(t.relowner)::text, ''),
       coalesce(pg_has_role(t.relowner, 'MEMBER'), false),
       current_user::text
FROM pg_namespace n
LEFT JOIN pg_class v ON v.relnamespace = n.oid AND v.relname = $2
LEFT JOIN LATERAL (
    SELECT c.relowner FROM pg_class c
    WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND c.relname::text = ANY ($3::text[])
    GROUP BY c.relowner ORDER BY count(*) DESC LIMIT 1
) t ON true
WHERE n.nspname = $1
