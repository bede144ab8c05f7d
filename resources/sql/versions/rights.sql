-- $1: schema, $2: the version table, $3: tables of the system. What a stamp needs to know. The last: sessions that may be a
-- migration at work: tools hold an advisory lock, or have written to their table and not committed.
SELECT pg_is_in_recovery(),
       has_schema_privilege(n.oid, 'CREATE'),
       coalesce(has_table_privilege(v.oid, 'INSERT') AND has_table_privilege(v.oid, 'DELETE')
                AND has_table_privilege(v.oid, 'UPDATE'), false),
       coalesce(pg_get_userbyid(t.relowner)::text, ''),
       coalesce(pg_has_role(t.relowner, 'MEMBER'), false),
       current_user::text,
       coalesce((SELECT string_agg(DISTINCT a.pid || ' ' || coalesce(nullif(a.application_name, ''), a.usename::text, ''), ', ')
                 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                 WHERE l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
                   AND l.granted AND l.pid <> pg_backend_pid()
                   AND (l.locktype = 'advisory'
                        OR (l.relation = v.oid AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')))), '')
FROM pg_namespace n
LEFT JOIN pg_class v ON v.relnamespace = n.oid AND v.relname = $2
LEFT JOIN LATERAL (
    SELECT c.relowner FROM pg_class c
    WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND c.relname::text = ANY ($3::text[])
    GROUP BY c.relowner ORDER BY count(*) DESC LIMIT 1
) t ON true
WHERE n.nspname = $1
