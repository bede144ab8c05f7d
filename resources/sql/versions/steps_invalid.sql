SELECT c.relname, t.relname, pg_get_indexdef(i.indexrelid),
       EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid),
       EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'relation' AND l.relation = i.indrelid
               AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
           AND EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.relid = i.indrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND n.nspname = $1 AND c.relkind = 'i'
ORDER BY 1
