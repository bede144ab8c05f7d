REVOKE ALL ON FUNCTION gatehouse.audit_append(
    text, text, text, text, text, text, text, text, text, bigint, jsonb, jsonb) FROM PUBLIC
