SELECT d.datname,
       CASE WHEN has_database_privilege(d.oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'MEMBER')
            THEN pg_database_size(d.oid) END,
       s.blks_hit::float8 / nullif(s.blks_hit + s.blks_read, 0),
       age(d.datfrozenxid)::bigint, coalesce(s.numbackends, 0)::bigint, coalesce(s.temp_bytes, 0),
       coalesce(s.deadlocks, 0), s.stats_reset, d.datname = current_database(), now(),
       current_setting('server_version_num')::int
FROM pg_database d
LEFT JOIN pg_stat_database s ON s.datid = d.oid
WHERE d.datallowconn AND NOT d.datistemplate
ORDER BY 2 DESC NULLS LAST, 1
