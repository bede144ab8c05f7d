WITH t AS (
    SELECT c.oid, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity,
        quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = $1::bigint::oid
)
SELECT statement, rank FROM (
    SELECT 1 AS rank, 'ALTER TABLE ' || name || ' OWNER TO ' || quote_ident(pg_get_userbyid(relowner)) AS statement FROM t
    UNION ALL
    SELECT 2, 'GRANT ' || a.privilege_type || ' ON ' || name || ' TO '
        || CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
        || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
    FROM t, aclexplode(relacl) a WHERE a.grantee <> relowner
    UNION ALL
    SELECT 3, 'GRANT ' || a.privilege_type || ' (' || quote_ident(c.attname) || ') ON ' || name || ' TO '
        || CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
        || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
    FROM t JOIN pg_attribute c ON c.attrelid = t.oid AND NOT c.attisdropped, aclexplode(c.attacl) a
    UNION ALL
    SELECT 4, pg_get_triggerdef(g.oid) FROM t JOIN pg_trigger g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal AND g.tgname NOT LIKE $2::text
    UNION ALL
    SELECT 5, 'ALTER TABLE ' || name || CASE g.tgenabled WHEN 'D' THEN ' DISABLE TRIGGER ' WHEN 'R' THEN ' ENABLE REPLICA TRIGGER '
        ELSE ' ENABLE ALWAYS TRIGGER ' END || quote_ident(g.tgname)
    FROM t JOIN pg_trigger g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal AND g.tgname NOT LIKE $2::text AND g.tgenabled <> 'O'
    UNION ALL
    SELECT 6, 'CREATE POLICY ' || quote_ident(p.polname) || ' ON ' || name
        || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
        || ' FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END
        || ' TO ' || (SELECT string_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(p.polroles) r)
        || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
        || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
    FROM t JOIN pg_policy p ON p.polrelid = t.oid
    UNION ALL
    SELECT 7, 'ALTER TABLE ' || name || ' ENABLE ROW LEVEL SECURITY' FROM t WHERE relrowsecurity
    UNION ALL
    SELECT 8, 'ALTER TABLE ' || name || ' FORCE ROW LEVEL SECURITY' FROM t WHERE relforcerowsecurity
) all_of_them
ORDER BY rank, statement
