SELECT pg_catalog.now(), d.datname, pg_catalog.pg_get_userbyid(d.datdba),
       pg_catalog.pg_encoding_to_char(d.encoding), coalesce(d.datcollate, ''), coalesce(d.datctype, ''),
       CASE WHEN pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
            THEN (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) ELSE '' END,
       CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()::text
            ELSE pg_catalog.pg_current_wal_lsn()::text END,
       pg_catalog.pg_database_size(d.oid),
       ARRAY(SELECT e.extname::text FROM pg_catalog.pg_extension e
             WHERE e.extname <> 'plpgsql' ORDER BY 1),
       ARRAY(SELECT DISTINCT r.rolname::text FROM pg_catalog.pg_roles r
             JOIN pg_catalog.pg_shdepend s ON s.refobjid = r.oid
              AND s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
             WHERE s.dbid = d.oid OR (s.dbid = 0 AND s.objid = d.oid)
             UNION SELECT pg_catalog.pg_get_userbyid(d.datdba)::text ORDER BY 1),
       coalesce(j.row ->> 'datlocprovider', 'c'),
       coalesce(j.row ->> 'datlocale', j.row ->> 'daticulocale', ''), coalesce(j.row ->> 'daticurules', '')
FROM pg_catalog.pg_database d CROSS JOIN LATERAL pg_catalog.to_jsonb(d) AS j (row)
WHERE d.datname = pg_catalog.current_database()
