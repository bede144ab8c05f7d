-- How much of the database this user can look into: tables in all, readable ones, closed schemas.
SELECT count(c.oid),
       count(c.oid) FILTER (WHERE has_schema_privilege(n.oid, 'USAGE')
                              AND has_any_column_privilege(c.oid, 'SELECT')),
       coalesce(string_agg(DISTINCT n.nspname, ', ' ORDER BY n.nspname)
                  FILTER (WHERE c.oid IS NOT NULL AND NOT has_schema_privilege(n.oid, 'USAGE')), ''),
       current_user
FROM pg_catalog.pg_namespace n
LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
