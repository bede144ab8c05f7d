-- Locks on tables of this database, and every lock that somebody waits for.
SELECT l.pid, l.locktype, coalesce(n.nspname || '.' || c.relname, ''), l.mode, l.granted,
       coalesce(a.usename::text, ''), coalesce(a.application_name, ''), coalesce(a.query, ''),
       CASE WHEN l.granted THEN '{}' ELSE pg_blocking_pids(l.pid)::text[] END,
       CASE WHEN l.granted THEN NULL
            ELSE extract(epoch FROM clock_timestamp() - a.query_start)::float8 END
FROM pg_catalog.pg_locks l
LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
LEFT JOIN pg_catalog.pg_class c
  ON c.oid = l.relation
 AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE l.pid <> pg_backend_pid()
  AND (NOT l.granted OR c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_')
ORDER BY l.granted, 3, l.pid, l.mode
LIMIT 2000
