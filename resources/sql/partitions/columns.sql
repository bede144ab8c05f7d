SELECT a.attname, a.attnotnull, a.attgenerated <> '', a.attidentity::text
FROM pg_attribute a WHERE a.attrelid = $1::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
