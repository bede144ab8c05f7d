UPDATE gatehouse.partition_job SET state = $2, after_key = $3::text[], copied = $4::bigint, undo = $5::text[],
    finish = $6::text[], changed_at = now()
WHERE id = $1::bigint
