INSERT INTO gatehouse.schema_version (part, version) VALUES ('partitions', 1)
