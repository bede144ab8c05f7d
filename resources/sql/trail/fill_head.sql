INSERT INTO gatehouse.audit_head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'))
