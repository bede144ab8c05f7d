SELECT kind, name, age, seconds, pid
FROM (
    SELECT CASE WHEN backend_type = 'walsender' THEN 'walsender' ELSE 'session' END AS kind,
           concat_ws(', ', 'pid ' || pid, usename, nullif(application_name, ''), state) AS name,
           greatest(age(backend_xmin), age(backend_xid))::bigint AS age,
           extract(epoch FROM now() - xact_start)::bigint AS seconds, pid::bigint AS pid
    FROM pg_stat_activity
    WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND pid <> pg_backend_pid()
          AND backend_type IN ('client backend', 'walsender', 'background worker')
          AND (datname = current_database() OR datname IS NULL)
    UNION ALL
    SELECT 'slot', slot_name::text, greatest(age(xmin), age(catalog_xmin))::bigint, NULL, NULL
    FROM pg_replication_slots WHERE xmin IS NOT NULL OR catalog_xmin IS NOT NULL
    UNION ALL
    SELECT 'prepared', gid, age(transaction)::bigint, extract(epoch FROM now() - prepared)::bigint, NULL
    FROM pg_prepared_xacts WHERE database = current_database()
) AS holders
ORDER BY age DESC NULLS LAST
LIMIT 20
