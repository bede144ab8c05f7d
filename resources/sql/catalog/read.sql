-- $1: a schema, which is the search_path. One row an object: what it is, the table it belongs to, its facts.
-- What belongs to an extension is left out; of 18, NOT NULL is a constraint too and is left to its column.
WITH relation AS (
    SELECT c.oid, c.relname, c.relkind, c.relispartition, c.relrowsecurity, c.relpersistence, c.relpartbound
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
), fact (rank, kind, relation, name, place, facts) AS (
    SELECT 1, 'table', c.relname, c.relname, 0, jsonb_strip_nulls(jsonb_build_object(
        'kind', CASE c.relkind WHEN 'p' THEN 'partitioned' WHEN 'v' THEN 'view' WHEN 'm' THEN 'matview'
                               WHEN 'f' THEN 'foreign' ELSE 'table' END,
        'body', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid)
                     WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid)
                     WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,
        'parent', (SELECT p.relname FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent
                   WHERE h.inhrelid = c.oid ORDER BY h.inhseqno LIMIT 1),
        'rowSecurity', CASE WHEN c.relrowsecurity THEN true END,
        'unlogged', CASE WHEN c.relpersistence = 'u' THEN true END,
        'comment', obj_description(c.oid, 'pg_class')))
    FROM relation c
    UNION ALL
    SELECT 2, 'column', c.relname, a.attname, a.attnum, jsonb_strip_nulls(jsonb_build_object(
        'type', format_type(a.atttypid, a.atttypmod),
        'notNull', CASE WHEN a.attnotnull THEN true END,
        'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
        'generated', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END,
        'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
        'collation', (SELECT l.collname FROM pg_collation l JOIN pg_type t ON t.oid = a.atttypid
                      WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation),
        'comment', col_description(c.oid, a.attnum)))
    FROM relation c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    UNION ALL
    SELECT 3, 'constraint', c.relname, k.conname, 0, jsonb_strip_nulls(jsonb_build_object(
        'kind', CASE k.contype WHEN 'p' THEN 'primary' WHEN 'u' THEN 'unique' WHEN 'c' THEN 'check'
                               WHEN 'f' THEN 'foreign' ELSE 'exclude' END,
        'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
        'columns', (SELECT jsonb_agg(a.attname ORDER BY p.place) FROM unnest(k.conkey) WITH ORDINALITY p (number, place)
                    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.number),
        'target', (SELECT f.relname FROM pg_class f WHERE f.oid = k.confrelid),
        'valid', CASE WHEN NOT k.convalidated THEN false END))
    FROM relation c JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'c', 'f', 'x')
    UNION ALL
    SELECT 4, 'index', c.relname, i.relname, 0, jsonb_strip_nulls(jsonb_build_object(
        'definition', substr(pg_get_indexdef(x.indexrelid),
            length('CREATE ' || CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END || 'INDEX ' || quote_ident(i.relname) || ' ON '
                || CASE WHEN i.relkind = 'I' THEN 'ONLY ' ELSE '' END || quote_ident($1) || '.' || quote_ident(c.relname)) + 2),
        'columns', (SELECT jsonb_agg(coalesce(a.attname, '') ORDER BY p.place)
                    FROM unnest(x.indkey::int2[]) WITH ORDINALITY p (number, place)
                    LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = p.number AND p.number > 0
                    WHERE p.place <= x.indnkeyatts),
        'unique', CASE WHEN x.indisunique THEN true END,
        'valid', CASE WHEN NOT x.indisvalid THEN false END))
    FROM relation c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 5, 'trigger', c.relname, g.tgname, 0, jsonb_strip_nulls(jsonb_build_object(
        'definition', pg_get_triggerdef(g.oid, true), 'enabled', CASE WHEN g.tgenabled = 'D' THEN false END))
    FROM relation c JOIN pg_trigger g ON g.tgrelid = c.oid AND NOT g.tgisinternal
    UNION ALL
    SELECT 6, 'sequence', NULL, s.relname, 0, jsonb_strip_nulls(jsonb_build_object(
        'type', format_type(q.seqtypid, NULL), 'start', q.seqstart, 'increment', q.seqincrement,
        'cycle', CASE WHEN q.seqcycle THEN true END, 'owner', owned.name))
    FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace JOIN pg_sequence q ON q.seqrelid = s.oid
    LEFT JOIN LATERAL (
        SELECT t.relname || '.' || a.attname AS name FROM pg_depend d
        JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a' LIMIT 1
    ) owned ON true
    WHERE n.nspname = $1
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype IN ('e', 'i'))
    UNION ALL
    SELECT 7, 'enum', NULL, t.typname, 0, jsonb_build_object(
        'labels', (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE n.nspname = $1 AND t.typtype = 'e'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 8, 'routine', NULL, f.proname || '(' || pg_get_function_identity_arguments(f.oid) || ')', 0, jsonb_strip_nulls(jsonb_build_object(
        'kind', CASE f.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window' ELSE 'function' END,
        'hash', CASE WHEN f.prokind <> 'a' THEN encode(sha256(convert_to(replace(pg_get_functiondef(f.oid),
            quote_ident($1) || '.' || quote_ident(f.proname) || '(', quote_ident(f.proname) || '('), 'UTF8')), 'hex') END))
    FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
    WHERE n.nspname = $1
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 9, 'extension', NULL, e.extname, 0, jsonb_build_object('version', e.extversion) FROM pg_extension e
)
SELECT kind, coalesce(relation::text, ''), name::text, facts
FROM fact
ORDER BY rank, relation COLLATE "C", place, name COLLATE "C"
