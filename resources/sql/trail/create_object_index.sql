CREATE INDEX audit_trail_object ON gatehouse.audit_trail (object_type, object_id, seq)
