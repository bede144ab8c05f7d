SELECT nspname::text
FROM pg_namespace
WHERE nspname !~ '^(pg_|gatehouse)'
  AND nspname <> 'information_schema'
  AND has_schema_privilege(oid, 'CREATE')
ORDER BY nspname <> 'public', nspname
