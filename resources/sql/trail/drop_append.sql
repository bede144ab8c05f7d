DROP FUNCTION IF EXISTS gatehouse.audit_append(
    text, text, text, text, text, text, text, text, text, bigint, jsonb, jsonb)
