DELETE FROM gatehouse.schema_version WHERE part = 'rollup'
