INSERT INTO gatehouse.schema_version (part, version) VALUES ('trail', 2)
