REVOKE ALL ON gatehouse.audit_trail, gatehouse.audit_head FROM PUBLIC
