SELECT (SELECT coalesce(sum(blks_hit)::float8 / nullif(sum(blks_hit) + sum(blks_read), 0), -1) FROM pg_stat_database),
       (SELECT coalesce(sum(temp_bytes), 0)::bigint FROM pg_stat_database),
       (SELECT coalesce(sum(CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) END), 0)::bigint
        FROM pg_database WHERE datallowconn),
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
       (SELECT coalesce(max(reltuples), 0)::float8 FROM pg_class WHERE relkind = 'r'),
       pg_backend_pid()::bigint,
       extract(epoch FROM now() - pg_postmaster_start_time())::bigint,
       inet_server_addr() IS NULL OR host(inet_server_addr()) IN ('127.0.0.1', '::1')
