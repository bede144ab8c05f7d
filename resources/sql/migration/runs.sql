SELECT r.id, r.plan, r.source_state, r.state, r.note, coalesce(r.swap_xid, 0),
    to_char(r.begun AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
    to_char(r.changed AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), r.begun_by,
    coalesce(to_jsonb(r) ->> 'swap_open', ''),
    CASE WHEN to_regnamespace('gatehouse_aside_' || r.id) IS NULL THEN '' ELSE 'gatehouse_aside_' || r.id END,
    coalesce((to_jsonb(r) ->> 'base')::bigint, 0),
    r.state = 'rolled-back' AND r.changed < now() - interval '24 hours'
FROM gatehouse_migrate.run r
WHERE $1::bigint = 0 OR r.id = $1::bigint
ORDER BY r.id DESC
LIMIT 100
