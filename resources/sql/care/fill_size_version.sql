INSERT INTO gatehouse.schema_version (part, version) VALUES ('care', 1)
