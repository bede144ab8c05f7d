SELECT seq, (extract(epoch FROM at) * 1000)::bigint, coalesce(subject, os_user), db_role, action,
       object_type, object_label, row_count
FROM gatehouse.audit_trail
ORDER BY audit_trail.seq DESC
LIMIT $1
