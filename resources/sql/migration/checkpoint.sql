UPDATE gatehouse_migrate.part
SET position = $3::bytea, rows_read = rows_read + $4::bigint, loaded = loaded + $5::bigint,
    quarantined = quarantined + $6::bigint, left_out = left_out + $7::bigint, replaced = replaced + $8::bigint,
    complete = $9::boolean
WHERE run = $1::bigint AND number = $2::int AND NOT complete
