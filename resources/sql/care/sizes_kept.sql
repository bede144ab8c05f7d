SELECT (extract(epoch FROM at) * 1000)::bigint, relation, bytes, rows
FROM gatehouse.care_size
ORDER BY at, relation
