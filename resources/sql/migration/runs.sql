SELECT id, plan, source_state, state, note, coalesce(swap_xid, 0), to_char(begun AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
    to_char(changed AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), begun_by
FROM gatehouse_migrate.run
WHERE $1::bigint = 0 OR id = $1::bigint
ORDER BY id DESC
LIMIT 100
