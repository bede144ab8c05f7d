SELECT u.s, u.t, n.oid IS NOT NULL AND has_schema_privilege(n.oid, 'CREATE'),
       c.oid IS NOT NULL AND pg_has_role(c.relowner, 'USAGE'),
       c.oid IS NOT NULL AND (pg_has_role(c.relowner, 'USAGE') OR pg_has_role(d.datdba, 'USAGE')
           OR CASE WHEN current_setting('server_version_num')::int >= 170000
                   THEN has_table_privilege(c.oid, 'MAINTAIN') ELSE false END),
       coalesce(c.relkind = 'p', false), c.oid IS NOT NULL,
       coalesce(c.reltuples, -1)::float8,
       CASE WHEN l.held THEN NULL ELSE pg_total_relation_size(c.oid) END,
       CASE WHEN l.held THEN NULL ELSE pg_indexes_size(c.oid) END,
       (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid),
       greatest(s.last_analyze, s.last_autoanalyze), coalesce(s.n_mod_since_analyze, 0)
FROM unnest($1::text[], $2::text[]) AS u (s, t)
LEFT JOIN pg_namespace n ON n.nspname = u.s
LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = u.t
LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
LEFT JOIN pg_database d ON d.datname = current_database()
CROSS JOIN LATERAL (SELECT EXISTS (
    SELECT 1 FROM pg_locks k WHERE k.locktype = 'relation' AND k.mode = 'AccessExclusiveLock' AND k.granted
    AND k.pid <> pg_backend_pid() AND k.database = d.oid
    AND k.relation IN (SELECT c.oid UNION ALL SELECT i.indexrelid FROM pg_index i WHERE i.indrelid = c.oid)
) AS held) l
ORDER BY 1, 2
