SELECT DISTINCT v.relkind::text, n.nspname || '.' || v.relname,
    CASE v.relkind WHEN 'v' THEN 'CREATE OR REPLACE VIEW ' || quote_ident(n.nspname) || '.' || quote_ident(v.relname)
        || coalesce(' WITH (' || array_to_string(v.reloptions, ', ') || ')', '') || ' AS ' || rtrim(pg_get_viewdef(v.oid), ';') ELSE '' END
FROM pg_depend d
JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
JOIN pg_class v ON v.oid = r.ev_class
JOIN pg_namespace n ON n.oid = v.relnamespace
WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::bigint::oid AND v.oid <> d.refobjid
UNION ALL
SELECT DISTINCT 'function', p.proname::text, ''
FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::bigint::oid
UNION ALL
SELECT 'publication', p.pubname::text, ''
FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE r.prrelid = $1::bigint::oid
ORDER BY 1, 2
