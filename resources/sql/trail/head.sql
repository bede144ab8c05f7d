SELECT seq, encode(hash, 'hex') FROM gatehouse.audit_head
