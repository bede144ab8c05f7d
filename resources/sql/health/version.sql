SELECT version FROM gatehouse.schema_version WHERE part = 'health'
