SELECT current_setting('server_version'), pg_is_in_recovery(),
       (SELECT count(*)::int FROM pg_stat_activity WHERE datid IS NOT NULL),
       current_setting('max_connections')::int
