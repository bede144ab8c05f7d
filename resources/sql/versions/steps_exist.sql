SELECT s.steps IS NOT NULL,
       s.steps IS NOT NULL AND has_schema_privilege('gatehouse', 'USAGE')
           AND has_table_privilege(s.steps, 'SELECT'),
       s.steps IS NOT NULL AND has_schema_privilege('gatehouse', 'USAGE')
           AND has_table_privilege(s.steps, 'INSERT')
FROM (SELECT (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = 'gatehouse' AND c.relname = 'schema_steps') AS steps) s
