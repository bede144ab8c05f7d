SELECT coalesce(r.rolname, ''), split_part(c.one, '=', 1), substr(c.one, strpos(c.one, '=') + 1)
FROM pg_catalog.pg_db_role_setting s
JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
CROSS JOIN LATERAL unnest(s.setconfig) AS c (one)
WHERE d.datname = $1
