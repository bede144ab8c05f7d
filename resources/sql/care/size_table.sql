SELECT t.oid IS NOT NULL,
       coalesce(has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(t.oid, 'SELECT')
                AND has_table_privilege(t.oid, 'INSERT') AND has_table_privilege(t.oid, 'DELETE'), false),
       CASE WHEN n.oid IS NULL THEN has_database_privilege(current_database(), 'CREATE')
            ELSE has_schema_privilege(n.oid, 'CREATE')
                 AND (v.oid IS NOT NULL OR NOT EXISTS (SELECT FROM pg_class o WHERE o.relnamespace = n.oid))
       END
FROM (SELECT) AS one
LEFT JOIN pg_namespace n ON n.nspname = 'gatehouse'
LEFT JOIN pg_class t ON t.relnamespace = n.oid AND t.relname = 'care_size'
LEFT JOIN pg_class v ON v.relnamespace = n.oid AND v.relname = 'schema_version'
