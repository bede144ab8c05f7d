INSERT INTO gatehouse.schema_version (part, version) VALUES ('rollup', 1)
