SELECT 'trigger', t.name, 'gatehouse.' || t.relation
FROM (VALUES ('audit_trail', 'append_only'), ('audit_head', 'one_row')) AS t(relation, name)
LEFT JOIN pg_trigger g ON g.tgrelid = to_regclass('gatehouse.' || t.relation)
     AND g.tgname = t.name AND NOT g.tgisinternal
WHERE g.tgenabled IS DISTINCT FROM 'A'
UNION ALL
SELECT 'grant', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END,
       string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' ON gatehouse.' || c.relname
FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
WHERE c.oid IN (to_regclass('gatehouse.audit_trail'), to_regclass('gatehouse.audit_head'))
      AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
      AND (a.grantee <> c.relowner
           OR (c.relname = 'audit_trail' AND a.privilege_type <> 'INSERT'))
GROUP BY a.grantee, c.relname
ORDER BY 1, 2, 3
