INSERT INTO gatehouse.care_size (relation, at, bytes, rows)
SELECT u.relation, to_timestamp($1::bigint / 1000.0), u.bytes, u.rows
FROM unnest($2::text[], $3::bigint[], $4::float8[]) AS u (relation, bytes, rows)
WHERE NOT EXISTS (SELECT FROM gatehouse.care_size s WHERE s.at > to_timestamp($1::bigint / 1000.0) - interval '6 hours')
ON CONFLICT DO NOTHING
