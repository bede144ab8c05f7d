UPDATE gatehouse.schema_version SET version = 2, installed_at = now(), installed_by = session_user
WHERE part = 'trail'
