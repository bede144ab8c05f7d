GRANT EXECUTE ON FUNCTION gatehouse.audit_append(
    text, text, text, text, text, text, text, text, text, bigint, jsonb, jsonb) TO %1
