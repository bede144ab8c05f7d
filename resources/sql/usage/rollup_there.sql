SELECT c.oid IS NOT NULL AND s.oid IS NOT NULL,
    coalesce(has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
             AND has_table_privilege(s.oid, 'SELECT') AND has_table_privilege(v.oid, 'SELECT'), false),
    coalesce(has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'INSERT')
             AND has_table_privilege(s.oid, 'UPDATE'), false)
FROM (SELECT) AS one
LEFT JOIN pg_namespace n ON n.nspname = 'gatehouse'
LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'usage_rollup'
LEFT JOIN pg_class s ON s.relnamespace = n.oid AND s.relname = 'usage_rollup_source'
LEFT JOIN pg_class v ON v.relnamespace = n.oid AND v.relname = 'schema_version'
