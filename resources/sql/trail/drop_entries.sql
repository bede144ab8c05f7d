DROP TABLE gatehouse.audit_trail CASCADE
