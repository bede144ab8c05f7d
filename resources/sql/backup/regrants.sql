WITH who AS (
    SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $1
), given AS (
    SELECT CASE WHEN c.relkind = 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::pg_catalog.regclass::text AS what, '' AS part,
           a.grantee, a.privilege_type, a.is_grantable
    FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
    UNION ALL
    SELECT 'TABLE ' || c.attrelid::pg_catalog.regclass::text, pg_catalog.format(' (%I)', c.attname),
           a.grantee, a.privilege_type, a.is_grantable
    FROM pg_catalog.pg_attribute c CROSS JOIN LATERAL pg_catalog.aclexplode(c.attacl) a
    UNION ALL
    SELECT 'SCHEMA ' || pg_catalog.quote_ident(n.nspname), '', a.grantee, a.privilege_type, a.is_grantable
    FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) a
    UNION ALL
    SELECT 'ROUTINE ' || p.oid::pg_catalog.regprocedure::text, '', a.grantee, a.privilege_type, a.is_grantable
    FROM pg_catalog.pg_proc p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) a
    UNION ALL
    SELECT 'TYPE ' || t.oid::pg_catalog.regtype::text, '', a.grantee, a.privilege_type, a.is_grantable
    FROM pg_catalog.pg_type t CROSS JOIN LATERAL pg_catalog.aclexplode(t.typacl) a
    UNION ALL
    SELECT 'LARGE OBJECT ' || l.oid, '', a.grantee, a.privilege_type, a.is_grantable
    FROM pg_catalog.pg_largeobject_metadata l CROSS JOIN LATERAL pg_catalog.aclexplode(l.lomacl) a
), defaults AS (
    SELECT d.oid, d.defaclrole, d.defaclobjtype, d.defaclacl, d.defaclnamespace,
           CASE WHEN d.defaclrole = who.oid THEN pg_catalog.quote_ident($2::text)
                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole)) END AS maker,
           CASE WHEN d.defaclnamespace <> 0
                THEN ' IN SCHEMA ' || d.defaclnamespace::pg_catalog.regnamespace::text ELSE '' END AS place,
           CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES'
                                WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind,
           d.defaclrole = who.oid AS own, who.oid AS who
    FROM pg_catalog.pg_default_acl d CROSS JOIN who
)
SELECT pg_catalog.format('GRANT %s%s ON %s TO %I%s', given.privilege_type, given.part, given.what, $2::text,
                         CASE WHEN given.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM given JOIN who ON who.oid = given.grantee
WHERE $3::boolean
UNION ALL
SELECT pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %s%s GRANT %s ON %s TO %s%s', d.maker, d.place,
                         a.privilege_type, d.kind,
                         CASE WHEN a.grantee = 0 THEN 'PUBLIC'
                              WHEN a.grantee = d.who THEN pg_catalog.quote_ident($2::text)
                              ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END,
                         CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM defaults d CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) a
WHERE $3::boolean AND (d.own OR a.grantee = d.who)
UNION ALL
SELECT pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %s REVOKE ALL ON %s FROM PUBLIC', d.maker, d.kind)
FROM defaults d
WHERE $3::boolean AND d.own AND d.defaclnamespace = 0 AND d.defaclobjtype IN ('f', 'T')
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.aclexplode(d.defaclacl) a WHERE a.grantee = 0)
UNION ALL
SELECT pg_catalog.format('ALTER POLICY %I ON %s TO %s', p.polname, p.polrelid::pg_catalog.regclass,
                         (SELECT string_agg(CASE WHEN r.oid = 0 THEN 'PUBLIC'
                                                 WHEN r.oid = who.oid THEN pg_catalog.quote_ident($2::text)
                                                 ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r.oid)) END, ', ')
                          FROM unnest(p.polroles) r(oid)))
FROM pg_catalog.pg_policy p JOIN who ON who.oid = ANY (p.polroles)
