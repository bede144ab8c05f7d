WITH building AS (
    SELECT index_relid FROM pg_stat_progress_create_index
), held AS (
    SELECT DISTINCT relation FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND granted AND pid <> pg_backend_pid()
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
), widths AS (
    SELECT schemaname, tablename, attname, max(avg_width)::float8 AS bytes
    FROM pg_stats GROUP BY 1, 2, 3
)
SELECT ic.oid::bigint, c.oid::bigint, n.nspname, c.relname, ic.relname, CASE WHEN ht.relation IS NULL THEN pg_get_indexdef(ic.oid) ELSE '' END, am.amname,
       ARRAY(SELECT CASE WHEN ht.relation IS NULL THEN pg_get_indexdef(ic.oid, k, true)
                         ELSE (SELECT quote_ident(a.attname) FROM pg_attribute a WHERE a.attrelid = ic.oid AND a.attnum = k) END FROM generate_series(1, i.indnkeyatts::int) k),
       ARRAY(SELECT concat_ws('|', CASE WHEN ht.relation IS NULL THEN pg_get_indexdef(ic.oid, k, true)
                         ELSE (SELECT quote_ident(a.attname) FROM pg_attribute a WHERE a.attrelid = ic.oid AND a.attnum = k) END,
                              i.indclass[k - 1], i.indcollation[k - 1],
                              i.indoption[k - 1]) FROM generate_series(1, i.indnkeyatts::int) k),
       ARRAY(SELECT CASE WHEN ht.relation IS NULL THEN pg_get_indexdef(ic.oid, k, true)
                         ELSE (SELECT quote_ident(a.attname) FROM pg_attribute a WHERE a.attrelid = ic.oid AND a.attnum = k) END FROM generate_series(i.indnkeyatts + 1, i.indnatts::int) k),
       CASE WHEN i.indpred IS NULL THEN '' WHEN ht.relation IS NULL THEN pg_get_expr(i.indpred, i.indrelid) ELSE '?' END, coalesce(con.conname, ''),
       i.indisunique, i.indisprimary, i.indisvalid, i.indisready, i.indisreplident, i.indisclustered,
       ic.relkind = 'I', ic.relispartition, b.index_relid IS NOT NULL,
       CASE WHEN ic.relkind = 'I' THEN 0 WHEN h.relation IS NULL THEN pg_relation_size(ic.oid)
            ELSE ic.relpages * current_setting('block_size')::bigint END,
       c.relpages * current_setting('block_size')::bigint,
       coalesce(s.idx_scan, 0), coalesce(s.idx_tup_read, 0), (to_jsonb(s) ->> 'last_idx_scan')::timestamptz,
       c.reltuples::float8,
       CASE WHEN am.amname = 'btree' AND ic.relkind = 'i' AND i.indpred IS NULL AND i.indexprs IS NULL
                 AND c.reltuples > 0
            THEN c.reltuples * (12 + (SELECT sum(coalesce(w.bytes, 8)) FROM pg_attribute a
                                      LEFT JOIN widths w ON w.schemaname = n.nspname AND w.tablename = c.relname
                                                            AND w.attname = a.attname
                                      WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey))) / 0.9 + 16384
            END
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_constraint con ON con.conindid = ic.oid AND con.contype IN ('p', 'u', 'x')
LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = ic.oid
LEFT JOIN building b ON b.index_relid = ic.oid
LEFT JOIN held h ON h.relation = ic.oid
LEFT JOIN held ht ON ht.relation = c.oid -- printing an expression locks its table
WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
ORDER BY n.nspname, c.relname, ic.relname
