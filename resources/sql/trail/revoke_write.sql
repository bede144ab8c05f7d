REVOKE ALL ON FUNCTION gatehouse.audit_write(
    text, text, text, text, text, text, text, text, text, bigint, jsonb, jsonb) FROM PUBLIC
