SELECT n.oid IS NOT NULL,
       coalesce(pg_get_userbyid(n.nspowner), ''),
       c.oid IS NOT NULL AND v.oid IS NOT NULL AND p.oid IS NOT NULL,
       NOT EXISTS (SELECT FROM pg_class o WHERE o.relnamespace = n.oid),
       coalesce(has_schema_privilege(n.oid, 'USAGE')
                AND has_function_privilege(p.oid, 'EXECUTE')
                AND has_table_privilege(v.oid, 'SELECT'), false),
       coalesce(has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'), false),
       CASE WHEN n.oid IS NULL THEN has_database_privilege(current_database(), 'CREATE')
            ELSE has_schema_privilege(n.oid, 'CREATE') END,
       coalesce(pg_has_role(p.proowner, 'USAGE'), false)
FROM (SELECT) AS one
LEFT JOIN pg_namespace n ON n.nspname = 'gatehouse'
LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'audit_trail'
LEFT JOIN pg_class v ON v.relnamespace = n.oid AND v.relname = 'schema_version'
LEFT JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = 'audit_append'
