SELECT c.oid::bigint, c.relkind::text,
    coalesce((SELECT CASE a.atttypid WHEN 'pg_catalog.timestamp'::regtype THEN 'timestamp'
                  WHEN 'pg_catalog.timestamptz'::regtype THEN 'timestamptz' WHEN 'pg_catalog.date'::regtype THEN 'date' ELSE '' END
              FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = $3 AND a.attnum > 0 AND NOT a.attisdropped), ''),
    c.relpersistence::text, c.relispartition,
    EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid OR h.inhrelid = c.oid),
    pg_has_role(c.relowner, 'USAGE'),
    c.relkind = 'r' AND EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid),
    EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'),
    pg_total_relation_size(c.oid), c.reltuples::double precision, quote_ident(pg_get_userbyid(c.relowner))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2
