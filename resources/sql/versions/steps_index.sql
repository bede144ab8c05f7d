SELECT i.indisvalid, i.indisunique,
       EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2
