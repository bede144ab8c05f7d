-- Every session that this role may see, with what it holds and who it waits for. pg_blocking_pids
-- is asked for waiting ones only: it stops the lock table for a moment.
SELECT a.pid, a.backend_start::text, coalesce(a.usename::text, ''), coalesce(a.datname::text, ''),
       coalesce(a.application_name, ''), coalesce(host(a.client_addr), ''),
       coalesce(a.backend_type, ''), coalesce(a.state, ''),
       coalesce(a.wait_event_type, ''), coalesce(a.wait_event, ''), coalesce(a.query, ''),
       extract(epoch FROM clock_timestamp() - a.xact_start)::float8,
       extract(epoch FROM clock_timestamp() - a.state_change)::float8,
       extract(epoch FROM clock_timestamp() - a.query_start)::float8,
       a.backend_xid IS NOT NULL,
       CASE WHEN a.wait_event_type = 'Lock' THEN pg_blocking_pids(a.pid)::text[] ELSE '{}' END,
       coalesce((SELECT array_agg(DISTINCT c.relname || ' (' || replace(l.mode, 'Lock', '') || ')')
                 FROM pg_catalog.pg_locks l
                 JOIN pg_catalog.pg_class c ON c.oid = l.relation
                 WHERE l.pid = a.pid AND l.granted AND c.relkind IN ('r', 'p', 'm')
                   AND l.mode NOT IN ('AccessShareLock')
                   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                                     WHERE d.datname = current_database())), '{}'),
       a.pid = pg_backend_pid() OR a.application_name LIKE 'gatehouse%',
       coalesce(t.rolsuper, false),
       me.rolsuper OR a.usesysid IS NOT NULL AND NOT coalesce(t.rolsuper, false)
           AND (pg_has_role(current_user, a.usesysid, 'USAGE')
                OR pg_has_role(current_user, 'pg_signal_backend', 'USAGE'))
FROM pg_catalog.pg_stat_activity a
JOIN pg_catalog.pg_roles me ON me.rolname = current_user
LEFT JOIN pg_catalog.pg_roles t ON t.oid = a.usesysid
WHERE a.backend_type IN ('client backend', 'autovacuum worker', 'walsender', 'background worker',
                         'logical replication worker')
   OR a.backend_type IS NULL AND a.usesysid IS NOT NULL -- of others, without pg_read_all_stats
ORDER BY a.pid
