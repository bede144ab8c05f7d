UPDATE gatehouse_migrate.part
SET kept = $3::bigint, fresh = $4::bigint, changed = $5::bigint,
    gone = greatest(0, $6::bigint
        - (SELECT count(*) FROM gatehouse_migrate.quarantine q WHERE q.run = $7::bigint AND q.part = $2::int AND q.state = 'applied')
        - coalesce((SELECT p.stubs FROM gatehouse_migrate.part p WHERE p.run = $7::bigint AND p.number = $2::int), 0))
WHERE run = $1::bigint AND number = $2::int
