REVOKE ALL ON FUNCTION gatehouse.audit_seal(bigint, bytea, text, text, text, text, text) FROM PUBLIC
