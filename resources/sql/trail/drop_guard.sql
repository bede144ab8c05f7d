DROP FUNCTION IF EXISTS gatehouse.audit_guard()
