SELECT c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_index i ON i.indexrelid = c.oid
WHERE n.nspname = $1 AND NOT i.indisvalid AND c.relname ~ ('^' || $2 || '_ccnew[0-9]*$')
