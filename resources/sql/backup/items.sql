WITH mine AS (
    SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), rels AS (
    SELECT c.*, m.nspname, m.nspname || '.' || c.relname AS full_name
    FROM pg_catalog.pg_class c JOIN mine m ON m.oid = c.relnamespace
    WHERE c.relpersistence <> 't'
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.objid = c.oid AND d.deptype = 'e')
), own_functions AS (
    SELECT p.*, m.nspname FROM pg_catalog.pg_proc p JOIN mine m ON m.oid = p.pronamespace
    WHERE p.prokind IN ('f', 'p', 'w')
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                        AND d.objid = p.oid AND d.deptype = 'e')
)
SELECT 'schema' AS kind, m.nspname::text AS name, '' AS definition, '' AS belongs FROM mine m
UNION ALL
SELECT 'extension', e.extname::text, '', '' FROM pg_catalog.pg_extension e
UNION ALL
SELECT 'table', r.full_name,
       pg_catalog.concat(r.relkind, r.relpersistence, pg_catalog.pg_get_partkeydef(r.oid),
                         pg_catalog.pg_get_expr(r.relpartbound, r.oid),
                         r.relrowsecurity, r.relforcerowsecurity), r.full_name
FROM rels r WHERE r.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT 'column', r.full_name || '.' || a.attname,
       pg_catalog.concat(pg_catalog.format_type(a.atttypid, a.atttypmod),
                         CASE WHEN a.attnotnull THEN ' not null' END, a.attidentity, a.attgenerated,
                         ' default ' || pg_catalog.pg_get_expr(ad.adbin, ad.adrelid)), r.full_name
FROM rels r
JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
WHERE r.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT 'constraint', r.full_name || '.' || c.conname,
       pg_catalog.pg_get_constraintdef(c.oid) || CASE WHEN c.convalidated THEN '' ELSE ' (not validated)' END,
       r.full_name
FROM pg_catalog.pg_constraint c JOIN rels r ON r.oid = c.conrelid
WHERE c.contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL
SELECT 'index', m.nspname || '.' || ic.relname,
       pg_catalog.pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END,
       r.full_name
FROM pg_catalog.pg_index i
JOIN rels r ON r.oid = i.indrelid
JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
JOIN mine m ON m.oid = ic.relnamespace
WHERE r.relkind IN ('r', 'p', 'm')
UNION ALL
SELECT 'view', r.full_name, pg_catalog.concat(r.relkind, pg_catalog.pg_get_viewdef(r.oid)), r.full_name
FROM rels r WHERE r.relkind IN ('v', 'm')
UNION ALL
SELECT 'sequence', r.full_name,
       pg_catalog.format('%s %s %s %s %s %s', pg_catalog.format_type(s.seqtypid, NULL), s.seqstart,
                         s.seqincrement, s.seqmin, s.seqmax, s.seqcycle), ''
FROM rels r JOIN pg_catalog.pg_sequence s ON s.seqrelid = r.oid
UNION ALL
SELECT 'function', f.nspname || '.' || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')',
       pg_catalog.pg_get_functiondef(f.oid), ''
FROM own_functions f
UNION ALL
SELECT 'trigger', r.full_name || '.' || t.tgname, pg_catalog.concat(t.tgenabled, pg_catalog.pg_get_triggerdef(t.oid)), r.full_name
FROM pg_catalog.pg_trigger t JOIN rels r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
UNION ALL
SELECT 'type', m.nspname || '.' || t.typname,
       pg_catalog.concat(t.typtype, pg_catalog.format_type(t.typbasetype, t.typtypmod),
                         (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
                          FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)), ''
FROM pg_catalog.pg_type t JOIN mine m ON m.oid = t.typnamespace
WHERE t.typtype IN ('e', 'd', 'r')
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
                    AND d.objid = t.oid AND d.deptype = 'e')
UNION ALL
SELECT 'policy', r.full_name || '.' || p.polname,
       pg_catalog.concat(p.polcmd, p.polpermissive, pg_catalog.pg_get_expr(p.polqual, p.polrelid), ' ',
                         pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)), r.full_name
FROM pg_catalog.pg_policy p JOIN rels r ON r.oid = p.polrelid
