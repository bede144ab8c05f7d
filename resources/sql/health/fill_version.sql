INSERT INTO gatehouse.schema_version (part, version) VALUES ('health', 1)
