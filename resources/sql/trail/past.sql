-- What happened to objects, newest first. $1: their type, $2: an id or '', $3: fields of "before".
SELECT action, object_id, object_label, (extract(epoch FROM at) * 1000)::bigint, before::text
FROM gatehouse.audit_trail
WHERE object_type = $1 AND ($2 = '' OR object_id = $2) AND coalesce(before, '{}') @> $3::jsonb
ORDER BY audit_trail.seq DESC
LIMIT 20
