SELECT 'ALTER TABLE ' || $1 || ' DROP CONSTRAINT ' || quote_ident(c.conname)
FROM pg_constraint c
JOIN pg_class f ON f.oid = c.confrelid
JOIN pg_namespace n ON n.oid = f.relnamespace
WHERE c.conrelid = $1::regclass AND c.contype = 'f' AND n.nspname <> $2
UNION ALL
SELECT 'ALTER TABLE ' || $1 || ' ALTER COLUMN ' || quote_ident(a.attname) || ' DROP DEFAULT'
FROM pg_attrdef d
JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE d.adrelid = $1::regclass AND a.attgenerated = ''
  AND EXISTS (SELECT FROM pg_depend p JOIN pg_class s ON s.oid = p.refobjid AND s.relkind = 'S'
              WHERE p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid AND p.refclassid = 'pg_class'::regclass)
