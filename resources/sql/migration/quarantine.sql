SELECT q.id, q.part, q.position, q.place, q.column_name, q.value, q.reason, q.message, q.rule, q.cells, q.state,
    p.source_table, p.target_table
FROM gatehouse_migrate.quarantine q
JOIN gatehouse_migrate.part p ON p.run = q.run AND p.number = q.part
WHERE q.run = $1::bigint AND ($2 = '' OR q.state = $2) AND q.id > $3::bigint
ORDER BY q.id
LIMIT $4::bigint
