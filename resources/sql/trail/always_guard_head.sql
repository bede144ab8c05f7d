ALTER TABLE gatehouse.audit_head ENABLE ALWAYS TRIGGER one_row
