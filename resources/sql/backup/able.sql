SELECT r.rolreplication OR r.rolsuper,
       EXISTS (SELECT 1 FROM pg_catalog.pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global')),
       pg_catalog.current_setting('wal_level'),
       CASE WHEN pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
            THEN (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) ELSE '' END,
       pg_catalog.current_setting('max_wal_senders')::int,
       (SELECT coalesce(sum(pg_catalog.pg_database_size(d.oid)), 0)::bigint FROM pg_catalog.pg_database d
        WHERE pg_catalog.has_database_privilege(d.oid, 'CONNECT')),
       pg_catalog.now()
FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
