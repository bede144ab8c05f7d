DROP FUNCTION IF EXISTS gatehouse.audit_field(bytea)
