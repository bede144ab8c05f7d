SELECT e.extversion, n.nspname,
       (SELECT v.default_version FROM pg_available_extensions v WHERE v.name = 'pg_stat_statements'),
       (SELECT s.setting FROM pg_settings s WHERE s.name = 'shared_preload_libraries'),
       to_regclass(quote_ident(n.nspname) || '.pg_stat_statements_info') IS NOT NULL,
       coalesce((SELECT bool_or(has_function_privilege(p.oid, 'EXECUTE')) FROM pg_proc p
                 WHERE p.pronamespace = n.oid AND p.proname = 'pg_stat_statements_reset'), false)
FROM (SELECT) AS one
LEFT JOIN pg_extension e ON e.extname = 'pg_stat_statements'
LEFT JOIN pg_namespace n ON n.oid = e.extnamespace
