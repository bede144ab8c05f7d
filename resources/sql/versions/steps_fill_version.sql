INSERT INTO gatehouse.schema_version (part, version) VALUES ('steps', 1) ON CONFLICT (part) DO NOTHING
