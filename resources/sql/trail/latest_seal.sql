SELECT form::text, seq::text, (extract(epoch FROM at) * 1000000)::bigint::text, db_role, set_role,
       subject, os_user, app, connection, action, object_type, object_id, object_label, sql_class,
       row_count::text, before::text, after::text, encode(previous_hash, 'hex'), encode(hash, 'hex')
FROM gatehouse.audit_trail
WHERE action = 'trail.seal' AND object_type = 'trail' AND object_id = 'gatehouse.audit_trail'
ORDER BY audit_trail.seq DESC
LIMIT 1
