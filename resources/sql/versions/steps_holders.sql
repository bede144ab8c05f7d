SELECT l.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''), coalesce(a.state, ''), c.relname, l.mode,
       l.granted, coalesce(extract(epoch FROM clock_timestamp() - a.xact_start)::bigint, 0),
       left(coalesce(a.query, ''), 300)
FROM pg_locks l
JOIN pg_class c ON c.oid = l.relation
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'relation' AND n.nspname = $1 AND c.relname = ANY ($2::text[])
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.pid <> pg_backend_pid()
ORDER BY l.granted DESC, a.xact_start NULLS LAST, l.pid
