SELECT 'view', n.nspname || '.' || c.relname
FROM pg_depend d
JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND c.oid <> $1::oid
UNION
SELECT 'inherits', n.nspname || '.' || c.relname
FROM pg_inherits h
JOIN pg_class c ON c.oid = CASE WHEN h.inhparent = $1::oid THEN h.inhrelid ELSE h.inhparent END
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE h.inhparent = $1::oid OR h.inhrelid = $1::oid
UNION
SELECT 'publication', p.pubname::text
FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
WHERE r.prrelid = $1::oid
ORDER BY 1, 2
