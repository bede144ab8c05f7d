DROP FUNCTION IF EXISTS gatehouse.audit_seal(bigint, bytea, text, text, text, text, text)
