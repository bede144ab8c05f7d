SELECT c.relkind::text,
    coalesce((SELECT CASE a.atttypid WHEN 'timestamp'::regtype THEN 'timestamp' WHEN 'timestamptz'::regtype THEN 'timestamptz'
                  WHEN 'date'::regtype THEN 'date' ELSE '' END
              FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = $3 AND a.attnum > 0 AND NOT a.attisdropped), ''),
    ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          ORDER BY a.attnum),
    ARRAY(SELECT a.attname::text FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY k (num, at), pg_attribute a
          WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.num AND k.at <= i.indnkeyatts
          ORDER BY k.at),
    ARRAY(SELECT quote_ident(tn.nspname) || '.' || quote_ident(t.typname)
          FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY k (num, at), pg_attribute a, pg_type t, pg_namespace tn
          WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.num AND k.at <= i.indnkeyatts
            AND t.oid = a.atttypid AND tn.oid = t.typnamespace ORDER BY k.at),
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'is_deleted' AND a.atttypid = 'bool'::regtype
            AND NOT a.attisdropped),
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'deleted' AND a.atttypid = 'bool'::regtype
            AND NOT a.attisdropped),
    coalesce((SELECT CASE a.atttypid WHEN 'timestamp'::regtype THEN 'timestamp' WHEN 'timestamptz'::regtype THEN 'timestamptz'
                  ELSE '' END
              FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'deleted_at' AND NOT a.attisdropped), ''),
    has_table_privilege(c.oid, 'SELECT'), has_table_privilege(c.oid, 'DELETE'), has_table_privilege(c.oid, 'UPDATE'),
    coalesce((SELECT p.partstrat = 'r' AND p.partnatts = 1 AND p.partattrs[0] =
                  (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = $3)
              FROM pg_partitioned_table p WHERE p.partrelid = c.oid), false),
    c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid),
    coalesce((SELECT sum(pg_total_relation_size(p.relid)) FROM pg_partition_tree(c.oid) p WHERE c.relkind = 'p'),
        pg_total_relation_size(c.oid))::bigint,
    CASE WHEN c.relkind = 'p'
         THEN coalesce((SELECT sum(greatest(l.reltuples, 0)) FROM pg_partition_tree(c.oid) p JOIN pg_class l ON l.oid = p.relid
                        WHERE p.isleaf), 0)
         ELSE c.reltuples END::double precision
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2
