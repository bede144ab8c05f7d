SELECT gatehouse.audit_seal($1::bigint, $2::bytea, $3, $4, $5, $6, $7)
