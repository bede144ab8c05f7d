DROP FUNCTION IF EXISTS gatehouse.audit_write(
    text, text, text, text, text, text, text, text, text, bigint, jsonb, jsonb)
