WITH held AS (
    SELECT DISTINCT relation FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND granted AND pid <> pg_backend_pid()
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
), index_of AS (
    SELECT i.indrelid, bool_or(h.relation IS NOT NULL) AS held, sum(ic.relpages)::bigint AS pages
    FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid LEFT JOIN held h ON h.relation = i.indexrelid
    GROUP BY i.indrelid
), vacuuming AS (
    SELECT relid FROM pg_stat_progress_vacuum
)
SELECT c.oid::bigint, n.nspname, c.relname, c.relkind::text, coalesce(p.inhparent::regclass::text, ''),
       CASE WHEN h.relation IS NULL THEN pg_relation_size(c.oid, 'main') + pg_relation_size(c.oid, 'fsm')
                 + pg_relation_size(c.oid, 'vm') + pg_relation_size(c.oid, 'init')
            ELSE c.relpages * current_setting('block_size')::bigint END,
       CASE WHEN h.relation IS NULL AND NOT coalesce(x.held, false) THEN pg_indexes_size(c.oid)
            ELSE coalesce(x.pages, 0) * current_setting('block_size')::bigint END,
       CASE WHEN c.reltoastrelid = 0 THEN 0
            WHEN h.relation IS NULL AND ht.relation IS NULL THEN pg_total_relation_size(c.reltoastrelid)
            ELSE t.relpages * current_setting('block_size')::bigint END,
       h.relation IS NOT NULL OR ht.relation IS NOT NULL OR coalesce(x.held, false),
       c.reltuples::float8, coalesce(s.n_live_tup, 0), coalesce(s.n_dead_tup, 0), coalesce(s.n_mod_since_analyze, 0),
       (to_jsonb(s) ->> 'n_ins_since_vacuum')::bigint,
       s.last_vacuum, s.last_autovacuum, s.last_analyze, s.last_autoanalyze,
       coalesce(s.vacuum_count, 0), coalesce(s.autovacuum_count, 0),
       coalesce(s.seq_scan, 0), coalesce(s.idx_scan, 0),
       coalesce(o.heap_blks_read, 0) + coalesce(o.idx_blks_read, 0) + coalesce(o.toast_blks_read, 0)
           + coalesce(o.tidx_blks_read, 0),
       coalesce(o.heap_blks_hit, 0) + coalesce(o.idx_blks_hit, 0) + coalesce(o.toast_blks_hit, 0)
           + coalesce(o.tidx_blks_hit, 0),
       greatest(CASE WHEN c.relfrozenxid <> '0' THEN age(c.relfrozenxid) ELSE 0 END,
                CASE WHEN t.relfrozenxid <> '0' THEN age(t.relfrozenxid) ELSE 0 END)::bigint,
       greatest(CASE WHEN c.relminmxid <> '0' THEN mxid_age(c.relminmxid) ELSE 0 END,
                CASE WHEN t.relminmxid <> '0' THEN mxid_age(t.relminmxid) ELSE 0 END)::bigint,
       coalesce(c.reloptions, '{}'), v.relid IS NOT NULL
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
LEFT JOIN held h ON h.relation = c.oid
LEFT JOIN held ht ON ht.relation = c.reltoastrelid
LEFT JOIN index_of x ON x.indrelid = c.oid
LEFT JOIN pg_inherits p ON p.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
LEFT JOIN pg_statio_all_tables o ON o.relid = c.oid
LEFT JOIN vacuuming v ON v.relid = c.oid
WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
ORDER BY n.nspname, c.relname
