ALTER TABLE gatehouse.audit_trail ENABLE ALWAYS TRIGGER append_only
