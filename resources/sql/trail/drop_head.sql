DROP TABLE gatehouse.audit_head
